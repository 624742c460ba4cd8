using System.Runtime.InteropServices;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>A passage of the index, with what is needed to rank it.</summary>
internal sealed class IndexedPassage
{
    /// <summary>A heading says what its passage is about: its words count as often as so many in the text.</summary>
    public const float HeadingWeight = 3;

    private readonly Dictionary<uint, float> frequencies = [];
    private readonly sbyte[] vectors;

    public IndexedPassage(Row row)
    {
        Id = row.Id;
        Document = row.Document;
        Title = row.Title;
        Heading = row.Heading;
        Url = row.Url;
        Text = row.Text;
        vectors = (sbyte[])(Array)row.Vectors;
        var terms = MemoryMarshal.Cast<byte, uint>(row.Terms);
        Add(terms.Slice(0, (int)row.HeadingTerms), HeadingWeight);
        HeadingTerms = [.. terms.Slice(0, (int)row.HeadingTerms)];
        Add(terms[(int)row.HeadingTerms..], 1);
    }

    public long Id { get; }

    public string Document { get; }

    public string Title { get; }

    public string Heading { get; }

    public string Url { get; }

    /// <summary>Its Markdown.</summary>
    public string Text { get; }

    /// <summary>How many terms it has, those of the heading weighted.</summary>
    public float Length { get; private set; }

    public HashSet<uint> HeadingTerms { get; }

    /// <summary>Its sentences, as <see cref="Passages.Split"/> cuts them.</summary>
    public IReadOnlyList<Sentence> Sentences => field ??= Passages.Split(Text);

    /// <summary>How often a term or pair of terms stands in it, weighted; 0 when it does not.</summary>
    public float Frequency(uint term) => frequencies.GetValueOrDefault(term);

    /// <summary>The vector of the whole, of the heading (the first two) and of each sentence.</summary>
    public ReadOnlySpan<sbyte> Vector(int index) => vectors.AsSpan(index * Knowledge.Vector.Size, Knowledge.Vector.Size);

    public int Vectors => vectors.Length / Knowledge.Vector.Size;

    private void Add(ReadOnlySpan<uint> terms, float weight)
    {
        for (var i = 0; i < terms.Length; i++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(frequencies, terms[i], out _) += weight;
            if (i > 0) CollectionsMarshal.GetValueRefOrAddDefault(frequencies, Terms.Pair(terms[i - 1], terms[i]), out _) += weight;
            Length += weight;
        }
    }

    /// <summary>A passage as it stands in the file: terms and vectors as bytes, the terms of the heading first.</summary>
    public sealed record Row(long Id, string Document, string Title, string Heading, string Url, string Text, byte[] Terms, long HeadingTerms, byte[] Vectors);
}
