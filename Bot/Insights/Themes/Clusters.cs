using System.Numerics.Tensors;

namespace FollowUpBot.Bot.Insights.Themes;

/// <summary>
/// Groups sentences that mean alike: average linkage, the two closest first, until no two are as close as asked for. The same sentences in the same order give the same groups.
/// By chains of nearest neighbours (Murtagh 1983), which takes time and memory by the square of their number.
/// </summary>
internal static class Clusters
{
    /// <summary>The groups, each with the places of its sentences in order; also those of one.</summary>
    /// <param name="sayings">The sentences.</param>
    /// <param name="closest">How alike two groups must be on average to be one.</param>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<Saying> sayings, float closest)
    {
        var n = sayings.Count;
        var likeness = new float[n][];
        Parallel.For(0, n, i =>
        {
            likeness[i] = new float[n];
            for (var j = 0; j < n; j++) likeness[i][j] = i == j ? float.NegativeInfinity : Likeness(sayings[i], sayings[j]);
        });
        var members = Enumerable.Range(0, n).Select(i => new List<int> { i }).ToArray();
        var alone = new HashSet<int>(Enumerable.Range(0, n));
        var chain = new Stack<int>();
        while (alone.Count > 0)
        {
            if (chain.Count == 0) chain.Push(alone.Min());
            var top = chain.Pop();
            var (nearest, how) = Nearest(likeness[top], alone, top, chain.TryPeek(out var before) ? before : -1);

            // Average linkage never brings a group nearer than its parts were, so whoever has no near neighbour now will have none.
            if (nearest < 0 || how < closest)
            {
                alone.Remove(top);
                continue;
            }

            if (nearest != before || chain.Count == 0)
            {
                chain.Push(top);
                chain.Push(nearest);
                continue;
            }

            chain.Pop();
            Join(likeness, members, alone, Math.Min(top, nearest), Math.Max(top, nearest));
        }

        return [.. members.Where(m => m.Count > 0).Select(m => (IReadOnlyList<int>)[.. m.Order()])];
    }

    // Up to 1, as between a sentence and a theme.
    private static float Likeness(Saying one, Saying other) =>
        (Theme.OfMeaning * TensorPrimitives.Dot<float>(one.Meaning, other.Meaning)) + ((1 - Theme.OfMeaning) * one.Terms.Count(other.Terms.Contains) / MathF.Sqrt(one.Terms.Count * other.Terms.Count));

    // On a tie it is the one before in the chain, or two would run after each other for ever.
    private static (int Place, float Likeness) Nearest(float[] to, HashSet<int> alone, int self, int before)
    {
        var (place, best) = before >= 0 ? (before, to[before]) : (-1, float.NegativeInfinity);
        foreach (var other in alone)
            if (other != self && (to[other] > best || (to[other] == best && place != before && other < place))) (place, best) = (other, to[other]);
        return (place, best);
    }

    private static void Join(float[][] likeness, List<int>[] members, HashSet<int> alone, int one, int other)
    {
        var (a, b) = (members[one].Count, members[other].Count);
        foreach (var k in alone)
            if (k != one && k != other) likeness[one][k] = likeness[k][one] = ((likeness[one][k] * a) + (likeness[other][k] * b)) / (a + b);
        members[one].AddRange(members[other]);
        members[other] = [];
        alone.Remove(other);
    }
}
