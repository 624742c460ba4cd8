using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace FollowUpBot.Bot.Language;

/// <summary>
/// Universal Sentence Encoder Lite (Cer et al. 2018): a text becomes a vector of length one, so that texts of like meaning lie close together.
/// The weights are those published for TensorFlow.js; everything runs in this process. Safe to use from many threads.
/// </summary>
internal sealed class SentenceEncoder : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>Numbers in a vector.</summary>
    public const int Dimensions = 512;

    /// <summary>Pieces that are read of a text (about 90 words); the rest is not seen.</summary>
    public const int LongestSentence = 128;

    private const int EmbeddingWidth = 256;

    private static readonly Lazy<SentenceEncoder> TheOne = new(() => new SentenceEncoder(DefaultFolder));

    private readonly SentencePieces pieces;
    private readonly float[] embeddings;
    private readonly float[] timing;
    private readonly TransformerLayer[] layers;
    private readonly Matrix last;
    private readonly float[] lastBias;
    private readonly ConcurrentBag<Workspace> workspaces = [];

    private SentenceEncoder(string folder)
    {
        var weights = EncoderWeights.Read(folder);
        pieces = SentencePieces.Read(Path.Combine(folder, "vocab.json"));
        embeddings = [.. weights.Of("Embeddings_en")];
        timing = TimingSignal(weights.Of("TimingSignal/ExpandDims_1"));
        layers = [new TransformerLayer(weights, "Layer_0/"), new TransformerLayer(weights, "Layer_1/")];
        last = weights.Matrix("tanh_layer_0/weights");
        lastBias = [.. weights.Of("tanh_layer_0/bias")];
    }

    /// <summary>The folder the build puts the weights into.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "models", "use-lite");

    /// <summary>The model that the build put beside the program, read once for the process.</summary>
    public static SentenceEncoder Shared => TheOne.Value;

    /// <summary>Reads the model in the folder; throws <see cref="InvalidDataException"/> or <see cref="IOException"/> when it is not whole.</summary>
    public static SentenceEncoder Load(string? folder = null) => new(folder ?? DefaultFolder);

    /// <summary>The vector of a text; all zero for an empty one.</summary>
    public float[] Encode(string text)
    {
        var vector = new float[Dimensions];
        Encode([text], [vector]);
        return vector;
    }

    /// <summary>The vectors of many texts, in order, computed on all cores.</summary>
    public float[][] EncodeAll(IReadOnlyList<string> texts, CancellationToken cancel = default)
    {
        const int batch = 16;
        var vectors = new float[texts.Count][];
        for (var i = 0; i < vectors.Length; i++) vectors[i] = new float[Dimensions];
        Parallel.For(0, (texts.Count + batch - 1) / batch, new ParallelOptions { CancellationToken = cancel }, b =>
        {
            var first = b * batch;
            var count = Math.Min(batch, texts.Count - first);
            Encode([.. texts.Skip(first).Take(count)], vectors.AsSpan(first, count));
        });
        return vectors;
    }

    /// <inheritdoc/>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(EncodeAll([.. values], cancellationToken).Select(v => new Embedding<float>(v))));

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : serviceKey is null && serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("embedded", null, "universal-sentence-encoder-lite", Dimensions)
        : null;

    /// <summary>Nothing to let go.</summary>
    public void Dispose()
    {
    }

    // Sentences run together, as many as the workspace holds: the weights, which are most of the work, are then read once for all of them.
    private void Encode(ReadOnlySpan<string> texts, Span<float[]> vectors)
    {
        if (!workspaces.TryTake(out var work)) work = new Workspace(4 * LongestSentence);
        Span<int> lengths = stackalloc int[texts.Length];
        var first = 0;
        for (var next = 0; next <= texts.Length; next++)
        {
            var full = next > first && work.Rows + LongestSentence > work.Capacity;
            if (next == texts.Length || full)
            {
                Run(work, lengths[first..next], vectors[first..next]);
                work.Rows = 0;
                first = next;
            }

            if (next == texts.Length) break;
            lengths[next] = pieces.Encode(texts[next], work.Pieces.AsSpan(work.Rows, LongestSentence));
            work.Rows += lengths[next];
        }

        workspaces.Add(work);
    }

    private void Run(Workspace work, ReadOnlySpan<int> lengths, Span<float[]> vectors)
    {
        Embed(work, lengths);
        foreach (var layer in layers) layer.Run(work, lengths);
        var start = 0;
        for (var i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] > 0) Pool(work, start, lengths[i], vectors[i]);
            start += lengths[i];
        }
    }

    // A token is twice its embedding and where it stands: the first layer of the published graph adds its input to itself.
    private void Embed(Workspace work, ReadOnlySpan<int> lengths)
    {
        var row = 0;
        foreach (var length in lengths)
        {
            for (var position = 0; position < length; position++, row++)
            {
                var token = work.Tokens.AsSpan(row * EmbeddingWidth, EmbeddingWidth);
                TensorPrimitives.MultiplyAdd(embeddings.AsSpan(work.Pieces[row] * EmbeddingWidth, EmbeddingWidth), 2f, timing.AsSpan(position * EmbeddingWidth, EmbeddingWidth), token);
            }
        }
    }

    private void Pool(Workspace work, int start, int length, float[] vector)
    {
        var mean = work.Residual.AsSpan(0, Dimensions);
        mean.Clear();
        for (var row = start; row < start + length; row++) TensorPrimitives.Add(mean, work.Tokens.AsSpan(row * Dimensions, Dimensions), mean);
        TensorPrimitives.Divide(mean, length, mean);

        // One row, with the spare rows of its block.
        last.Multiply(work.Residual, 1, lastBias, work.Normalized);
        TensorPrimitives.Tanh(work.Normalized.AsSpan(0, Dimensions), vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
    }

    // Sines and cosines of falling frequency, one row for each place a token can have.
    private static float[] TimingSignal(ReadOnlySpan<float> frequencies)
    {
        var signal = new float[LongestSentence * EmbeddingWidth];
        for (var position = 0; position < LongestSentence; position++)
        {
            for (var i = 0; i < frequencies.Length; i++)
            {
                signal[(position * EmbeddingWidth) + i] = MathF.Sin(position * frequencies[i]);
                signal[(position * EmbeddingWidth) + frequencies.Length + i] = MathF.Cos(position * frequencies[i]);
            }
        }

        return signal;
    }
}
