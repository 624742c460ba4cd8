using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Recognises a heading that stands alone on a line by its words.</summary>
internal static partial class HeadingLine
{
    private const int Longest = 90;

    /// <summary>Level of the heading; null when nothing in the words says that it is one.</summary>
    public static int? LevelOf(string line)
    {
        line = line.Trim();
        if (line.Length is 0 or > Longest || EndsLikeASentence(line)) return null;
        if (Numbered().Match(line) is { Success: true } numbered) return 1 + numbered.Groups["number"].Value.Count(c => c == '.');
        return IsShouted(line) ? 2 : null;
    }

    /// <summary>Whether a short line could be a heading if what stands around it agrees.</summary>
    public static bool MayBe(string line)
    {
        line = line.Trim();
        return line.Length is > 2 and <= 70 && !EndsLikeASentence(line) && (char.IsUpper(line[0]) || char.IsDigit(line[0]))
            && line.Count(char.IsLetter) * 2 > line.Length && line.Count(c => c == ' ') < 10 && LooseText.Marker(line) is null;
    }

    private static bool EndsLikeASentence(string line) => line[^1] is '.' or ',' or ';' or ':' or '!' || line.EndsWith(" -", StringComparison.Ordinal);

    private static bool IsShouted(string line)
    {
        var letters = line.Where(char.IsLetter).ToList();
        return letters.Count >= 4 && letters.All(c => !char.IsLower(c)) && letters.Any(char.IsUpper) && letters.Count * 2 > line.Length;
    }

    // "3.2 Cleaning the filter", "4 Cleaning", but neither the step "4. Open the tap" nor "12 V" nor "2.5 Litres per minute and more".
    [GeneratedRegex(@"^(?<number>\d{1,2}(?:\.\d{1,2}){0,3})\.?(?<!^\d{1,2}\.)\s+\p{Lu}\p{Ll}{2,}[^.]*$")]
    private static partial Regex Numbered();
}
