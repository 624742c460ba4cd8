using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace FollowUpBot.Bot.Language;

/// <summary>
/// One linear head per label over the same features: ridge regression on 0 and 1, solved in closed form, and for each head a logistic curve that makes
/// a probability of its score (Platt 1999), fitted on leave-one-out scores, which the closed form gives exactly (Allen 1974, PRESS).
/// </summary>
internal sealed class LinearHeads
{
    private readonly float[][] weights;
    private readonly (double Slope, double Offset)[] curves;

    public LinearHeads(float[][] weights, (double Slope, double Offset)[] curves)
    {
        this.weights = weights;
        this.curves = curves;
    }

    /// <summary>The weights of each head; the last is its constant.</summary>
    public IReadOnlyList<float[]> Weights => weights;

    /// <summary>The curve of each head: probability = 1 / (1 + exp(−(slope · score + offset))).</summary>
    public IReadOnlyList<(double Slope, double Offset)> Curves => curves;

    /// <summary>The probability of a label for these features.</summary>
    public double Probability(int label, ReadOnlySpan<float> features) => Curve(curves[label], TensorPrimitives.Dot(weights[label].AsSpan(0, features.Length), features) + weights[label][^1]);

    /// <summary>Learns all heads.</summary>
    /// <param name="rows">The features of each example, all of one length.</param>
    /// <param name="labels">For each label, whether each example carries it.</param>
    /// <param name="ridge">How strongly large weights are held down; in units of an example.</param>
    /// <param name="leftOut">The probability of each label for each example by heads that did not see it.</param>
    public static LinearHeads Train(IReadOnlyList<float[]> rows, IReadOnlyList<bool[]> labels, double ridge, out double[][] leftOut)
    {
        var width = rows[0].Length + 1;
        double[][] examples = [.. rows.Select(r => (double[])[.. r.Select(v => (double)v), 1])];
        var factor = Cholesky(Gram(examples, width, ridge), width);
        var influence = Influence(factor, examples, width);

        var heads = new float[labels.Count][];
        var curves = new (double, double)[labels.Count];
        var scores = new double[labels.Count][];
        Parallel.For(0, labels.Count, label =>
        {
            var target = new double[width];
            for (var i = 0; i < examples.Length; i++)
                if (labels[label][i]) TensorPrimitives.Add(target, examples[i], target);
            var solution = SolveUpper(factor, SolveLower(factor, target, width), width);
            heads[label] = [.. solution.Select(v => (float)v)];
            scores[label] = new double[examples.Length];
            for (var i = 0; i < examples.Length; i++)
            {
                var truth = labels[label][i] ? 1.0 : 0.0;
                scores[label][i] = truth - ((truth - TensorPrimitives.Dot<double>(solution, examples[i])) / (1 - influence[i]));
            }

            curves[label] = Fit(scores[label], labels[label]);
            for (var i = 0; i < examples.Length; i++) scores[label][i] = Curve(curves[label], scores[label][i]);
        });
        leftOut = scores;
        return new LinearHeads(heads, curves);
    }

    private static double Curve((double Slope, double Offset) curve, double score) => 1 / (1 + Math.Exp(-((curve.Slope * score) + curve.Offset)));

    // XᵀX + ridge, the lower half; the constant is not held down. Most features of an example are 0 and cost nothing.
    private static double[][] Gram(double[][] examples, int width, double ridge)
    {
        int[][] present = [.. examples.Select(e => Enumerable.Range(0, width).Where(c => e[c] != 0).ToArray())];
        var gram = new double[width][];
        for (var row = 0; row < width; row++) gram[row] = new double[row + 1];
        var stripes = Environment.ProcessorCount * 4;
        Parallel.For(0, stripes, stripe =>
        {
            for (var i = 0; i < examples.Length; i++)
            {
                foreach (var row in present[i])
                {
                    if (row % stripes != stripe) continue;
                    var (example, value, sums) = (examples[i], examples[i][row], gram[row]);
                    foreach (var column in present[i])
                    {
                        if (column > row) break;
                        sums[column] += value * example[column];
                    }
                }
            }
        });
        for (var row = 0; row < width - 1; row++) gram[row][row] += ridge;
        return gram;
    }

