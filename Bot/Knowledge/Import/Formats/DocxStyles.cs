using System.Globalization;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Wordprocessing;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>What the styles of a Word document say about a paragraph.</summary>
internal sealed partial class DocxStyles
{
    // A style may be based on a style that is based on it.
    private const int LongestChain = 20;

    private readonly Dictionary<string, Style> byId = [];
    private readonly Dictionary<string, int?> levels = [];

    public DocxStyles(Styles? styles)
    {
        foreach (var style in styles?.Elements<Style>() ?? [])
            if (style.StyleId?.Value is { } id) byId.TryAdd(id, style);
    }

    /// <summary>1 to 6 for a heading, 0 for the title of the document, null for text.</summary>
    public int? HeadingLevelOf(Paragraph paragraph)
    {
        if (paragraph.ParagraphProperties?.OutlineLevel?.Val?.Value is { } own) return own is >= 0 and < 9 ? own + 1 : null;
        if (paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value is not { } id) return null;
        if (!levels.TryGetValue(id, out var level)) levels[id] = level = LevelOf(id);
        return level;
    }

    /// <summary>The list that the paragraph's style puts it in; null when it does not.</summary>
    public NumberingProperties? NumberingOf(Paragraph paragraph) =>
        ChainOf(paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value).Select(s => s.StyleParagraphProperties?.NumberingProperties).FirstOrDefault(n => n is not null);

    public bool IsHidden(Paragraph paragraph) =>
        ChainOf(paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value).Select(s => IsOn(s.StyleRunProperties?.Vanish)).FirstOrDefault(v => v is not null) ?? false;

    /// <summary>Whether the run is hidden text, or so small that nobody reads it.</summary>
    public bool IsHidden(Run run)
    {
        var properties = run.RunProperties;
        if (IsOn(properties?.Vanish) is { } own) return own;
        if (properties?.FontSize?.Val?.Value is { } size && double.TryParse(size, CultureInfo.InvariantCulture, out var halfPoints) && halfPoints < 5) return true;
        return ChainOf(properties?.RunStyle?.Val?.Value).Select(s => IsOn(s.StyleRunProperties?.Vanish)).FirstOrDefault(v => v is not null) ?? false;
    }

    private static bool? IsOn(Vanish? vanish) => vanish is null ? null : vanish.Val?.Value ?? true;

    private int? LevelOf(string id)
    {
        // A document without styles still names them: "Heading1".
        if (!byId.ContainsKey(id)) return LevelByName(id);
        foreach (var style in ChainOf(id))
        {
            if (LevelByName(style.StyleName?.Val?.Value ?? "") is { } named) return named;
            if (style.StyleParagraphProperties?.OutlineLevel?.Val?.Value is { } outline) return outline is >= 0 and < 9 ? outline + 1 : null;
        }

        return null;
    }

    private static int? LevelByName(string name)
    {
        if (Title().IsMatch(name)) return 0;
        return Heading().Match(name) is { Success: true } match ? int.Parse(match.Groups["level"].Value, CultureInfo.InvariantCulture) : null;
    }

    private IEnumerable<Style> ChainOf(string? id)
    {
        for (var links = 0; links < LongestChain && id is not null && byId.TryGetValue(id, out var style); links++)
        {
            yield return style;
            id = style.BasedOn?.Val?.Value;
        }
    }

    // Word keeps the English name in every language; other programs write their own.
    [GeneratedRegex(@"^(?:heading|überschrift|titre|título|titolo|titulo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|заголовок|başlık|標題|标题|見出し) ?(?<level>[1-9])$", RegexOptions.IgnoreCase)]
    private static partial Regex Heading();

    [GeneratedRegex("^(?:title|titel)$", RegexOptions.IgnoreCase)]
    private static partial Regex Title();
}
