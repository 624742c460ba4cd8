using System.Text.RegularExpressions;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>What a contact detail is.</summary>
public enum ContactKind
{
    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>A web address.</summary>
    Url,
}

/// <summary>A contact detail found in a message.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it was written.</param>
/// <param name="Start">Where it begins in the message.</param>
public sealed record Contact(ContactKind Kind, string Text, int Start);

/// <summary>Finds e-mail addresses, web addresses and telephone numbers.</summary>
public static partial class Contacts
{
    // Endings that make "shop.com" an address without http or www; every two letters are a country's.
    private const string Endings = "com|net|org|info|biz|edu|gov|mil|int|name|shop|store|online|site|app|dev|eu|[a-z]{2}";

    /// <summary>Every contact detail in the text, from left to right. What is part of one is not another: digits in a web address are no telephone number.</summary>
    public static IReadOnlyList<Contact> FindAll(string text)
    {
        if (text.Length > Token.LongestMessage) text = text[..Token.LongestMessage];
        var found = new List<Contact>();
        foreach (Match match in Email().Matches(text)) Add(ContactKind.Email, match.Index, match.Value);
        foreach (Match match in Url().Matches(text)) Add(ContactKind.Url, match.Index, match.Value.TrimEnd('.', ',', ';', '!', '?', ')', '"', '\''));
        foreach (var (start, number) in PhoneNumber.FindAll(text)) Add(ContactKind.Phone, start, number);
        return [.. found.OrderBy(c => c.Start)];

        void Add(ContactKind kind, int start, string value)
        {
            if (value.Length > 0 && !found.Exists(c => start < c.Start + c.Text.Length && c.Start < start + value.Length)) found.Add(new Contact(kind, value, start));
        }
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_](?:[A-Za-z0-9._%+'-]{0,62}[A-Za-z0-9_])?@(?:(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])|\[(?:\d{1,3}\.){3}\d{1,3}\])", RegexOptions.CultureInvariant)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<![A-Za-z])(?:https?|ftp)://(?:localhost|(?:\d{1,3}\.){3}\d{1,3}|(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,10}[\p{L}]{2,24})(?::\d{1,5})?(?:[/?#][^\s<>""]{0,1500})?|(?<![A-Za-z0-9@./:-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}(?:" + Endings + @")(?![A-Za-z0-9@-]|\.[A-Za-z0-9])(?::\d{1,5})?(?:[/?#][^\s<>""]{0,1500})?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Url();
}
