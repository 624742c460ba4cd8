using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>A web page: what its reader sees, without what surrounds it. Nothing is fetched and no script is run.</summary>
internal static partial class HtmlFormat
{
    // A parser without a browsing context has no loader and no script engine.
    private static readonly HtmlParserOptions Options = new() { IsScripting = false, SkipComments = true, MaximumDepth = 256 };

    private const int Deepest = 800;

    public static Extract Read(ReadOnlySpan<byte> bytes, CancellationToken cancel)
    {
        var html = PlainText.Decode(bytes, DeclaredIn(bytes));
        var document = Parse(html);
        var writer = new MarkdownWriter();
        var head = new Head();
        if (document.Head is { } top)
            for (INode? node = top.FirstChild; node is not null; node = HtmlVisibility.Next(node, top))
                if (node is IElement element) head.Take(element);

        var blocks = new HtmlBlocks(writer, cancel);
        if (document.Body is { } body) blocks.Write(body);
        return new Extract(TitleOf(head.Title, blocks.FirstTopHeading), head.Products, head.Url, writer.ToString());
    }

    /// <summary>Writes a piece of HTML that stands in a document of another format.</summary>
    public static void Write(MarkdownWriter writer, string html)
    {
        var document = Parse(html);
        if (document.Body is { } body) new HtmlBlocks(writer, CancellationToken.None).Write(body);
    }

    /// <summary>What can be seen of a line of text with inline elements.</summary>
    public static string Visible(string line)
    {
        var writer = new MarkdownWriter();
        var document = Parse(line);
        if (document.Body is { } body) new HtmlBlocks(writer, CancellationToken.None) { Verbatim = true }.Write(body);
        return writer.ToString();
    }

    // The parser walks up all open elements for each new one: what is nested without end takes it time without end.
    private static IHtmlDocument Parse(string html)
    {
        var depth = 0;
        foreach (var tag in Tag().EnumerateMatches(html))
        {
            var close = html[tag.Index + 1] == '/';
            depth = close ? Math.Max(0, depth - 1) : depth + 1;
            if (depth > Deepest) throw new UnreadableException($"is nested more than {Deepest} elements deep, as no page for readers is; save it anew from a browser");
        }

        return new HtmlParser(Options).ParseDocument(html);
    }

    // "Cleaning the filter | Acme Support": the heading is the title, the rest is the site's.
    private static string? TitleOf(string? title, string? heading) =>
        title is not { Length: > 0 } ? heading
        : heading is { Length: > 2 } && title.Contains(heading, StringComparison.OrdinalIgnoreCase) ? heading
        : title;

    private static Encoding? DeclaredIn(ReadOnlySpan<byte> bytes)
    {
        var match = Charset().Match(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 2048)]));
        if (!match.Success) return null;
        var name = match.Groups["name"].Value;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"<meta[^>]+charset\s*=\s*[""']?(?<name>[\w-]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();

    // Elements that stay open until they are closed.
    [GeneratedRegex(@"</?(?!(?:p|li|d[dt]|t[dhr]|tbody|thead|tfoot|option|optgroup|col|colgroup|html|head|body|rt|rp|br|hr|img|input|link|meta|area|base|embed|source|track|wbr)[\s/>])[a-z][a-z0-9]*", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    private sealed class Head
    {
        public string? Title { get; private set; }

        public string? Url { get; private set; }

        public IReadOnlyList<string> Products { get; private set; } = [];

        public void Take(IElement element)
        {
            if (element.LocalName == "title") Title ??= MarkdownWriter.OneLine(element.TextContent);
            else if (element.LocalName == "link" && string.Equals(element.GetAttribute("rel"), "canonical", StringComparison.OrdinalIgnoreCase)) Url ??= WebAddress.Of(element.GetAttribute("href"));
            else if (element.LocalName == "meta" && string.Equals(element.GetAttribute("name"), "products", StringComparison.OrdinalIgnoreCase))
                Products = (element.GetAttribute("content") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }
    }
}

/// <summary>Addresses that a document gives for itself.</summary>
internal static class WebAddress
{
    /// <summary>The address when customers can open it: http, https or a path of this site; null for anything else.</summary>
    public static string? Of(string? address)
    {
        address = address?.Trim();
        if (string.IsNullOrEmpty(address) || address.Any(char.IsWhiteSpace)) return null;
        if (address[0] == '/') return address.StartsWith("//", StringComparison.Ordinal) ? null : address;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? address : null;
    }
}
