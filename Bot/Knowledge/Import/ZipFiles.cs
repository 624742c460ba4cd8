using System.IO.Compression;

namespace FollowUpBot.Bot.Knowledge.Import;

/// <summary>The files of a zip, unpacked one at a time in memory. What the zip says about itself is not believed: bytes are counted as they come.</summary>
internal sealed class ZipFiles : IDisposable
{
    // So small a file may be as uniform as it likes.
    private const long RatioMattersFrom = 1 << 20;

    private readonly ImportLimits limits;
    private readonly ZipArchive archive;
    private long unpacked;

    private ZipFiles(ZipArchive archive, ImportLimits limits)
    {
        this.archive = archive;
        this.limits = limits;
    }

    /// <summary>Opens a zip; what is wrong with it as a whole is an <see cref="UnreadableException"/>.</summary>
    public static ZipFiles Open(string path, ImportLimits limits)
    {
        var size = new FileInfo(path).Length;
        if (size > limits.Archive) throw new UnreadableException($"is {PlainText.Size(size)}; zips of at most {PlainText.Size(limits.Archive)} are read: split it");
        var stream = File.OpenRead(path);
        try
        {
            ZipBounds.CheckDirectory(stream, limits);
            var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            if (archive.Entries.Count > limits.Entries) throw new UnreadableException($"holds more than {limits.Entries} files; split it");
            return new ZipFiles(archive, limits);
        }
        catch (Exception error)
        {
            stream.Dispose();
            if (error is InvalidDataException or EndOfStreamException) throw new UnreadableException("is no zip or a damaged one; pack it again");
            throw;
        }
    }

    /// <summary>The files in the order of their names, each under a name that leads nowhere outside.</summary>
    /// <param name="below">What goes before the names, with its '/'.</param>
    public IEnumerable<SourceFile> Files(string below) =>
        archive.Entries
            .Where(e => !e.FullName.EndsWith('/') && !e.FullName.EndsWith('\\'))
            .Select(e => (Name: below + Normalised(e.FullName), Entry: e))
            .OrderBy(e => e.Name, StringComparer.Ordinal)
            .Select(e => new SourceFile(e.Name, cancel => Unpack(e.Entry, cancel)));

    public void Dispose() => archive.Dispose();

    private byte[] Unpack(ZipArchiveEntry entry, CancellationToken cancel)
    {
        if (entry.IsEncrypted) throw new UnreadableException("is encrypted in its zip; pack it without a password");
        if (entry.Length > limits.Unpacked) throw TooLarge();
        try
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream((int)Math.Min(Math.Max(entry.Length, 0), 1 << 20));
            var buffer = new byte[81_920];
            var sum = new Crc32();
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                cancel.ThrowIfCancellationRequested();
                unpacked += read;
                if (bytes.Length + read > limits.Unpacked) throw TooLarge();
                if (unpacked > limits.UnpackedTotal) throw new UnreadableException($"is left out: its zip unpacks to more than {PlainText.Size(limits.UnpackedTotal)}; split it");
                if (bytes.Length + read is var length && length > RatioMattersFrom && length / limits.Ratio > entry.CompressedLength)
                    throw new UnreadableException($"unpacks to more than {limits.Ratio} times its packed size, as only a zip bomb does; look at where it comes from");
                bytes.Write(buffer, 0, read);
                sum.Add(buffer.AsSpan(0, read));
            }

            // The framework stops where the head says that the file ends; a head that lies shows here.
            if (sum.Value != entry.Crc32) throw new UnreadableException("is damaged in its zip; pack it again");
            return bytes.ToArray();
        }
        catch (InvalidDataException)
        {
            throw new UnreadableException("is damaged in its zip, or packed in a way that is not read; pack it again as an ordinary zip");
        }

        UnreadableException TooLarge() => new($"unpacks to more than {PlainText.Size(limits.Unpacked)}; split it");
    }

    private static string Normalised(string name)
    {
        var parts = name.Replace('\\', '/').Split('/').Select(p => new string([.. p.Where(c => !char.IsControl(c))]).Trim()).Where(p => p is not ("" or "." or "..") && !p.EndsWith(':'));
        return string.Join('/', parts);
    }

    /// <summary>The checksum of zips (IEEE 802.3, reflected).</summary>
    private sealed class Crc32
    {
        private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

        private uint state = uint.MaxValue;

        public uint Value => ~state;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            foreach (var one in bytes) state = Table[(byte)(state ^ one)] ^ (state >> 8);
        }
    }
}
