using System.Globalization;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Prompts;

/// <summary>A text of a prompt's head, with its line in the file.</summary>
internal readonly record struct HeadText(string Text, int Line);

/// <summary>What stands above the text of a prompt: its buttons, its short form for text messages, its card.</summary>
internal sealed record PromptHead
{
    // A card is read at a glance.
    private const int MostFacts = 6, MostOnScale = 10;

    public static PromptHead Empty { get; } = new();

    public IReadOnlyList<string> Buttons { get; init; } = [];

    /// <summary>Whether no journey sends it any more, and earlier customers still get it.</summary>
    public bool IsRetired { get; init; }

    /// <summary>Short forms: none, one for all variants, or one for each.</summary>
    public IReadOnlyList<HeadText> Sms { get; init; } = [];

    /// <summary>Whether there is a card.</summary>
    public bool HasCard => CardTitle is not null || CardFacts.Count > 0;

    public HeadText? CardTitle { get; init; }

    public IReadOnlyList<(string Label, HeadText Value)> CardFacts { get; init; } = [];

    /// <summary>The numbers that the card lets one choose from.</summary>
    public CardScale? CardScale { get; init; }

    /// <summary>Everything in it that may have values in it.</summary>
    public IEnumerable<HeadText> Texts => [.. Sms, .. CardTitle is { } title ? [title] : Array.Empty<HeadText>(), .. CardFacts.Select(f => f.Value)];

    /// <param name="head">The YAML; null when there is none.</param>
    /// <param name="path">The file.</param>
    /// <param name="variants">How many variants the text has.</param>
    /// <param name="problems">Where mistakes go.</param>
    public static PromptHead Read(string? head, string path, int variants, Problems problems)
    {
        if (head is null || YamlReader.Parse(head, path, FrontMatter.LinesBeforeHead, problems) is not { } yaml) return Empty;
        var read = new PromptHead { Buttons = [.. yaml.Texts("buttons").Select(b => b.Text)], IsRetired = yaml.OptionalText("retired") is "true", Sms = ReadSms(yaml, variants) };
        read = ReadCard(read, yaml);
        yaml.Done();
        return read;
    }

    private static List<HeadText> ReadSms(YamlReader yaml, int variants)
    {
        if (!yaml.Has("sms")) return [];
        if (yaml.OptionalText("sms") is not null) return [yaml.TextAt("sms")];

        List<HeadText> each = [.. yaml.Texts("sms").Select(t => new HeadText(t.Text.Trim(), t.Line))];
        if (each.Count != variants) yaml.Problem("sms", $"'sms' is one text for all variants or a list with one for each; there are {variants} variants and {each.Count} in the list");
        if (each.Exists(t => t.Text.Length == 0)) yaml.Problem("sms", "a short form in the list is empty");
        return each;
    }

    private static PromptHead ReadCard(PromptHead read, YamlReader yaml)
    {
        if (!yaml.Has("card") || yaml.Map("card") is not { } card) return read;
        HeadText? title = card.Has("title") ? card.TextAt("title") : null;
        List<(string, HeadText)> facts = [];
        if (card.Has("facts") && card.Map("facts") is { } lines)
        {
            foreach (var label in lines.Keys.ToList()) facts.Add((label, lines.TextAt(label)));
            if (facts.Count > MostFacts) card.Problem("facts", $"a card has at most {MostFacts} facts; this one has {facts.Count}");
        }

        var scale = card.Has("scale") ? ReadScale(card) : null;
        card.Done();
        if (title is null && facts.Count == 0) yaml.Problem("card", "a card has a 'title', 'facts', or both");
        return read with { CardTitle = title, CardFacts = facts, CardScale = scale };
    }

    private static CardScale? ReadScale(YamlReader card)
    {
        var text = card.TextAt("scale").Text;
        if (text.Split('-') is [var from, var to] && int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var least) && int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && least < most && most <= MostOnScale)
            return new CardScale(least, most);
        card.Problem("scale", $"'scale' names the numbers to choose from, like 0-10; the greatest is {MostOnScale}, not '{text}'");
        return null;
    }
}
