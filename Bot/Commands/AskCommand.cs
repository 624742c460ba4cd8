using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>ask</c>: what the knowledge base answers to a question, or to a file of questions.</summary>
internal static class AskCommand
{
    // A reader who wants more than the answer wants the best few places, not the whole list.
    private const int MostCitations = 3;

    public static Command Create()
    {
        var question = new Argument<string?>("question") { Description = "The question, as a customer would ask it.", Arity = ArgumentArity.ZeroOrOne };
        var product = new Option<string?>("--product") { Description = "The product it is about, by name or SKU." };
        var batch = new Option<string?>("--batch") { Description = """Answer a file of lines {"id","question","product"?}.""" };
        var to = new Option<string?>("--out") { Description = """Where the answers go: lines {"id","answered","answer","citations":[{"document","heading","quote"}],"milliseconds"}.""" };
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON." };
        var command = new Command("ask", "Ask the knowledge base.") { question, product, batch, to, json };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(question), parsed.GetValue(product), parsed.GetValue(batch), parsed.GetValue(to), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string? question, string? product, string? batch, string? to, bool json, CancellationToken cancel)
    {
        if ((question is null) == (batch is null)) return CommandLine.Fail("Give a question, or a file of them with --batch IN --out OUT.");
        if (batch is not null && to is null) return CommandLine.Fail("--batch needs --out: the file for the answers.");
        var shelf = Shelf.Open();
        using var index = shelf.OpenIndex();
        var readers = shelf.Content is null ? null : shelf.OpenReaders();
        if (batch is not null) return await JsonLines.AnswerAsync<Asked, Reply>(batch, to!, q => Ask(shelf.Content, readers, index, q), cancel);
        if (product is not null && shelf.Content?.Catalogue.Find(product) is null && !index.Knows(product))
            return CommandLine.Fail($"There is no product '{product}'; {Suggestion.For(product, [.. shelf.Content?.Catalogue.Products.Select(p => p.Name) ?? [], .. index.Products])}");

        var answer = Ask(shelf.Content, readers, index, new Asked(null, question, product));
        if (json) Console.WriteLine(JsonLines.Write(answer));
        else if (!answer.Answered) Console.WriteLine("I don't know: no passage answers the question.");
        else Console.WriteLine($"{answer.Answer}\n({answer.Citations[0].Document}: {answer.Citations[0].Heading}, {answer.Confidence:P0} sure)");
        return answer.Answered ? CommandLine.Ok : CommandLine.Found;
    }

    /// <summary>The answer to a question, as every command that asks gives it.</summary>
    public static Reply Ask(ShopContent? content, MessageReaders? readers, KnowledgeIndex index, Asked asked)
    {
        var began = Stopwatch.GetTimestamp();
        var product = asked.Product is null ? null : content?.Catalogue.Find(asked.Product);
        string[] named = asked.Product is null ? [] : product is null ? [asked.Product] : [product.Name, product.Thing];
        var found = index.Search(asked.Question ?? "", product?.Name ?? asked.Product, isQuestion: true, named, readers?.For(PromptLibrary.DefaultLocale).Read(asked.Question ?? "").OutOfScope ?? 0);
        var answer = found.Finding is null ? "" : found.Finding.Also is null ? found.Finding.Quote.Text : $"{found.Finding.Quote.Text}\n\n{found.Finding.Also.Quote.Text}";
        return new Reply(
            asked.Id,
            found.Finding is not null,
            answer,
            found.Finding is null ? [] : [.. found.Passages.Take(MostCitations).Select(r => new Cited(r.Passage.Document, r.Passage.Heading, r.Passage.Text))],
            Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 2),
            Math.Round(found.Best?.Confidence ?? 0, 2));
    }

    internal sealed record Asked(JsonElement? Id, string? Question, string? Product);

    internal sealed record Reply(JsonElement? Id, bool Answered, string Answer, IReadOnlyList<Cited> Citations, double Milliseconds, double Confidence);

    internal sealed record Cited(string Document, string Heading, string Quote);
}
