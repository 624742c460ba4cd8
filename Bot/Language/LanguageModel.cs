using System.Text;
using System.Text.Json;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Turns;
using OpenAI.Chat;

namespace FollowUpBot.Bot.Language;

/// <summary>A question to answer.</summary>
/// <param name="Customer">Whose tokens it costs.</param>
/// <param name="Name">What to keep from the model: the customer's name.</param>
/// <param name="Question">The customer's words.</param>
/// <param name="Earlier">A few lines from before the question, oldest first.</param>
/// <param name="Passages">What the answer is written from.</param>
internal sealed record AnswerRequest(string Customer, string? Name, string Question, IReadOnlyList<TranscriptLine> Earlier, IReadOnlyList<Passage> Passages);

/// <summary>What a model makes of a message.</summary>
/// <param name="Complaint">How likely it complains, 0–1.</param>
/// <param name="WantsHuman">How likely the customer wants a person, 0–1.</param>
internal sealed record Opinion(double Complaint, double WantsHuman);

/// <summary>
/// A language model, if one is configured. It makes answers read better, sums up and gives a second opinion; it decides nothing, and whatever it does — nothing,
/// nonsense, too late — the caller goes on without it. That is what null means everywhere here.
/// </summary>
internal sealed class LanguageModel(ModelCalls calls, PromptLibrary prompts)
{
    private const int LongestQuestion = 1000;
    private const int LongestEarlier = 300;
    private const int LongestPassage = 4000;
    private const int LongestTranscript = 12_000;
    private const int LongestSummary = 600;
    private const int MostPassages = 5;

    private static readonly BinaryData JudgementSchema = BinaryData.FromString(
        """{"type":"object","properties":{"complaint":{"type":"number"},"wantsHuman":{"type":"number"}},"required":["complaint","wantsHuman"],"additionalProperties":false}""");

    /// <summary>Whether it is worth asking now: there is a model, it has not just failed several times, and there are tokens left.</summary>
    public bool IsReadyFor(string customer) => calls.AreOpenTo(customer);

    /// <summary>Writes an answer from passages. Each time another sentence has been checked, <paramref name="show"/> gets the text so far.</summary>
    public async Task<Composition?> AnswerAsync(AnswerRequest request, Fence fence, Action<string> show, CancellationToken cancel)
    {
        var evidence = Evidence.Of(request.Passages.Take(MostPassages));
        var data = new StringBuilder();
        if (request.Earlier.Count > 0)
            data.Append(fence.Around("earlier lines", string.Join('\n', request.Earlier.Select(l => $"{Who(l)}: {Short(Mask(l.Text, request.Name), LongestEarlier)}"))));
        for (var i = 0; i < evidence.Count; i++)
            data.Append(fence.Around($"passage {i + 1}", $"{evidence[i].Source.Title}: {evidence[i].Source.Heading}\n{Short(evidence[i].Text, LongestPassage)}"));
        data.Append(fence.Around("question", Short(Mask(request.Question, request.Name), LongestQuestion)));

        var reader = new AnswerReader(evidence, fence);
        var complete = await calls.StreamAsync(request.Customer, Messages(new AnswerInstruction(fence.Token, evidence.Count), data.ToString()), piece =>
        {
            if (reader.Read(piece)) show(reader.Text);
            return !reader.IsFull;
        }, cancel);
        return complete ? reader.Finish() : null;
    }

    /// <summary>A second opinion on a message that is hard to judge.</summary>
    public async Task<Opinion?> JudgeAsync(string customer, string? name, string text, Fence fence, CancellationToken cancel)
    {
        var format = ChatResponseFormat.CreateJsonSchemaFormat("judgement", JudgementSchema, jsonSchemaIsStrict: true);
        var said = await calls.AskAsync(customer, Messages(new JudgeInstruction(fence.Token), fence.Around("message", Short(Mask(text, name), LongestQuestion))), format, calls.PatienceForOpinion, cancel);
        return said is null ? null : ReadJudgement(said);
    }

    /// <summary>What a conversation comes to, for the agent who takes it over; plain text.</summary>
    public async Task<string?> SummariseAsync(string customer, string? name, IReadOnlyList<TranscriptLine> transcript, Fence fence, CancellationToken cancel)
    {
        var lines = string.Join('\n', transcript.Select(l => $"{Who(l)}: {Mask(WordsOf(l), name)}"));
        if (lines.Length > LongestTranscript) lines = lines[^LongestTranscript..];
        var said = await calls.AskAsync(customer, Messages(new SummariseInstruction(fence.Token), fence.Around("conversation", lines)), null, null, cancel);
        if (said is null) return null;

        // An agent acts on it, so a number that nobody said is worse than no summary.
        var spoken = new Statement(lines);
        var summary = Short(fence.Defuse(said).ReplaceLineEndings(" "), LongestSummary);
        return summary.Length > 0 && !summary.Contains("://", StringComparison.Ordinal) && new Statement(summary).Numbers.All(n => spoken.Has((n.Number, null, null))) ? summary : null;
    }

    private static string WordsOf(TranscriptLine line) => line.Files.Count == 0 ? line.Text : $"{line.Text} [sent {string.Join(", ", line.Files.Select(f => f.Name))}]".TrimStart();

    // Whose tokens are used for what no customer waits for.
    private const string House = "house";

    private const int LongestName = 60, FewestWordsOfName = 2, MostWordsOfName = 8;

    /// <summary>What several sentences have in common, in a few words; null when the model has no name for it that could be shown.</summary>
    public async Task<string?> NameThemeAsync(IEnumerable<string> sentences, Fence fence, CancellationToken cancel)
    {
        if (!IsReadyFor(House)) return null;
        var lines = string.Join('\n', sentences.Select(s => Short(Mask(s, null), LongestEarlier)));
        var said = await calls.AskAsync(House, Messages(new NameThemeInstruction(fence.Token), fence.Around("sentences", lines)), null, null, cancel);
        if (said is null) return null;
        var name = fence.Defuse(said).ReplaceLineEndings(" ").Trim().Trim('"', '“', '”', '.');
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var spoken = new Statement(lines);
        return name.Length <= LongestName && words is >= FewestWordsOfName and <= MostWordsOfName && !name.Contains("://", StringComparison.Ordinal) && new Statement(name).Numbers.All(n => spoken.Has((n.Number, null, null))) ? name : null;
    }

    private IReadOnlyList<ChatMessage> Messages(Instruction instruction, string data) => [new SystemChatMessage(prompts.Render(instruction)), new UserChatMessage(data)];

    private static string Mask(string text, string? name) => PersonalData.Mask(text, name);

    private static string Who(TranscriptLine line) => line.Speaker == Speaker.Customer ? "Customer" : "Shop";

    private static string Short(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    // Held to its form again: not every server that takes a schema keeps to it.
    private static Opinion? ReadJudgement(string json)
    {
        try
        {
            var read = JsonSerializer.Deserialize<Dictionary<string, double>>(json);
            return read is { Count: 2 } && read.TryGetValue("complaint", out var complaint) && read.TryGetValue("wantsHuman", out var human) && complaint is >= 0 and <= 1 && human is >= 0 and <= 1
                ? new Opinion(complaint, human)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
