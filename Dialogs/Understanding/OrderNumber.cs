using System.Text.RegularExpressions;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>Finds an order number in a message: letters, a dash, digits ("A-1001"), or a number that is called an order ("order 1001", "#1001").</summary>
public static partial class OrderNumber
{
    /// <summary>The first order number in the text; null when there is none.</summary>
    public static string? Find(string text)
    {
        var match = Pattern().Match(text);
        return match.Success ? (match.Groups["code"].Success ? match.Groups["code"] : match.Groups["number"]).Value.ToUpperInvariant() : null;
    }

    [GeneratedRegex(@"(?<![\w-])(?<code>[A-Za-z]{1,6}-\d{2,12}(?:-\d{1,6})?)(?![\w-])|(?:\border\s*(?:number|no\.?|nr\.?)?\s*:?\s*#?|#)(?<number>\d{3,12})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
