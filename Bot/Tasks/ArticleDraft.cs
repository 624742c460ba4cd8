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
        new(id, $"{About}{caseId}", Cut($"Manual{(Product is null ? "" : $" of {Product}")}: {OneLine(Question)}", ShopTask.LongestTitle), Cut(Answer, ShopTask.LongestDetail), "Product team", DateOnly.FromDateTime(at.UtcDateTime).AddDays(DaysToDo), by, at) { Draft = ToMarkdown(at) };

    // A line break in a heading or in the head would make another line of it.
    private string ToMarkdown(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"""
        ---
        title: {Quoted($"{Product ?? "Questions"}: {Question}")}
        {(Product is null ? "" : $"products: [{Quoted(Product)}]\n")}---
        # {Product ?? "Questions"}

        ## {OneLine(Question)}

        {Answer.ReplaceLineEndings("\n").Trim()}

        """).ReplaceLineEndings("\n");

    // As YAML takes it, whatever is in it.
    private static string Quoted(string text) => $"\"{OneLine(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Cut(string text, int longest) => text.Length <= longest ? text : $"{text[..(longest - 1)]}…";

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
