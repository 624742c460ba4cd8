using System.CommandLine;
using System.Globalization;
using System.Text;
using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Channels.Sms;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Consent;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Voice;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>prompts preview NAME</c>: a prompt as each channel shows it.</summary>
internal static class PromptsPreview
{
    private const string Host = "https://bot.example.com";

    // One of so many seeds brings each variant.
    private const int Seeds = 24;

    private static readonly ConversationReference Nowhere = new("", "preview", new ChannelAccount("bot"), new ChannelAccount("customer"));

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The prompt, for example Welcome/thank-you." };
        var command = new Command("preview", "Show a prompt as each channel shows it: with all that may be known of a customer, and with as little as may be.") { name };
        command.SetAction(parsed => Preview(parsed.GetValue(name)!));
        return command;
    }

    /// <summary>All that a prompt may say, on every channel.</summary>
    public static string Of(ShopContent content, string name)
    {
        var shown = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{name}\n{new string('=', name.Length)}\n");
        foreach (var rendered in RenderedOf(content, name)) Append(shown, rendered);
        return shown.ToString();
    }

    /// <summary>Every variant with the values of every sample. What nobody asks for ends with the way out, as when it is sent.</summary>
    public static IEnumerable<Rendered> RenderedOf(ShopContent content, string name) => new PromptSamples(content).Of(name).SelectMany(reply => Enumerable.Range(0, Seeds)
        .Select(seed =>
        {
            var reader = new Reader(PromptLibrary.DefaultLocale, "Europe/Madrid", PromptSamples.Now, $"{seed}");
            var rendered = content.Prompts.Render(reply, reader);
            return reply is PlannedContact or Earned or YouSaidWeDid ? rendered with { Form = rendered.Form with { WayOut = content.Prompts.Render(new WayOut(), reader).Text } } : rendered;
        })
        .DistinctBy(r => r.Text).OrderBy(r => r.Text, StringComparer.Ordinal)).DistinctBy(r => r.Text);

    private static int Preview(string name)
    {
        var builder = FollowUpHost.Configure(CommandLine.Flags);
        var (content, problems) = ShopContent.Load(FollowUpOptions.PromptsFolder(builder.Configuration, builder.Environment));
        if (content is null)
        {
            Console.Error.WriteLine($"The prompts have mistakes ({problems[0]}); `prompts check` names them all.");
            return CommandLine.Found;
        }

        var names = new PromptSamples(content).Names.ToList();
        if (!names.Contains(name))
        {
            Console.Error.WriteLine($"There is no prompt '{name}'; {Suggestion.For(name, names)}");
            return CommandLine.UsedWrongly;
        }

        Console.Write(Of(content, name));
        return CommandLine.Ok;
    }

    private static void Append(StringBuilder shown, Rendered rendered)
    {
        Block("web chat", rendered.Text);
        if (rendered.Buttons.Count > 0) shown.Append(CultureInfo.InvariantCulture, $"    [{string.Join("] [", rendered.Buttons)}]\n");
        Block("Teams", ConnectorSender.ActivityOf(rendered.Text, rendered.Buttons, rendered.Form, MessagesEndpoint.Teams, null, Nowhere, Host).Text!);
        if (rendered.Form.Card is { } card) Block("card", string.Join('\n', [.. card.Title is { } title ? [title] : Array.Empty<string>(), .. card.Facts.Select(f => $"{f.Label}: {f.Value}")]));
        var sms = SmsText.Of(rendered.Text, rendered.Buttons, rendered.Form, Host);
        var (pieces, isUnicode) = Gsm7.SegmentsOf(sms);
        Block($"SMS, {(pieces == 1 ? "1 piece" : $"{pieces} pieces")}{(isUnicode ? " of UCS-2" : "")}", sms);
        shown.Append('\n');

        void Block(string channel, string text) => shown.Append(CultureInfo.InvariantCulture, $"\n{channel}\n    {text.Replace("\n", "\n    ", StringComparison.Ordinal)}\n");
    }
}
