using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>A web page: what its reader sees, without what surrounds it. Nothing is fetched and no script is run.</summary>
internal static partial class HtmlFormat
{
    // A parser without a browsing context has no loader and no script engine.
    private static readonly HtmlParserOptions Options = new() { IsScripting = false, SkipComments = true, MaximumDepth = 256 };

    public static Extract Read(ReadOnlySpan<byte> bytes, CancellationToken cancel)
    {
        var html = PlainText.Decode(bytes, DeclaredIn(bytes));
        var document = new HtmlParser(Options).ParseDocument(html);
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
        var document = new HtmlParser(Options).ParseDocument(html);
        if (document.Body is { } body) new HtmlBlocks(writer, CancellationToken.None).Write(body);
    }

    /// <summary>What can be seen of a line of text with inline elements.</summary>
    public static string Visible(string line)
    {
        var writer = new MarkdownWriter();
        var document = new HtmlParser(Options).ParseDocument(line);
        if (document.Body is { } body) new HtmlBlocks(writer, CancellationToken.None) { Verbatim = true }.Write(body);
        return writer.ToString();
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
