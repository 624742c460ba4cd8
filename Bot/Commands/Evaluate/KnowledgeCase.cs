using System.Text.Json;

namespace FollowUpBot.Bot.Commands.Evaluate;

/// <summary>A question with what its answer must be.</summary>
/// <param name="Id">Names it in the report.</param>
/// <param name="Question">As a customer would ask it.</param>
/// <param name="Product">The product it is about.</param>
/// <param name="Heading">The heading, or one of several, that must be cited first.</param>
/// <param name="Document">The document that must be cited first.</param>
/// <param name="Words">Words that the answer must hold.</param>
/// <param name="Answerable">False when it must not be answered.</param>
internal sealed record KnowledgeCase(JsonElement? Id, string? Question, string? Product, JsonElement? Heading, string? Document, IReadOnlyList<string>? Words, bool? Answerable)
{
    private const int LongestShown = 160;

    public static IEnumerable<Grade> Grade(KnowledgeCase expected, AskCommand.Reply reply)
    {
        var id = expected.Id?.ToString() ?? expected.Question ?? "";
        if (string.IsNullOrWhiteSpace(expected.Question)) throw new WrongFieldException("'question' is missing; write it as a customer would ask it");
        var cited = reply.Citations.Count == 0 ? null : reply.Citations[0];
        var place = cited is null ? "nothing" : $"'{cited.Heading}' in {cited.Document}{(reply.Answered ? "" : " (not sure enough to answer)")}";
        if (expected.Answerable == false)
        {
            yield return new Grade(id, "not answered", !reply.Answered, "no answer", place);
            yield break;
        }

        yield return new Grade(id, "answered", reply.Answered, "an answer", place);
        var headings = HeadingsOf(expected.Heading);
        if (headings.Count > 0) yield return new Grade(id, "heading", headings.Contains(cited?.Heading ?? "", StringComparer.OrdinalIgnoreCase), string.Join(" or ", headings.Select(h => $"'{h}'")), place);
        if (expected.Document is { } document) yield return new Grade(id, "document", cited?.Document == document, document, place);
        if (expected.Words is not { Count: > 0 } words) yield break;
        var missing = words.Where(w => !reply.Answer.Contains(w, StringComparison.OrdinalIgnoreCase)).ToList();
        yield return new Grade(id, "words", missing.Count == 0, $"the words {string.Join(", ", missing)}", $"\"{Dialogs.Understanding.Words.Shorten(reply.Answer, LongestShown)}\"");
    }

    private static IReadOnlyList<string> HeadingsOf(JsonElement? heading) => heading switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } many when many.EnumerateArray().All(h => h.ValueKind == JsonValueKind.String) => [.. many.EnumerateArray().Select(h => h.GetString()!)],
        _ => throw new WrongFieldException("'heading' is a text or a list of texts"),
    };
}
