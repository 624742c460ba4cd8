using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>
/// A line as Teams can show it: what it rests on as citations, a label where a model has written it, buttons by which to say whether an answer helped, and a card for what is read at a glance.
/// The words stay the text of the message, for notices, search and clients that show nothing else.
/// </summary>
internal static class TeamsActivity
{
    private const string Written = "Questions/composed", Quoted = "Questions/answered";

    // What Teams shows of a citation; it refuses more.
    private const int LongestName = 80, LongestAbstract = 160, MostCitations = 20;

    /// <summary>Adds what Teams can show of a line to the activity it would be elsewhere.</summary>
    public static Activity Of(Activity plain, Form? form, IReadOnlyList<string> buttons, string? publicUrl)
    {
        if (form is null) return plain;
        var (text, cited) = Cite(plain.Text!, form.Citations ?? [], publicUrl);
        var card = TeamsCard.Of(form, buttons, publicUrl);
        return plain with
        {
            Text = text,
            Entities = cited.Count > 0 || form.Prompt == Written ? [Message(cited, form.Prompt == Written)] : null,
            ChannelData = IsAnswer(form) ? Element(new JsonObject { ["feedbackLoop"] = new JsonObject { ["type"] = "default" } }) : null,
            Attachments = card is null ? null : [new Attachment(TeamsCard.ContentType) { Content = card }],

            // The card has them; one that only opens a manual asks nothing.
            SuggestedActions = card is null || form.Card is null ? plain.SuggestedActions : null,
        };
    }

    /// <summary>Whether a line answers a question.</summary>
    public static bool IsAnswer(Form form) => form.Prompt is Written or Quoted;

