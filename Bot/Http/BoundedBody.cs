namespace FollowUpBot.Bot.Http;

/// <summary>Reads bytes up to a limit: never more of them is held than may come.</summary>
internal static class BoundedBody
{
    /// <summary>All of it; null when there is more than may be.</summary>
    public static async Task<byte[]?> ReadAsync(Stream body, int most, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, cancel) is var read and > 0)
        {
            if (bytes.Length + read > most) return null;
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }
}