    // With A = LLᵀ the influence of an example on its own score is |L⁻¹x|². Sixteen examples at a time, since reading L is most of the work.
    private static double[] Influence(double[][] factor, double[][] examples, int width)
    {
        const int together = 16;
        float[][] lower = [.. factor.Select(row => (float[])[.. row.Select(v => (float)v)])];
        var influence = new double[examples.Length];
        Parallel.For(0, (examples.Length + together - 1) / together, block =>
        {
            var first = block * together;
            var solved = new Vector512<float>[width];
            var lane = new float[together];
            var sum = Vector512<float>.Zero;
            for (var row = 0; row < width; row++)
            {
                for (var i = 0; i < together; i++) lane[i] = first + i < examples.Length ? (float)examples[first + i][row] : 0;
                var rest = Vector512.Create(lane);
                var weights = lower[row];
                for (var column = 0; column < row; column++) rest -= solved[column] * weights[column];
                solved[row] = rest / weights[row];
                sum += solved[row] * solved[row];
            }

            sum.CopyTo(lane);
            for (var i = 0; i < together && first + i < examples.Length; i++) influence[first + i] = lane[i];
        });
        return influence;
    }

    private static double[][] Cholesky(double[][] matrix, int width)
    {
        for (var column = 0; column < width; column++)
        {
            var pivot = Math.Sqrt(matrix[column][column] - TensorPrimitives.SumOfSquares<double>(matrix[column].AsSpan(0, column)));
            matrix[column][column] = pivot;
            Parallel.For(column + 1, width, row =>
                matrix[row][column] = (matrix[row][column] - TensorPrimitives.Dot<double>(matrix[row].AsSpan(0, column), matrix[column].AsSpan(0, column))) / pivot);
        }

        return matrix;
    }

    private static double[] SolveLower(double[][] factor, double[] target, int width)
    {
        var solution = new double[width];
        for (var row = 0; row < width; row++)
            solution[row] = (target[row] - TensorPrimitives.Dot<double>(factor[row].AsSpan(0, row), solution.AsSpan(0, row))) / factor[row][row];
        return solution;
    }

    private static double[] SolveUpper(double[][] factor, double[] target, int width)
    {
        double[] solution = [.. target];
        for (var row = width - 1; row >= 0; row--)
        {
            solution[row] /= factor[row][row];
            for (var above = 0; above < row; above++) solution[above] -= factor[row][above] * solution[row];
        }

        return solution;
    }

    // Newton's method on the two numbers of the logistic curve, with Platt's targets a little off 0 and 1.
    private static (double Slope, double Offset) Fit(double[] scores, bool[] truth)
    {
        double positives = truth.Count(t => t), negatives = truth.Length - positives;
        double yes = (positives + 1) / (positives + 2), no = 1 / (negatives + 2);
        double slope = 8, offset = -4;
        for (var round = 0; round < 100; round++)
        {
            double gradientSlope = 0, gradientOffset = 0, ss = 1e-9, so = 0, oo = 1e-9;
            for (var i = 0; i < scores.Length; i++)
            {
                var p = Curve((slope, offset), scores[i]);
                var error = p - (truth[i] ? yes : no);
                var weight = Math.Max(p * (1 - p), 1e-9);
                gradientSlope += error * scores[i];
                gradientOffset += error;
                ss += weight * scores[i] * scores[i];
                so += weight * scores[i];
                oo += weight;
            }

            var determinant = (ss * oo) - (so * so);
            var stepSlope = ((oo * gradientSlope) - (so * gradientOffset)) / determinant;
            var stepOffset = ((ss * gradientOffset) - (so * gradientSlope)) / determinant;

            // A long step is cut, so that Newton's method does not run away from a far start.
            var cut = Math.Min(1, 4 / Math.Max(Math.Abs(stepSlope), Math.Abs(stepOffset)));
            slope -= cut * stepSlope;
            offset -= cut * stepOffset;
            if (Math.Abs(stepSlope) + Math.Abs(stepOffset) < 1e-6) break;
        }

        return (slope, offset);
    }
}