    // A link to a section becomes the number by which Teams shows it; each section is listed once.
    private static (string Text, IReadOnlyList<CitedSection> Cited) Cite(string text, IReadOnlyList<CitedSection> sections, string? publicUrl)
    {
        var cited = sections.DistinctBy(s => (s.Title, s.Heading, s.Url)).Take(MostCitations).ToList();
        for (var i = 0; i < cited.Count; i++)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"[{i + 1}]");
            var mark = SourceOf(cited[i], publicUrl).Replace(text, number);
            text = mark == text ? $"{text} {number}" : mark;
        }

        return (text, cited);
    }

    // As the prompt of a source says it, with or without a link: in brackets, slanted.
    private static Regex SourceOf(CitedSection section, string? publicUrl)
    {
        var link = Link(section, publicUrl) is { } url ? $@"\[(?:[^\[\]\\]|\\.)*\]\({Regex.Escape(url)}\)" : $@"{Regex.Escape(section.Title)}(?:, “[^”]*”)?";
        return new Regex($@"\*?\(?{link}\)?\*?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    /// <summary>The whole address of a section; null when it is a page of ours and nobody said where that is reached.</summary>
    public static string? Link(CitedSection section, string? publicUrl) =>
        !section.Url.StartsWith('/') ? (Uri.TryCreate(section.Url, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps ? section.Url : null)
        : string.IsNullOrEmpty(publicUrl) ? null
        : publicUrl.TrimEnd('/') + section.Url;

    private static JsonElement Message(IReadOnlyList<CitedSection> cited, bool isWritten)
    {
        var message = new JsonObject { ["type"] = "https://schema.org/Message", ["@type"] = "Message", ["@context"] = "https://schema.org" };
        if (isWritten) message["additionalType"] = new JsonArray("AIGeneratedContent");
        if (cited.Count > 0) message["citation"] = new JsonArray([.. cited.Select((section, i) => (JsonNode)Claim(section, i + 1))]);
        return Element(message);
    }

    private static JsonObject Claim(CitedSection section, int position)
    {
        var document = new JsonObject { ["@type"] = "DigitalDocument", ["name"] = Bound(section.Title, LongestName), ["abstract"] = Bound(section.Heading.Length > 0 ? section.Heading : section.Title, LongestAbstract) };
        if (Uri.TryCreate(section.Url, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps) document["url"] = section.Url;
        return new JsonObject { ["@type"] = "Claim", ["position"] = position, ["appearance"] = document };
    }

    private static string Bound(string text, int most) => text.Length <= most ? text : $"{text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)]}…";

    internal static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node, BotFrameworkJson.Default.JsonNode);
}

/// <summary>The Adaptive Card that goes with a line in Teams (version 1.5, the newest that all its clients show).</summary>
internal static class TeamsCard
{
    public const string ContentType = "application/vnd.microsoft.card.adaptive";

    private const string Schema = "http://adaptivecards.io/schemas/adaptive-card.json", Version = "1.5";
    private const int InARow = 6;

    /// <summary>The card of a line; null when there is nothing on it that the words do not say.</summary>
    public static JsonElement? Of(Form form, IReadOnlyList<string> buttons, string? publicUrl)
    {
        var title = form.Card?.Title;
        var links = (form.Citations ?? []).Select(c => (Section: c, Url: TeamsActivity.Link(c, publicUrl))).Where(c => c.Url is not null).DistinctBy(c => c.Url).ToList();
        var shown = form.Card ?? new Card(null, []);
        if (shown.Facts.Count == 0 && shown.Scale is null && links.Count == 0 && (form.Card is null || buttons.Count == 0)) return null;
        var body = new JsonArray();
        if (title is not null) body.Add(Text(title, "Medium", isBold: true));
        else if (links.Count > 0) body.Add(Text(links[0].Section.Title, "Default", isBold: false));
        if (shown.Facts.Count > 0) body.Add(new JsonObject { ["type"] = "FactSet", ["facts"] = new JsonArray([.. shown.Facts.Select(f => (JsonNode)new JsonObject { ["title"] = f.Label, ["value"] = Plain(f.Value) })]) });
        if (shown.Scale is { } scale) foreach (var row in Enumerable.Range(scale.Least, scale.Most - scale.Least + 1).Chunk(InARow)) body.Add(Row(row, title));
        var actions = new JsonArray();
        foreach (var button in form.Card is null ? [] : buttons) actions.Add(Say(button, title, withFallback: true));
        foreach (var (section, url) in links) actions.Add(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = section.Heading.Length > 0 ? section.Heading : section.Title, ["url"] = url });
        return Card(body, actions);
    }

    /// <summary>What the card becomes when something was chosen on it: it shows that, and cannot be pressed again.</summary>
    public static JsonElement Chosen(string? title, string choice)
    {
        var body = new JsonArray();
        if (title is not null) body.Add(Text(title, "Medium", isBold: true));
        body.Add(Text($"✓ {choice}", "Default", isBold: false));
        return Card(body, []);
    }

    /// <summary>A card of these parts.</summary>
    public static JsonElement Card(JsonArray body, JsonArray actions)
    {
        var card = new JsonObject { ["type"] = "AdaptiveCard", ["$schema"] = Schema, ["version"] = Version, ["body"] = body };
        if (actions.Count > 0) card["actions"] = actions;
        return TeamsActivity.Element(card);
    }

    // A number to touch, in a row with others that are as wide.
    private static JsonObject Row(IEnumerable<int> numbers, string? title) => new()
    {
        ["type"] = "ColumnSet",
        ["spacing"] = "Small",
        ["columns"] = new JsonArray([.. numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)).Select(n =>
        {
            var text = Text(n, "Default", isBold: false);
            text["horizontalAlignment"] = "Center";
            return (JsonNode)new JsonObject { ["type"] = "Column", ["width"] = "stretch", ["style"] = "emphasis", ["spacing"] = "Small", ["items"] = new JsonArray(text), ["selectAction"] = Say(n, title, withFallback: false) };
        })]),
    };

    // Answered in the card; a client that knows no such action sends the words as the customer's.
    private static JsonObject Say(string words, string? title, bool withFallback)
    {
        var data = new JsonObject { [Invoke.Choice] = words };
        if (title is not null) data[Invoke.Title] = title;
        var action = new JsonObject { ["type"] = "Action.Execute", ["title"] = words, ["verb"] = Invoke.Choice, ["data"] = data };
        if (withFallback)
        {
            action["fallback"] = new JsonObject
            {
                ["type"] = "Action.Submit",
                ["title"] = words,
                ["data"] = new JsonObject { [Invoke.Choice] = words, ["msteams"] = new JsonObject { ["type"] = "messageBack", ["text"] = words, ["displayText"] = words } },
            };
        }

        return action;
    }

    /// <summary>A paragraph.</summary>
    public static JsonObject Text(string text, string size, bool isBold)
    {
        var block = new JsonObject { ["type"] = "TextBlock", ["text"] = Plain(text), ["wrap"] = true, ["size"] = size };
        if (isBold) block["weight"] = "Bolder";
        return block;
    }

    /// <summary>A card reads a little Markdown; what stands on it is plain.</summary>
    public static string Plain(string text) => string.Concat(text.Select(c => c is '*' or '_' or '[' or ']' or '\\' or '`' ? $"\\{c}" : $"{c}"));
}
