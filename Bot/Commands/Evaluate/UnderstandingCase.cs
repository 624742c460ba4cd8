using System.Globalization;
using System.Text.Json;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Commands.Evaluate;

/// <summary>A message with what must be made of it; what is not said is not graded.</summary>
/// <param name="Id">Names it in the report.</param>
/// <param name="Text">The customer's words.</param>
/// <param name="Asked">What the bot had asked.</param>
/// <param name="Now">When it was written.</param>
/// <param name="Timezone">Where the customer lives.</param>
/// <param name="Locale">The language and region they write in.</param>
/// <param name="Intent">The intent it must be taken for.</param>
/// <param name="Complaint">Whether it complains.</param>
/// <param name="WantsHuman">Whether it asks for a person.</param>
/// <param name="Answer">The answer in it.</param>
internal sealed record UnderstandingCase(
    JsonElement? Id, string? Text, string? Asked, string? Now, string? Timezone, string? Locale, string? Intent, bool? Complaint, bool? WantsHuman, UnderstoodAnswer? Answer)
{
    private static readonly string[] Kinds = [.. Enum.GetNames<ReadingKind>().Select(k => k.ToLowerInvariant())];

    public static IEnumerable<Grade> Grade(UnderstandingCase expected, Understanding understanding)
    {
        var id = expected.Id?.ToString() ?? expected.Text ?? "";
        var found = understanding.Read(new Said(null, expected.Text, expected.Asked, expected.Now, expected.Timezone, expected.Locale));
        if (expected.Intent is { } intent) yield return new Grade(id, "intent", found.Intent == intent, intent, $"{found.Intent} ({found.Confidence:P0} sure)");
        if (expected.Complaint is { } complaint) yield return Flag(id, "complaint", complaint, found.Complaint);
        if (expected.WantsHuman is { } human) yield return Flag(id, "wantsHuman", human, found.WantsHuman);
        if (expected.Answer is not { } answer) yield break;
        if (!Kinds.Contains(answer.Kind)) throw new WrongFieldException($"'answer.kind' cannot be '{answer.Kind}'; {Suggestion.For(answer.Kind ?? "", Kinds)}");
        var isRight = answer.Kind == found.Answer.Kind
            && (answer.Value is null || answer.Value == found.Answer.Value)
            && (answer.From is null || Same("from", answer.From, found.Answer.From))
            && (answer.To is null || Same("to", answer.To, found.Answer.To));
        yield return new Grade(id, "answer", isRight, Written(answer), Written(found.Answer));
    }

    private static Grade Flag(string id, string aspect, bool expected, double found) =>
        new(id, aspect, expected == found >= Meaning.Likely, expected ? "yes" : "no", found.ToString("P0", CultureInfo.InvariantCulture));

    // "2026-11-24T17:00" and "2026-11-24T17:00:00" are the same moment.
    private static bool Same(string field, string expected, string? found) => DateTime.TryParse(expected, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment)
        ? found is not null && moment == DateTime.Parse(found, CultureInfo.InvariantCulture)
        : throw new WrongFieldException($"'answer.{field}' cannot be '{expected}'; write it like 2026-11-24T17:00:00");

    private static string Written(UnderstoodAnswer answer) => string.Join(' ', new[]
    {
        answer.Kind,
        answer.Value?.ToString(CultureInfo.InvariantCulture),
        answer.From is null && answer.To is null ? null : $"{answer.From ?? "…"} – {answer.To ?? "…"}",
    }.Where(part => part is not null));
}
