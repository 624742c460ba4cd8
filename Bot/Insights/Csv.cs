using System.Text;

namespace FollowUpBot.Bot.Insights;

/// <summary>Tables as spreadsheets take them.</summary>
internal static class Csv
{
    // A spreadsheet takes a cell that begins like this for a formula, and customers write what they like.
    private const string Formulas = "=+-@\t\r";

    private static readonly System.Buffers.SearchValues<char> Quoted = System.Buffers.SearchValues.Create("\",;\r\n\t");

    /// <summary>The sections of a view, one after the other: what each number was counted on, and how it was before, in columns of their own.</summary>
    public static byte[] Of(IReadOnlyList<Section> sections)
    {
        var text = new StringBuilder();
        foreach (var section in sections.Where(s => !s.IsEmpty))
        {
            if (text.Length > 0) text.Append("\r\n");
            Write(text, [section.Title]);
            var grouped = section.Lines.Any(l => l.Group is not null);
            Write(text, [.. grouped ? ["group"] : Array.Empty<string>(), .. section.Columns.SelectMany(c => c.IsNumber ? new[] { c.Name, $"{c.Name}, n", $"{c.Name}, before" } : [c.Name])]);
            foreach (var line in section.Lines) Write(text, [.. grouped ? [line.Group ?? ""] : Array.Empty<string>(), .. line.Cells.Zip(section.Columns).SelectMany(c => Fields(c.First, c.Second))]);
        }

        return Bytes(text);
    }

    /// <summary>Sentences, with who said them and when.</summary>
    public static byte[] Of(IReadOnlyList<Sentence> sentences, Func<DateTimeOffset, string> local)
    {
        var text = new StringBuilder();
        Write(text, ["when", "customer", "product", "step", "case", "words", "value"]);
        foreach (var s in sentences) Write(text, [local(s.At), s.Customer, s.Product, s.Step, s.Case ?? "", s.Words ?? "", s.Value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? ""], 1);
        return Bytes(text);
    }

    /// <summary>A text as a cell: what begins like a formula gets an apostrophe before it.</summary>
    public static string Field(string text)
    {
        if (text.Length > 0 && Formulas.Contains(text[0], StringComparison.Ordinal)) text = "'" + text;
        return text.AsSpan().IndexOfAny(Quoted) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static IEnumerable<string> Fields(Cell cell, Column column) => !column.IsNumber ? [cell.Text]
        : [cell.Value is null ? cell.Words ?? "" : cell.Raw, cell.Of?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", cell.Before is { } before ? (cell with { Value = before }).Raw : ""];

    // Numbers of ours may be negative; they are no formulas, and a spreadsheet is to add them up.
    private static void Write(StringBuilder text, IReadOnlyList<string> fields, int numbers = 0)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (i > 0) text.Append(',');
            text.Append(IsPlainNumber(fields[i]) && (numbers == 0 || i >= fields.Count - numbers) ? fields[i] : Field(fields[i]));
        }

        text.Append("\r\n");
    }

    private static bool IsPlainNumber(string field) => double.TryParse(field, System.Globalization.NumberStyles.AllowLeadingSign | System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out _);

    private static byte[] Bytes(StringBuilder text) => [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text.ToString())];
}
