using System.Globalization;

namespace FollowUpBot.Bot.Tasks;

/// <summary>An answer of staff that should stand in a manual: what was asked, and what is to be read there.</summary>
/// <param name="Product">Which manual; null when it is about no product.</param>
/// <param name="Question">As anybody might ask it.</param>
/// <param name="Answer">As Markdown.</param>
public sealed record ArticleDraft(string? Product, string Question, string Answer)
{
    /// <summary>What tasks from a case are about.</summary>
    public const string About = "case:";

    public const int LongestQuestion = 150, LongestAnswer = 4000;

    private const int DaysToDo = 7;

    /// <summary>The task of putting it there.</summary>
    public ShopTask ToTask(string id, string caseId, string by, DateTimeOffset at) =>
        new(id, $"{About}{caseId}", $"Manual{(Product is null ? "" : $" of {Product}")}: {Question}", Answer.Length <= ShopTask.LongestDetail ? Answer : $"{Answer[..(ShopTask.LongestDetail - 1)]}…", "Product team", DateOnly.FromDateTime(at.UtcDateTime).AddDays(DaysToDo), by, at) { Draft = ToMarkdown(at) };

    // A line break in a heading or in the head would make another line of it.
    private string ToMarkdown(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"""
        ---
        title: "{Product ?? "Questions"}: {OneLine(Question).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}"
        {(Product is null ? "" : $"products: [\"{Product}\"]\n")}---
        # {Product ?? "Questions"}

        ## {OneLine(Question)}

        {Answer.ReplaceLineEndings("\n").Trim()}

        """).ReplaceLineEndings("\n");

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
