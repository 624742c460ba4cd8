using System.Runtime.InteropServices;
using System.Text.Json;

namespace FollowUpBot.Bot.Language;

/// <summary>The weights of a model published for TensorFlow.js: a manifest in <c>model.json</c> and the numbers, little-endian, in the shards it names.</summary>
internal sealed class EncoderWeights
{
    private readonly Dictionary<string, (int[] Shape, int Offset)> entries = [];
    private readonly byte[] bytes;

    private EncoderWeights(string folder, JsonElement group)
    {
        var shards = group.GetProperty("paths").EnumerateArray().Select(p => Path.Combine(folder, Path.GetFileName(p.GetString()!))).ToList();
        var total = shards.Sum(s => new FileInfo(s).Length);
        bytes = GC.AllocateUninitializedArray<byte>((int)total);
        var filled = 0;
        foreach (var shard in shards)
        {
            using var file = File.OpenRead(shard);
            file.ReadExactly(bytes, filled, (int)file.Length);
            filled += (int)file.Length;
        }

        var offset = 0;
        foreach (var weight in group.GetProperty("weights").EnumerateArray())
        {
            int[] shape = [.. weight.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())];
            entries[weight.GetProperty("name").GetString()!] = (shape, offset);
            offset += 4 * LengthOf(shape);
        }

        if (offset != bytes.Length) throw new InvalidDataException($"The weights in {folder} are {bytes.Length} bytes where the manifest says {offset}: build again to fetch them anew.");
    }

    /// <summary>Reads all weights of the model in the folder.</summary>
    public static EncoderWeights Read(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "model.json")));
        return new EncoderWeights(folder, json.RootElement.GetProperty("weightsManifest")[0]);
    }

    /// <summary>The one weight whose name has all of these parts.</summary>
    public ReadOnlySpan<float> Of(params string[] parts) => ValuesOf(Find(parts));

    /// <summary>The one weight whose name has all of these parts, as a matrix whose last dimension is the columns.</summary>
    public Matrix Matrix(params string[] parts)
    {
        var found = Find(parts);
        var columns = found.Shape[^1];
        return new Matrix(ValuesOf(found), LengthOf(found.Shape) / columns, columns);
    }

    private (int[] Shape, int Offset) Find(string[] parts)
    {
        foreach (var (name, entry) in entries)
            if (parts.All(part => name.Contains(part, StringComparison.Ordinal))) return entry;
        throw new InvalidDataException($"The model has no weight named {string.Join(" … ", parts)}: build again to fetch it anew.");
    }

    private ReadOnlySpan<float> ValuesOf((int[] Shape, int Offset) entry) => MemoryMarshal.Cast<byte, float>(bytes.AsSpan(entry.Offset, 4 * LengthOf(entry.Shape)));

    private static int LengthOf(int[] shape) => shape.Aggregate(1, (product, d) => product * d);
}
