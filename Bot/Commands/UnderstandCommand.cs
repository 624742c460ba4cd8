using System.CommandLine;
using System.Globalization;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>understand</c>: what the bot makes of a message, or of a file of messages.</summary>
internal static class UnderstandCommand
{
    public static Command Create()
    {
        var text = new Argument<string?>("text") { Description = "The message, as a customer would write it.", Arity = ArgumentArity.ZeroOrOne };
        var asked = new Option<string?>("--asked") { Description = "What the bot had asked: yesno, rating, number, date, time or none." };
        var now = new Option<string?>("--now") { Description = "When it was written, like 2026-11-24T17:00:00 (local) or 2026-11-24T16:00:00Z." };
        var timezone = new Option<string?>("--timezone") { Description = "Where the customer lives, like Europe/Madrid; the shop's when not given." };
        var locale = new Option<string?>("--locale") { Description = "The customer's language and region, like en-GB, where 3/4 is the third of April." };
        var batch = new Option<string?>("--batch") { Description = """Understand a file of lines {"id","text","asked"?,"now"?,"timezone"?,"locale"?}.""" };
        var to = new Option<string?>("--out") { Description = """Where it goes: lines {"id","intent","confidence","complaint","wantsHuman","mood","answer":{"kind","value"?,"from"?,"to"?,"text"?}}.""" };
        var json = new Option<bool>("--json") { Description = "Print what was understood as JSON." };
        var command = new Command("understand", "What the bot makes of a message.") { text, asked, now, timezone, locale, batch, to, json };
        command.Subcommands.Add(UnderstandCheck.Create());
        command.SetAction((parsed, cancel) => RunAsync(
            new Said(null, parsed.GetValue(text), parsed.GetValue(asked), parsed.GetValue(now), parsed.GetValue(timezone), parsed.GetValue(locale)),
            parsed.GetValue(batch), parsed.GetValue(to), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Said said, string? batch, string? to, bool json, CancellationToken cancel)
    {
        if ((said.Text is null) == (batch is null)) return CommandLine.Fail("Give a message, or a file of them with --batch IN --out OUT.");
        if (batch is not null && to is null) return CommandLine.Fail("--batch needs --out: the file for what was understood.");
        var understanding = Shelf.Open().OpenUnderstanding();

        // Flags of the command are what lines of the file do not say themselves.
        if (batch is not null)
        {
            return await JsonLines.AnswerAsync<Said, Understood>(
                batch,
                to!,
                line => understanding.Read(line with { Asked = line.Asked ?? said.Asked, Now = line.Now ?? said.Now, Timezone = line.Timezone ?? said.Timezone, Locale = line.Locale ?? said.Locale }),
                cancel);
        }

        try
        {
            var understood = understanding.Read(said);
            if (json) Console.WriteLine(JsonLines.Write(understood));
            else Print(understood);
            return CommandLine.Ok;
        }
        catch (WrongFieldException error)
        {
            return CommandLine.Fail($"{error.Message}.");
        }
    }

    private static void Print(Understood understood)
    {
        Row("intent", $"{understood.Intent} ({understood.Confidence:P0} sure)");
        Row("complaint", $"{understood.Complaint:P0}");
        Row("wants a person", $"{understood.WantsHuman:P0}");
        Row("mood", understood.Mood.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture));
        var (kind, value, from, to, text) = understood.Answer;
        var meant = value?.ToString(CultureInfo.InvariantCulture) ?? (from is null && to is null ? "" : from == to ? from : $"{from ?? "…"} – {to ?? "…"}");
        Row("answer", string.Join(' ', new[] { kind, meant, text is null ? "" : $"(\"{text}\")" }.Where(part => part!.Length > 0)));
    }

    private static void Row(string name, string value) => Console.WriteLine($"{name,-15} {value}");
}
