namespace FollowUpBot.Bot.Http;

/// <summary>Where a page comes from, as browsers say it: scheme, host and port, like <c>https://shop.example</c>.</summary>
internal static class Origin
{
    public static bool IsValid(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.UserInfo.Length == 0
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), origin, StringComparison.OrdinalIgnoreCase);

    /// <summary>This host, as the request calls it.</summary>
    public static string OfHost(HttpRequest request) => $"{request.Scheme}://{request.Host}";

    /// <summary>The page that asks; null when it does not say. A page of this host leaves the header out when it only reads, and says so by another.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.Origin is [{ Length: > 0 } origin] ? origin
        : request.Headers.Origin.Count == 0 && request.Headers["Sec-Fetch-Site"] == "same-origin" ? OfHost(request)
        : null;

    /// <summary>Whether a page of this machine asks.</summary>
    public static bool IsLoopback(string origin) => IsValid(origin) && new Uri(origin).IsLoopback;
}
