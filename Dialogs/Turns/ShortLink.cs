using System.Text;

namespace FollowUpBot.Dialogs.Turns;

/// <summary>A short address for a page of this host. It is made of the long one and of nothing else, so nothing has to be kept: whoever has the page knows its short address.</summary>
public static class ShortLink
{
    /// <summary>Begins the path.</summary>
    public const string Path = "/m/";

    /// <summary>How many letters the code has: eight of thirty-two are forty bits.</summary>
    public const int Length = 8;

    // Without those that are read for each other.
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>The short path of a path; another address stays as it is.</summary>
    public static string Of(string url) => url.StartsWith('/') ? $"{Path}{CodeOf(url)}" : url;

    /// <summary>The code of a path: FNV-1a over its bytes.</summary>
    public static string CodeOf(string url)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(url)) hash = (hash ^ b) * 1099511628211UL;
        hash ^= hash >> 40;
        var letters = new char[Length];
        for (var i = 0; i < Length; i++, hash >>= 5) letters[i] = Letters[(int)(hash & 31)];
        return new string(letters);
    }
}
