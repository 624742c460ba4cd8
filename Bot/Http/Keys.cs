using System.Security.Cryptography;
using System.Text;

namespace FollowUpBot.Bot.Http;

/// <summary>Secrets that callers show.</summary>
internal static class Keys
{
    /// <summary>The token of <c>Authorization: Bearer …</c>; null when there is none or more than one.</summary>
    public static string? BearerOf(HttpRequest request)
    {
        var headers = request.Headers.Authorization;
        if (headers.Count != 1 || headers[0] is not { Length: < 8192 } header || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return null;
        return header["Bearer ".Length..].Trim() is { Length: > 0 } token ? token : null;
    }

    /// <summary>The answer to a caller who does not show the key; null when they do.</summary>
    /// <param name="request">Theirs.</param>
    /// <param name="kept">The key.</param>
    /// <param name="option">Which option holds it.</param>
    public static IResult? Refusal(HttpRequest request, string kept, string option)
    {
        if (BearerOf(request) is { } shown && Same(shown, kept)) return null;
        request.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
        return JsonBody.Problem(StatusCodes.Status401Unauthorized, "Who is asking?", $"Send Authorization: Bearer with the key of {option}.");
    }

    /// <summary>Compares without telling by its time how much was right.</summary>
    public static bool Same(string shown, string kept) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(kept)));

    /// <summary>A new secret: 32 random bytes.</summary>
    public static string New() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
