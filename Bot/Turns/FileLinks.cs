using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>A file with the address that opens it.</summary>
/// <param name="About">The file.</param>
/// <param name="Path">Below this host's address.</param>
internal sealed record LinkedFile(SentFile About, string Path)
{
    /// <summary>Whether every channel that shows pictures can show it.</summary>
    public bool IsPicture => About.Type is "image/png" or "image/jpeg" or "image/gif";
}

/// <summary>
/// Addresses by which whoever has them opens a file, for thirty days: for channels that carry none themselves. The file's id and the end of the time are sealed in them with a key of the store, so an
/// address can neither be made up nor made to last, and what it opens cannot be told from it. The same file sent at the same time always has the same address: a text is known again by its words.
/// </summary>
internal sealed class FileLinks
{
    /// <summary>What the addresses begin with.</summary>
    public const string Path = "/f/";

    private const string Kind = "key", Id = "files";
    private const int IdBytes = 24, TimeBytes = sizeof(uint), NonceBytes = 12, TagBytes = 12, AllBytes = NonceBytes + IdBytes + TimeBytes + TagBytes;

    /// <summary>How many characters the path of an address has.</summary>
    public static readonly int Length = Path.Length + Base64Url.GetEncodedLength(AllBytes);

    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    private readonly byte[] sealing, naming;

    private FileLinks(byte[] key) => (sealing, naming) = (HMACSHA256.HashData(key, "seal"u8), HMACSHA256.HashData(key, "name"u8));

    /// <summary>With the key of the store; the first host makes it.</summary>
    public static async Task<FileLinks> OpenAsync(IStore store, DateTimeOffset now)
    {
        if (await store.Notes.FindAsync(Kind, Id) is null) await store.Notes.WriteAsync(new Note(Kind, Id, $"\"{Keys.New()}\"", now));
        return new FileLinks(Encoding.UTF8.GetBytes((await store.Notes.FindAsync(Kind, Id))!.Document));
    }

    /// <summary>Files with their addresses.</summary>
    /// <param name="files">Which.</param>
    /// <param name="at">When they were sent: thirty days later the addresses open nothing.</param>
    public IReadOnlyList<LinkedFile> Of(IReadOnlyList<SentFile> files, DateTimeOffset at) => [.. files.Select(f => new LinkedFile(f, PathOf(f.Id, at)))];

    /// <summary>The id of the file that an address opens; null when it is none of ours, or its time is over.</summary>
    /// <param name="code">What stands behind <see cref="Path"/>.</param>
    /// <param name="now">The time.</param>
    public string? Open(string code, DateTimeOffset now)
    {
        Span<byte> all = stackalloc byte[AllBytes], plain = stackalloc byte[IdBytes + TimeBytes];
        if (code.Length + Path.Length != Length || !Base64Url.IsValid(code) || !Base64Url.TryDecodeFromChars(code, all, out var read) || read != AllBytes) return null;
        using var cipher = new AesGcm(sealing, TagBytes);
        try
        {
            cipher.Decrypt(all[..NonceBytes], all[NonceBytes..^TagBytes], all[^TagBytes..], plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(plain[IdBytes..]) * 60L) > now ? Convert.ToHexStringLower(plain[..IdBytes]) : null;
    }

    // What is sealed names its own nonce: another one for everything else, and the same again for the same.
    private string PathOf(string id, DateTimeOffset at)
    {
        Span<byte> all = stackalloc byte[AllBytes], plain = stackalloc byte[IdBytes + TimeBytes], name = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (Convert.FromHexString(id, plain, out _, out var written) != System.Buffers.OperationStatus.Done || written != IdBytes) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The id of a file has {IdBytes} bytes."), nameof(id));
        BinaryPrimitives.WriteUInt32BigEndian(plain[IdBytes..], (uint)((at + Life).ToUnixTimeSeconds() / 60));
        HMACSHA256.HashData(naming, plain, name);
        name[..NonceBytes].CopyTo(all);
        using var cipher = new AesGcm(sealing, TagBytes);
        cipher.Encrypt(all[..NonceBytes], plain, all[NonceBytes..^TagBytes], all[^TagBytes..]);
        return Path + Base64Url.EncodeToString(all);
    }
}
