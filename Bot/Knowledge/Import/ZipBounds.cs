using System.Buffers.Binary;

namespace FollowUpBot.Bot.Knowledge.Import;

/// <summary>Looks at the end of a zip before anything reads its directory, which is read whole.</summary>
internal static class ZipBounds
{
    private const int EndRecord = 22;
    private const int LongestComment = 65_535;

    // A directory entry is 46 bytes and a name; with this much for each no honest directory is refused.
    private const int LargestEntry = 1_024;

    /// <summary>Refuses a zip whose directory holds, or has room for, more entries than the limit. The stream is left at its start.</summary>
    public static void CheckDirectory(Stream zip, ImportLimits limits)
    {
        var tail = new byte[Math.Min(zip.Length, EndRecord + LongestComment)];
        zip.Position = zip.Length - tail.Length;
        zip.ReadExactly(tail);
        zip.Position = 0;
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || at + EndRecord > tail.Length) throw new InvalidDataException("no end of directory");
        var end = tail.AsSpan(at);
        var entries = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);

        // 0xFFFF: the number stands in a larger record before this one. The place where the directory ends bounds it just as well.
        var room = start == uint.MaxValue ? BinaryPrimitives.ReadUInt32LittleEndian(end[12..]) : zip.Length - tail.Length + at - start;
        if ((entries != ushort.MaxValue && entries > limits.Entries) || room > (long)limits.Entries * LargestEntry)
            throw new UnreadableException($"holds more than {limits.Entries} files; split it");
    }
}
