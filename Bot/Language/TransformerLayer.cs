using System.Numerics.Tensors;

namespace FollowUpBot.Bot.Language;

/// <summary>One layer of the encoder: self-attention, then a small network on each token, both on normalized input and added to what came in.</summary>
internal sealed class TransformerLayer
{
    private const int Heads = 4;
    private const float Epsilon = 1e-6f;

    private readonly Norm attentionNorm;
    private readonly Norm networkNorm;
    private readonly Matrix? widen;
    private readonly float[] widenBias;
    private readonly Matrix queriesKeysValues;
    private readonly float[] queriesKeysValuesBias;
    private readonly Matrix combine;
    private readonly float[] combineBias;
    private readonly Matrix expand;
    private readonly float[] expandBias;
    private readonly Matrix contract;
    private readonly float[] contractBias;

    /// <summary>Takes the layer's weights out of the model's.</summary>
    public TransformerLayer(EncoderWeights weights, string name)
    {
        const string attention = "TransformerLayer/MultiheadAttention/", network = "TransformerLayer/FFN/", norm = "layer_prepostprocess/layer_norm/layer_norm_";
        attentionNorm = new Norm([.. weights.Of(name, $"TransformerLayer/{norm}scale")], [.. weights.Of(name, $"TransformerLayer/{norm}bias")]);
        networkNorm = new Norm([.. weights.Of(name, $"{network}{norm}scale")], [.. weights.Of(name, $"{network}{norm}bias")]);
        queriesKeysValues = weights.Matrix(name, $"{attention}qkv_transform_single/kernel");
        queriesKeysValuesBias = [.. weights.Of(name, $"{attention}qkv_transform_single/bias")];
        combine = weights.Matrix(name, $"{attention}output_transform_single/kernel");
        combineBias = [.. weights.Of(name, $"{attention}output_transform_single/bias")];
        expand = weights.Matrix(name, $"{network}conv1/Tensordot/Reshape_1");
        expandBias = [.. weights.Of(name, $"{network}conv1/bias")];
        contract = weights.Matrix(name, $"{network}conv2/Tensordot/Reshape_1");
        contractBias = [.. weights.Of(name, $"{network}conv2/bias")];

        // Only the first layer is narrower at its entry than at its end; what came in is widened to be added.
        widen = Input == Output ? null : weights.Matrix(name, "TransformerLayer/dense/kernel");
        widenBias = widen is null ? [] : [.. weights.Of(name, "TransformerLayer/dense/bias")];
    }

    /// <summary>Numbers a token has when it comes in.</summary>
    public int Input => queriesKeysValues.Rows;

    /// <summary>Numbers a token has when it goes out.</summary>
    public int Output => combine.Columns;

    /// <summary>Runs the layer over the tokens of several sentences that lie one after the other; <see cref="Workspace.Tokens"/> is read and replaced.</summary>
    public void Run(Workspace work, ReadOnlySpan<int> sentences)
    {
        var rows = work.Rows;
        var normalized = work.Normalized.AsSpan();
        var residual = work.Residual.AsSpan();
        attentionNorm.Apply(work.Tokens, rows, Input, normalized);
        queriesKeysValues.Multiply(normalized, rows, queriesKeysValuesBias, work.Wide);
        var start = 0;
        foreach (var length in sentences)
        {
            Attend(work, start, length);
            start += length;
        }

        if (widen is null) work.Tokens.AsSpan(0, rows * Output).CopyTo(residual);
        else widen.Multiply(work.Tokens, rows, widenBias, residual);
        combine.Multiply(work.Attended, rows, combineBias, normalized);
        var size = rows * Output;
        TensorPrimitives.Add(residual[..size], normalized[..size], residual[..size]);

        networkNorm.Apply(residual, rows, Output, normalized);
        expand.Multiply(normalized, rows, expandBias, work.Wide);
        TensorPrimitives.Max(work.Wide.AsSpan(0, rows * expand.Columns), 0f, work.Wide.AsSpan(0, rows * expand.Columns));
        contract.Multiply(work.Wide, rows, contractBias, normalized);
        TensorPrimitives.Add(residual[..size], normalized[..size], work.Tokens.AsSpan(0, size));
    }

    // Scaled dot-product attention (Vaswani et al. 2017) within one sentence.
    private void Attend(Workspace work, int start, int length)
    {
        var width = Input / Heads;
        var stride = 3 * Input;
        var scale = 1 / MathF.Sqrt(width);
        var weights = work.Weights.AsSpan(0, length);
        for (var head = 0; head < Heads; head++)
        {
            for (var token = 0; token < length; token++)
            {
                var query = work.Wide.AsSpan(((start + token) * stride) + (head * width), width);
                for (var other = 0; other < length; other++)
                    weights[other] = scale * TensorPrimitives.Dot(query, work.Wide.AsSpan(((start + other) * stride) + Input + (head * width), width));
                TensorPrimitives.SoftMax(weights, weights);
                var sum = work.Attended.AsSpan(((start + token) * Input) + (head * width), width);
                sum.Clear();
                for (var other = 0; other < length; other++)
                    TensorPrimitives.MultiplyAdd(work.Wide.AsSpan(((start + other) * stride) + (2 * Input) + (head * width), width), weights[other], sum, sum);
            }
        }
    }

    private sealed record Norm(float[] Scale, float[] Bias)
    {
        public void Apply(ReadOnlySpan<float> input, int rows, int width, Span<float> output)
        {
            for (var row = 0; row < rows; row++)
            {
                var to = output.Slice(row * width, width);
                var from = input.Slice(row * width, width);
                TensorPrimitives.Subtract(from, TensorPrimitives.Sum(from) / width, to);
                TensorPrimitives.Multiply(to, 1 / MathF.Sqrt((TensorPrimitives.SumOfSquares<float>(to) / width) + Epsilon), to);
                TensorPrimitives.MultiplyAdd(to, Scale, Bias, to);
            }
        }
    }
}
