using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FollowUpBot.Bot.Language;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>Sentence vectors as they are kept: a byte for each number (a quarter of the room, a similarity off by less than a hundredth) or only its sign.</summary>
internal static class Vector
{
    /// <summary>Bytes of a packed vector.</summary>
    public const int Size = SentenceEncoder.Dimensions;

    /// <summary>Words of 64 bits that hold the signs of a vector.</summary>
    public const int SignWords = SentenceEncoder.Dimensions / 64;

    private const int Lanes = 16;

    /// <summary>Packs a vector of length one; what is left of its length is made up for by <see cref="Similarity"/>.</summary>
    public static void Pack(ReadOnlySpan<float> vector, Span<sbyte> packed)
    {
        var most = TensorPrimitives.MaxMagnitude(vector);
        var scale = most == 0 ? 0 : 127 / Math.Abs(most);
        for (var i = 0; i < vector.Length; i++) packed[i] = (sbyte)MathF.Round(vector[i] * scale);
    }

    /// <summary>The cosine between a question and a packed vector.</summary>
    public static float Similarity(ReadOnlySpan<float> question, ReadOnlySpan<sbyte> packed)
    {
        ref var q = ref MemoryMarshal.GetReference(question);
        ref var p = ref MemoryMarshal.GetReference(packed);
        Vector512<float> dot = default, square = default;
        for (nuint i = 0; i < Size; i += Lanes)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref p, i));
            var (a, b) = Vector128.Widen(low);
            var (c, d) = Vector128.Widen(high);
            var numbers = Vector512.ConvertToSingle(Vector512.Create(Vector256.Create(a, b), Vector256.Create(c, d)));
            dot = Vector512.FusedMultiplyAdd(numbers, Vector512.LoadUnsafe(ref q, i), dot);
            square = Vector512.FusedMultiplyAdd(numbers, numbers, square);
        }

        var length = Vector512.Sum(square);
        return length == 0 ? 0 : Vector512.Sum(dot) / MathF.Sqrt(length);
    }

    /// <summary>The signs of a vector, a bit each.</summary>
    public static void Signs(ReadOnlySpan<float> vector, Span<ulong> signs)
    {
        signs.Clear();
        for (var i = 0; i < vector.Length; i++)
            if (vector[i] > 0) signs[i >> 6] |= 1UL << (i & 63);
    }

    /// <summary>In how many signs two vectors differ: the fewer, the more alike (Charikar 2002).</summary>
    public static int Distance(ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other)
    {
        var distance = 0;
        for (var i = 0; i < SignWords; i++) distance += BitOperations.PopCount(one[i] ^ other[i]);
        return distance;
    }
}
