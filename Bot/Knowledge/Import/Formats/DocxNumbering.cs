using DocumentFormat.OpenXml.Wordprocessing;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Counts the lists of a Word document, which stores no number anywhere.</summary>
internal sealed class DocxNumbering
{
    private readonly DocxStyles styles;
    private readonly Dictionary<int, AbstractNum> kinds = [];
    private readonly Dictionary<int, NumberingInstance> lists = [];
    private readonly Dictionary<int, Dictionary<int, int>> counts = [];
    private readonly HashSet<int> seen = [];

    public DocxNumbering(Numbering? numbering, DocxStyles styles)
    {
        this.styles = styles;
        foreach (var kind in numbering?.Elements<AbstractNum>() ?? [])
            if (kind.AbstractNumberId?.Value is { } id) kinds.TryAdd(id, kind);
        foreach (var list in numbering?.Elements<NumberingInstance>() ?? [])
            if (list.NumberID?.Value is { } id) lists.TryAdd(id, list);
    }

    /// <summary>Depth and number (null for a bullet) of a list entry; null for a paragraph that is none. To be asked once for each paragraph, in order.</summary>
    public (int Depth, int? Number)? Of(Paragraph paragraph)
    {
        var own = paragraph.ParagraphProperties?.NumberingProperties;
        var byStyle = styles.NumberingOf(paragraph);
        var list = own?.NumberingId?.Val?.Value ?? byStyle?.NumberingId?.Val?.Value;
        var depth = Math.Clamp(own?.NumberingLevelReference?.Val?.Value ?? byStyle?.NumberingLevelReference?.Val?.Value ?? 0, 0, 8);

        // List 0 takes a paragraph out of the list of its style.
        if (list is not { } id || id == 0 || !lists.TryGetValue(id, out var instance)) return null;
        var kind = instance.AbstractNumId?.Val?.Value is { } kindId && kinds.TryGetValue(kindId, out var found) ? found : null;
        var replaced = instance.Elements<LevelOverride>().FirstOrDefault(o => o.LevelIndex?.Value == depth);
        var level = replaced?.Level ?? kind?.Elements<Level>().FirstOrDefault(l => l.LevelIndex?.Value == depth);
        var format = level?.NumberingFormat?.Val?.Value ?? NumberFormatValues.Decimal;
        if (format == NumberFormatValues.Bullet) return (depth, null);
        if (format == NumberFormatValues.None) return null;

        // Lists of one kind go on counting where the last stopped, unless a list says where it starts.
        var key = kind?.AbstractNumberId?.Value ?? -id - 1;
        if (!counts.TryGetValue(key, out var count)) counts[key] = count = [];
        if (seen.Add(id) && instance.Elements<LevelOverride>().Any(o => o.StartOverrideNumberingValue is not null)) count.Clear();
        var start = replaced?.StartOverrideNumberingValue?.Val?.Value ?? level?.StartNumberingValue?.Val?.Value ?? 1;
        count[depth] = count.TryGetValue(depth, out var last) ? last + 1 : start;
        foreach (var deeper in count.Keys.Where(d => d > depth).ToList()) count.Remove(deeper);
        return (depth, count[depth]);
    }
}
