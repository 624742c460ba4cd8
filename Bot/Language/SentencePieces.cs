using System.Buffers;
using System.Text;
using System.Text.Json;

namespace FollowUpBot.Bot.Language;

/// <summary>Cuts text into the pieces of a SentencePiece unigram vocabulary: of all ways to cut it, the most likely one (Kudo 2018, "Subword regularization").</summary>
/// <remarks>The published encoder was trained on exactly this cut, oddities included: an unknown character costs nothing, and the first reserved pieces never match.</remarks>
internal sealed class SentencePieces
{
    private const int Reserved = 6;
    private const char Space = '▁';

    // A trie: from a node by a code point to the next node; a node may be the end of a piece.
    private readonly Dictionary<long, int> next = [];
    private readonly List<(int Piece, double Score)> ends = [(0, 0)];
    private readonly int[] lengths;

    private SentencePieces(IReadOnlyList<(string Piece, double Score)> vocabulary)
    {
        lengths = [.. vocabulary.Select(v => v.Piece.Length)];
        for (var piece = Reserved; piece < vocabulary.Count; piece++)
        {
            var node = 0;
            foreach (var rune in vocabulary[piece].Piece.EnumerateRunes())
            {
                var key = Key(node, rune.Value);
                if (!next.TryGetValue(key, out var child))
                {
                    next[key] = child = ends.Count;
                    ends.Add((0, 0));
                }

                node = child;
            }

            ends[node] = (piece, vocabulary[piece].Score);
        }
    }

    /// <summary>Reads the vocabulary: a JSON list of [piece, log-probability].</summary>
    public static SentencePieces Read(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return new SentencePieces([.. json.RootElement.EnumerateArray().Select(e => (e[0].GetString()!, e[1].ValueKind == JsonValueKind.Number ? e[1].GetDouble() : 0))]);
    }

    /// <summary>Writes the numbers of the text's pieces and returns how many there are; what does not fit is left out.</summary>
    public int Encode(string text, Span<int> pieces)
    {
        var plain = Plain(text);
        if (plain.Length == 0) return 0;
        var symbols = ArrayPool<int>.Shared.Rent(plain.Length + 1);
        symbols[0] = Space;
        var count = 1;
        foreach (var rune in plain.EnumerateRunes()) symbols[count++] = rune.Value == ' ' ? Space : rune.Value;
        var best = ArrayPool<double>.Shared.Rent(count + 1);
        var cut = ArrayPool<int>.Shared.Rent(count + 1);
        try
        {
            Search(symbols.AsSpan(0, count), best.AsSpan(0, count + 1), cut.AsSpan(0, count + 1));
            return Trace(cut.AsSpan(0, count + 1), pieces);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(symbols);
            ArrayPool<double>.Shared.Return(best);
            ArrayPool<int>.Shared.Return(cut);
        }
    }

    // Viterbi: the best way to each place, by the last piece of it. A place not reached yet has the score 0.
    private void Search(ReadOnlySpan<int> symbols, Span<double> best, Span<int> cut)
    {
        best.Clear();
        cut.Clear();
        for (var start = 0; start < symbols.Length; start++)
        {
            var node = 0;
            var found = false;
            for (var at = start; at < symbols.Length && next.TryGetValue(Key(node, symbols[at]), out node); at++)
            {
                if (ends[node].Piece == 0) continue;
                found = true;
                Offer(best, cut, at + 1, ends[node].Piece, ends[node].Score + best[start]);
            }

            if (!found) Offer(best, cut, start + 1, 0, best[start]);
        }
    }

    private static void Offer(Span<double> best, Span<int> cut, int end, int piece, double score)
    {
        if (best[end] != 0 && score < best[end]) return;
        best[end] = score;
        cut[end] = piece;
    }

    // From the end back to the beginning; unknown pieces in a row are one.
    private int Trace(ReadOnlySpan<int> cut, Span<int> pieces)
    {
        var total = 0;
        var afterUnknown = false;
        for (var at = cut.Length - 1; at > 0; at -= lengths[cut[at]])
        {
            if (!(afterUnknown && cut[at] == 0)) total++;
            afterUnknown = cut[at] == 0;
        }

        var place = total;
        afterUnknown = false;
        for (var at = cut.Length - 1; at > 0; at -= lengths[cut[at]])
        {
            if (!(afterUnknown && cut[at] == 0) && --place < pieces.Length) pieces[place] = cut[at];
            afterUnknown = cut[at] == 0;
        }

        return Math.Min(total, pieces.Length);
    }

    private static string Plain(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair cannot be normalized; the rest of the text can.
            return new string([.. text.Where(c => !char.IsSurrogate(c))]).Normalize(NormalizationForm.FormKC);
        }
    }

    private static long Key(int node, int symbol) => ((long)node << 24) | (uint)symbol;
}
