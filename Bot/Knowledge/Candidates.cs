using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Dapper;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>
/// Finds, among very many passages, the few that are worth ranking: by the words they have, and by the signs of their vectors.
/// Held in memory, about 700 bytes a passage, because a search must not touch thousands of rows of the file.
/// </summary>
internal sealed class Candidates
{
    // A first look at so many bits of a vector's signs; only one vector in so many, the nearest by them, is looked at whole.
    private const int FirstLook = 128, OneIn = 64, Sample = 1 << 14;

    private readonly long[] ids;
    private readonly long[] documents;
    private readonly float[] lengths;
    private readonly float averageLength;

    // Where the passages of a term begin in the lists, and how many they are.
    private readonly Dictionary<uint, (int Start, int Count)> terms;
    private readonly int[] holders;
    private readonly byte[] frequencies;

    // The signs of all vectors one after the other, their first bits once more by themselves, and whose they are.
    private readonly ulong[] signs;
    private readonly ulong[] firstSigns;
    private readonly ulong[] secondSigns;
    private readonly int[] owners;

    private Candidates(SqliteConnection db)
    {
        var count = db.ExecuteScalar<int>("SELECT COUNT(*) FROM passage");
        (ids, documents, lengths) = (new long[count], new long[count], new float[count]);
        terms = [];
        var total = 0;
        foreach (var (term, passages) in db.Query<(long, int)>("SELECT term, passages FROM term WHERE passages > 0", buffered: false))
        {
            terms[(uint)term] = (total, passages);
            total += passages;
        }

        (holders, frequencies) = (new int[total], new byte[total]);
        var vectors = (int)(db.ExecuteScalar<long>("SELECT COALESCE(SUM(LENGTH(signs)), 0) FROM passage") / sizeof(ulong) / Vector.SignWords);
        (signs, firstSigns, secondSigns, owners) = (new ulong[vectors * Vector.SignWords], new ulong[vectors], new ulong[vectors], new int[vectors]);
        Fill(db);
        averageLength = count == 0 ? 1 : lengths.Average();
    }

    /// <summary>Reads them from an index.</summary>
    public static Candidates Load(SqliteConnection db) => new(db);

    /// <summary>In how many passages a term stands.</summary>
    public int Holders(uint term) => terms.GetValueOrDefault(term).Count;

    /// <summary>The passages with the best words (BM25), the best first.</summary>
    /// <param name="asked">Terms of the question.</param>
    /// <param name="most">How many.</param>
    /// <param name="within">The documents to look in; null means all.</param>
    public List<long> ByWords(IEnumerable<uint> asked, int most, IReadOnlySet<long>? within)
    {
        var scores = ArrayPool<float>.Shared.Rent(ids.Length);
        try
        {
            scores.AsSpan(0, ids.Length).Clear();
            foreach (var term in asked.Distinct()) Score(term, scores);
            var best = new PriorityQueue<int, float>();
            var worst = 0f;
            for (var i = 0; i < ids.Length; i++)
            {
                if (scores[i] <= worst || (within is not null && !within.Contains(documents[i]))) continue;
                best.Enqueue(i, scores[i]);
                if (best.Count <= most) continue;
                best.Dequeue();
                best.TryPeek(out _, out worst);
            }

            return [.. best.UnorderedItems.OrderByDescending(b => b.Priority).Select(b => ids[b.Element])];
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    /// <summary>The passages with a sentence whose vector has most of its signs in common with this one, the nearest first.</summary>
    /// <param name="vector">The question's.</param>
    /// <param name="most">How many.</param>
    /// <param name="within">The documents to look in; null means all.</param>
    public List<long> BySigns(ReadOnlySpan<float> vector, int most, IReadOnlySet<long>? within)
    {
        Span<ulong> question = stackalloc ulong[Vector.SignWords];
        Vector.Signs(vector, question);
        var near = NearAtFirstLook(question, most);
        var (first, second) = (question[0], question[1]);
        ReadOnlySpan<ulong> firsts = firstSigns, seconds = secondSigns.AsSpan(0, firsts.Length);
        var nearest = new PriorityQueue<int, int>();
        var worst = int.MaxValue;
        for (var i = 0; i < firsts.Length; i++)
        {
            if (Distance(firsts[i], first, seconds[i], second) > near || (within is not null && !within.Contains(documents[owners[i]]))) continue;
            var distance = Vector.Distance(question, signs.AsSpan(i * Vector.SignWords, Vector.SignWords));
            if (distance >= worst) continue;
            nearest.Enqueue(owners[i], -distance);
            if (nearest.Count <= 2 * most) continue;
            nearest.Dequeue();
            nearest.TryPeek(out _, out var least);
            worst = -least;
        }

        return [.. nearest.UnorderedItems.OrderByDescending(n => n.Priority).Select(n => ids[n.Element]).Distinct().Take(most)];
    }

    private void Score(uint term, float[] scores)
    {
        if (!terms.TryGetValue(term, out var found)) return;
        var weight = (float)Ranking.Rarity(found.Count, ids.Length);
        for (var i = found.Start; i < found.Start + found.Count; i++)
            scores[holders[i]] += weight * (float)Ranking.Saturated(frequencies[i], lengths[holders[i]] / averageLength);
    }

    // The distance in the first signs that one vector in so many does not exceed, judged by a sample of them.
    private int NearAtFirstLook(ReadOnlySpan<ulong> question, int most)
    {
        Span<int> counts = stackalloc int[FirstLook + 1];
        counts.Clear();
        var step = 1 + (owners.Length / Sample);
        for (var i = 0; i < owners.Length; i += step) counts[Distance(firstSigns[i], question[0], secondSigns[i], question[1])]++;
        var (near, wanted) = (0, Math.Max(owners.Length / OneIn, 8 * most) / step);
        for (var seen = counts[0]; seen <= wanted && near < FirstLook; seen += counts[near]) near++;
        return near;
    }

    private static int Distance(ulong first, ulong otherFirst, ulong second, ulong otherSecond) => BitOperations.PopCount(first ^ otherFirst) + BitOperations.PopCount(second ^ otherSecond);

    private void Fill(SqliteConnection db)
    {
        var next = terms.ToDictionary(t => t.Key, t => t.Value.Start);
        var frequency = new Dictionary<uint, float>();
        int passage = 0, vector = 0;
        foreach (var row in db.Query<(long Id, long Document, byte[] Terms, int HeadingTerms, byte[] Signs)>("SELECT id, document, terms, heading_terms, signs FROM passage ORDER BY id", buffered: false))
        {
            (ids[passage], documents[passage]) = (row.Id, row.Document);
            frequency.Clear();
            var has = MemoryMarshal.Cast<byte, uint>(row.Terms);
            for (var i = 0; i < has.Length; i++)
            {
                var weight = i < row.HeadingTerms ? IndexedPassage.HeadingWeight : 1;
                CollectionsMarshal.GetValueRefOrAddDefault(frequency, has[i], out _) += weight;
                lengths[passage] += weight;
            }

            foreach (var (term, often) in frequency)
            {
                var at = next[term]++;
                (holders[at], frequencies[at]) = (passage, (byte)Math.Min(often, byte.MaxValue));
            }

            var own = MemoryMarshal.Cast<byte, ulong>(row.Signs);
            own.CopyTo(signs.AsSpan(vector * Vector.SignWords));
            for (var i = 0; i < own.Length; i += Vector.SignWords, vector++)
            {
                (firstSigns[vector], secondSigns[vector], owners[vector]) = (own[i], own[i + 1], passage);
            }

            passage++;
        }
    }
}
