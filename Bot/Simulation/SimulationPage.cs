using System.Globalization;
using System.Net;
using System.Text;

namespace FollowUpBot.Bot.Simulation;

/// <summary>The result of a simulation as one page without anything from elsewhere: tables, and charts as SVG.</summary>
internal static class SimulationPage
{
    private const int Width = 720, Height = 160;

    public static string Of(string title, IReadOnlyList<(string Name, IReadOnlyList<(string What, string Value)> Rows)> tables, Tally tally, IReadOnlyList<string> history)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{{Text(title)}}</title>
            <style>
            :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
            body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; width: 100%; margin-bottom: 1.5rem; }
            th, td { text-align: left; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #8884; font-weight: normal; }
            td { text-align: right; font-variant-numeric: tabular-nums; }
            svg { width: 100%; height: auto; } rect { fill: #2f7d5b; } text { font-size: 11px; fill: currentColor; }
            pre { overflow-x: auto; background: #8881; padding: 1rem; }
            </style>
            <h1>{{Text(title)}}</h1>

            """);
        foreach (var (name, rows) in tables)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(name)}</h2>\n<table>\n");
            foreach (var (what, value) in rows) page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Text(what)}</th><td>{Text(value)}</td></tr>\n");
            page.Append("</table>\n");
        }

        Chart(page, "Unasked contacts a day", tally.Load, "day");
        Chart(page, "Customers by number of unasked contacts", tally.ContactsOfCustomer, "contacts");
        if (history.Count > 0) page.Append(CultureInfo.InvariantCulture, $"<h2>Shortest history of the first rule that was broken</h2>\n<pre>{Text(string.Join('\n', history))}</pre>\n");
        return page.Append("</html>\n").ToString();
    }

    private static void Chart(StringBuilder page, string name, long[] values, string unit)
    {
        var last = Array.FindLastIndex(values, v => v > 0) + 1;
        if (last == 0) return;
        var most = values.Max();
        var step = (double)Width / last;
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(name)}</h2>\n<svg viewBox=\"0 0 {Width} {Height + 30}\" role=\"img\" aria-label=\"{Text(name)}, at most {most}\">\n");
        for (var i = 0; i < last; i++)
        {
            var height = (double)values[i] / most * Height;
            page.Append(CultureInfo.InvariantCulture, $"<rect x=\"{i * step:0.##}\" y=\"{Height - height:0.##}\" width=\"{Math.Max(step - 1, 0.5):0.##}\" height=\"{height:0.##}\"><title>{Text(unit)} {i}: {values[i]}</title></rect>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{Height + 18}\">0</text><text x=\"{Width}\" y=\"{Height + 18}\" text-anchor=\"end\">{Text(unit)} {last - 1}; the highest bar is {most}</text>\n</svg>\n");
    }

    private static string Text(string plain) => WebUtility.HtmlEncode(plain);
}
