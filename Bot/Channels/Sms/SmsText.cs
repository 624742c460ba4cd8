using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace FollowUpBot.Bot.Channels.Sms;

/// <summary>A line of ours as a text message shows it: its short form if it has one, no markup, addresses of links written out, answers to offer numbered.</summary>
internal static partial class SmsText
{
    /// <summary>What one message may hold; providers refuse more.</summary>
    public const int Longest = 1600;

    /// <summary>So many pieces may a text be that says where the rest can be read.</summary>
    public const int MostSegments = 4;

    /// <param name="markdown">What was said.</param>
    /// <param name="buttons">The answers that were offered.</param>
    /// <param name="form">What else the line has.</param>
    /// <param name="publicUrl">Where our own pages are reached.</param>
    /// <param name="files">Files that it has as links, which stay whatever is cut.</param>
    public static string Of(string markdown, IReadOnlyList<string> buttons, Form? form, string publicUrl, IEnumerable<LinkedFile>? files = null)
    {
        var host = publicUrl.TrimEnd('/');
        var text = new StringBuilder();
        Write(text, form?.Sms ?? markdown, host);
        var ending = new StringBuilder();
        foreach (var file in files ?? []) ending.Append('\n').Append(file.About.Name).Append(": ").Append(Absolute(file.Path, host));
        if (buttons.Count > 0) ending.Append('\n').AppendJoin(' ', buttons.Select((b, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1} {b}")));
        if (form?.WayOut is { } wayOut) ending.Append('\n').Append(wayOut);

        // What stands in a manual can be read there; what a person wrote stands nowhere else.
        var more = form?.Citations is [{ } cited, ..] ? Absolute(cited.ShortUrl ?? cited.Url, host) : null;
        return Shortened.Of(Gsm7.Fit(Spaces().Replace(text.ToString(), " ").Trim()), Gsm7.Fit(ending.ToString()), more);
    }

    // Where a value was missing two are left; a browser shows one.
    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();

    private static string Absolute(string url, string host) => url.StartsWith('/') ? host + url : url;

    private static void Write(StringBuilder text, string markdown, string host)
    {
        try
        {
            Write(text, Markdig.Markdown.Parse(markdown), host);
        }
        catch (ArgumentException)
        {
            // Lists in lists in lists, deeper than anybody reads: then as it was written.
            text.Append(markdown);
        }
    }

    private static void Write(StringBuilder text, ContainerBlock blocks, string host)
    {
        var number = 0;
        foreach (var block in blocks)
        {
            switch (block)
            {
                case ListBlock list:
                    number = int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 1;
                    foreach (var item in list.OfType<ListItemBlock>())
                    {
                        text.Append(list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{number++}. ") : "- ");
                        Write(text, item, host);
                    }

                    break;
                case ContainerBlock inner:
                    Write(text, inner, host);
                    break;
                case LeafBlock { Inline: { } inlines }:
                    Write(text, inlines, host);
                    text.Append('\n');
                    break;
                case CodeBlock code:
                    text.Append(code.Lines.ToString()).Append('\n');
                    break;
            }
        }
    }

    private static void Write(StringBuilder text, ContainerInline inlines, string host)
    {
        foreach (var inline in inlines)
        {
            switch (inline)
            {
                case LiteralInline literal: text.Append(literal.Content.AsSpan()); break;
                case CodeInline code: text.Append(code.Content); break;
                case HtmlEntityInline entity: text.Append(entity.Transcoded.AsSpan()); break;
                case LineBreakInline: text.Append('\n'); break;
                case AutolinkInline link: text.Append(link.Url); break;
                case LinkInline { Url: { } url } link:
                    var from = text.Length;
                    Write(text, link, host);
                    var address = Absolute(url, host);
                    if (text.ToString(from, text.Length - from) != address) text.Append(text.Length > from ? $" ({address})" : address);
                    break;
                case ContainerInline inner: Write(text, inner, host); break;
            }
        }
    }
}
