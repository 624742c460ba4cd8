using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace FollowUpBot.Bot.Commands.Teams;

/// <summary>The icons that an app has until it is given its own: a speech bubble, 192 pixels wide on the accent colour, and 32 as a white outline on nothing, as Teams wants them.</summary>
internal static class TeamsIcons
{
    public const int ColorSize = 192, OutlineSize = 32;

    // So many by so many points of a pixel are looked at, for smooth edges.
    private const int Points = 4;

    /// <summary>The icon in colour.</summary>
    /// <param name="accent">Like #2B5D4A.</param>
    public static byte[] Color(string accent)
    {
        var (r, g, b) = (Part(accent, 1), Part(accent, 3), Part(accent, 5));
        return Png(ColorSize, (x, y) =>
        {
            var white = Share(x, y, ColorSize, (u, v) => Bubble(u, v) <= 0 && !Dots(u, v));
            return ((byte)(r + ((255 - r) * white)), (byte)(g + ((255 - g) * white)), (byte)(b + ((255 - b) * white)), 255);
        });
    }

    /// <summary>The outline.</summary>
    public static byte[] Outline() => Png(OutlineSize, (x, y) => (255, 255, 255, (byte)(255 * Share(x, y, OutlineSize, (u, v) => Math.Abs(Bubble(u, v)) <= 0.032 || Dots(u, v)))));

    /// <summary>Whether a file is a PNG of this size.</summary>
    public static bool Is(byte[] file, int size) =>
        file.Length > 24 && file.AsSpan(0, 8).SequenceEqual((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10])
        && BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)) == size && BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)) == size;

    // The distance to the edge of the bubble, less than zero inside; all in shares of the icon's width.
    private static double Bubble(double u, double v)
    {
        const double halfWidth = 0.30, halfHeight = 0.21, round = 0.10, middle = 0.45;
        var (dx, dy) = (Math.Abs(u - 0.5) - halfWidth + round, Math.Abs(v - middle) - halfHeight + round);
        var box = Math.Sqrt((Math.Max(dx, 0) * Math.Max(dx, 0)) + (Math.Max(dy, 0) * Math.Max(dy, 0))) + Math.Min(Math.Max(dx, dy), 0) - round;

        // Its tail, below on the left: three edges.
        var tail = Math.Max(Math.Max(0.30 - u, (u - 0.30) - (0.80 - v)), 0.60 - v);
        return Math.Min(box, tail);
    }

    // Three of them, as of somebody who is writing.
    private static bool Dots(double u, double v)
    {
        const double apart = 0.13, round = 0.035;
        var across = u - 0.5 - (apart * Math.Clamp(Math.Round((u - 0.5) / apart), -1, 1));
        return (across * across) + ((v - 0.45) * (v - 0.45)) <= round * round;
    }

    private static double Share(int x, int y, int size, Func<double, double, bool> isIn)
    {
        var inside = 0;
        for (var i = 0; i < Points * Points; i++)
            if (isIn((x + (((i % Points) + 0.5) / Points)) / size, (y + (((i / Points) + 0.5) / Points)) / size)) inside++;
        return (double)inside / (Points * Points);
    }

    private static byte Part(string accent, int at) => byte.Parse(accent.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // PNG (RFC 2083): signature, header, one block of pixels, end; eight bits each of red, green, blue and opacity.
    private static byte[] Png(int size, Func<int, int, (byte R, byte G, byte B, byte A)> pixel)
    {
        using var pixels = new MemoryStream();
        using (var packed = new ZLibStream(pixels, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var y = 0; y < size; y++)
            {
                packed.WriteByte(0);
                for (var x = 0; x < size; x++)
                {
                    var (r, g, b, a) = pixel(x, y);
                    packed.Write([r, g, b, a]);
                }
            }
        }

        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, size);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), size);
        (header[8], header[9]) = (8, 6);
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, pixels.ToArray());
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, byte[] data)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc([.. type, .. data]));
        png.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }
}
