using System.Globalization;
using System.Text;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace FollowUpBot.Bot.Channels.Twilio;

/// <summary>A reply as a text message shows it: no markup, addresses of links written out, answers to offer numbered.</summary>
internal static class SmsText
{
    /// <summary>What one message of the provider may hold; it refuses more.</summary>
    public const int Longest = 1600;

    /// <param name="markdown">What was said.</param>
    /// <param name="buttons">The answers that were offered.</param>
    /// <param name="publicUrl">Where our own pages are reached.</param>
    public static string Of(string markdown, IReadOnlyList<string> buttons, string publicUrl)
    {
        var text = new StringBuilder();
        Write(text, Markdown.Parse(markdown), publicUrl.TrimEnd('/'));
        var said = text.ToString().Trim();
        var choices = string.Join(' ', buttons.Select((b, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1} {b}")));
        if (choices.Length > 0) choices = $"\n{choices}";
        var room = Longest - choices.Length;
        return (said.Length <= room ? said : $"{said[..(char.IsHighSurrogate(said[room - 2]) ? room - 2 : room - 1)]}…") + choices;
    }

    private static void Write(StringBuilder text, ContainerBlock blocks, string publicUrl)
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
                        Write(text, item, publicUrl);
                    }

                    break;
                case ContainerBlock inner:
                    Write(text, inner, publicUrl);
                    break;
                case LeafBlock { Inline: { } inlines }:
                    Write(text, inlines, publicUrl);
                    text.Append('\n');
                    break;
                case CodeBlock code:
                    text.Append(code.Lines.ToString()).Append('\n');
                    break;
            }
        }
    }

    private static void Write(StringBuilder text, ContainerInline inlines, string publicUrl)
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
                    Write(text, link, publicUrl);
                    var address = url.StartsWith('/') ? publicUrl + url : url;
                    if (text.ToString(from, text.Length - from) != address) text.Append(text.Length > from ? $" ({address})" : address);
                    break;
                case ContainerInline inner: Write(text, inner, publicUrl); break;
            }
        }
    }
}
