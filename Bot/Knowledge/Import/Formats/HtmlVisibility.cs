using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Which elements of a page a reader sees as the text of the page.</summary>
internal static partial class HtmlVisibility
{
    private static readonly HashSet<string> Never = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "video", "audio", "map",
        "nav", "footer", "input", "button", "select", "textarea", "datalist", "dialog", "frameset", "noframes",
    };

    private static readonly HashSet<string> NeverAs = new(StringComparer.OrdinalIgnoreCase) { "navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar" };

    /// <param name="element">The element.</param>
    /// <param name="inArticle">Whether it stands in the main part of the page, where a header names the article and an aside is a warning.</param>
    public static bool IsLeftOut(IElement element, bool inArticle)
    {
        var name = element.LocalName;
        if (Never.Contains(name) || IsHidden(element)) return true;
        if (element.GetAttribute("role") is { } role && (NeverAs.Contains(role) || (!inArticle && role is "banner" or "complementary"))) return true;
        return name switch
        {
            "header" or "aside" => !inArticle,

            // Some servers wrap the whole page in a form.
            "form" => !HasHeading(element),
            _ => false,
        };
    }

    /// <summary>Whether a style or an attribute of its own hides the element.</summary>
    public static bool IsHidden(IElement element) =>
        element.HasAttribute("hidden")
        || string.Equals(element.GetAttribute("aria-hidden"), "true", StringComparison.OrdinalIgnoreCase)
        || (element.GetAttribute("style") is { } style && IsHidingStyle(style))
        || (element.LocalName is not "img" && IsZero(element.GetAttribute("width")) | IsZero(element.GetAttribute("height")))
        || (element.LocalName is "font" && element.GetAttribute("size") is "0");

    /// <summary>Whether CSS declarations hide what they apply to.</summary>
    public static bool IsHidingStyle(string style) => HidingStyle().IsMatch(style);

    private static bool IsZero(string? size) => size is "0" or "0px" or "0%";

    private static bool HasHeading(IElement form)
    {
        for (INode? node = form.FirstChild; node is not null; node = Next(node, form))
            if (node is IElement { LocalName: "h1" or "h2" or "h3" }) return true;
        return false;
    }

    /// <summary>The node after this one in document order, below <paramref name="root"/>: a loop, because a page may be nested deeper than a stack.</summary>
    public static INode? Next(INode node, INode root)
    {
        if (node.FirstChild is { } child) return child;
        for (INode? at = node; at is not null && at != root; at = at.Parent)
            if (at.NextSibling is { } sibling) return sibling;
        return null;
    }

    [GeneratedRegex(
        @"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|opacity\s*:\s*0*(\.0+)?\s*(;|!|$)|font-size\s*:\s*0*(\.0\d*)?(px|pt|em|rem|%)?\s*(;|!|$)|(?<![-\w])(max-)?(width|height)\s*:\s*0(px|pt|em|%)?\s*(;|!|$)|(left|top|right|text-indent|margin-left)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01]|clip-path\s*:\s*inset\(\s*(50|100)%|transform\s*:\s*scale\(\s*0\s*\)",
        RegexOptions.IgnoreCase)]
    private static partial Regex HidingStyle();
}
