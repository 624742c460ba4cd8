namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Puts together what stands on one row of a page but was found as blocks of its own.</summary>
internal static class PdfRows
{
    // Columns of prose stand on common rows too, with more words in each line than a cell has.
    private const double MostWordsOfACell = 5;

    // A page of more lines is a drawing; there are no steps to put together.
    private const int MostLines = 2_000;

    /// <summary>A number or bullet that hangs left of its step goes in front of it.</summary>
    public static void JoinMarkers(List<List<PdfLine>> blocks)
    {
        if (blocks.Sum(b => b.Count) > MostLines) return;
        for (var at = 0; at < blocks.Count; at++)
        {
            for (var row = blocks[at].Count - 1; row >= 0; row--)
            {
                var marker = blocks[at][row];
                if (!LooseText.IsMarker(marker.Text)) continue;
                var (block, line) = RightOf(blocks, marker);
                if (block is null) continue;
                block[line] = block[line] with { Text = $"{marker.Text} {block[line].Text}", Left = marker.Left };
                blocks[at].RemoveAt(row);
            }
        }

        blocks.RemoveAll(b => b.Count == 0);
    }

    /// <summary>The table whose first column is the block at this place, and how many blocks it takes; null when there is none.</summary>
    public static (IReadOnlyList<IReadOnlyList<string>> Rows, int Columns)? TableAt(List<List<PdfLine>> blocks, int at)
    {
        var first = blocks[at];
        if (first.Count < 2) return null;
        var columns = 1;
        while (at + columns < blocks.Count && IsNextColumn(blocks[at + columns - 1], blocks[at + columns])) columns++;
        if (columns < 2) return null;
        var cells = blocks.GetRange(at, columns);
        if (cells.SelectMany(c => c).Average(l => l.Text.Count(c => c == ' ') + 1) > MostWordsOfACell) return null;
        return ([.. Enumerable.Range(0, first.Count).Select(row => (IReadOnlyList<string>)[.. cells.Select(c => c[row].Text)])], columns);
    }

    private static bool IsNextColumn(List<PdfLine> column, List<PdfLine> next) =>
        column.Count == next.Count && next.Min(l => l.Left) > column.Max(l => l.Right) && column.Zip(next).All(row => row.First.IsLevelWith(row.Second));

    private static (List<PdfLine>? Block, int Line) RightOf(List<List<PdfLine>> blocks, PdfLine marker)
    {
        foreach (var block in blocks)
        {
            var line = block.FindIndex(l => l.Left >= marker.Right - 1 && l.Left - marker.Right < 6 * marker.Height && l.IsLevelWith(marker));
            if (line >= 0) return (block, line);
        }

        return (null, 0);
    }
}
