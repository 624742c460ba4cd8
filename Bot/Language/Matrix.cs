using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FollowUpBot.Bot.Language;

/// <summary>
/// A matrix of weights, laid out so that many rows can be multiplied with it while it is read once from front to back. Reading it is most of the time,
/// so a weight is kept in 16 bits, as a share of the greatest of its column: half the bytes, and no number of a sentence vector moves by as much as a ten-thousandth.
/// </summary>
internal sealed class Matrix
{
    // Columns that are computed together: two vectors of 512 bits.
    private const int Panel = 32;
    private const int Half = Panel / 2;

    /// <summary>Rows that are computed together; callers leave room for a multiple of it.</summary>
    public const int RowBlock = 4;

    // Panels of so many columns, one after the other; within a panel row by row.
    private readonly short[] panels;

    // What a step of a column's weights is worth.
    private readonly float[] steps;

    /// <summary>Takes the numbers row by row.</summary>
    public Matrix(ReadOnlySpan<float> values, int rows, int columns)
    {
        if (columns % Panel != 0) throw new ArgumentException($"The columns must be a multiple of {Panel}.", nameof(columns));
        Rows = rows;
        Columns = columns;
        panels = GC.AllocateUninitializedArray<short>(rows * columns);
        steps = new float[columns];
        for (var row = 0; row < rows; row++) TensorPrimitives.MaxMagnitude(steps, values.Slice(row * columns, columns), steps);
        TensorPrimitives.Abs(steps, steps);
        TensorPrimitives.Max(steps, float.Epsilon, steps);
        TensorPrimitives.Divide(steps, short.MaxValue, steps);
        for (var column = 0; column < columns; column += Panel)
        {
            var (left, right) = (Vector512.LoadUnsafe(ref steps[column]), Vector512.LoadUnsafe(ref steps[column], Half));
            for (var row = 0; row < rows; row++)
            {
                ref readonly var from = ref values[(row * columns) + column];
                var first = Vector512.ConvertToInt32(Vector512.Round(Vector512.LoadUnsafe(in from) / left));
                var second = Vector512.ConvertToInt32(Vector512.Round(Vector512.LoadUnsafe(in from, Half) / right));
                Vector512.Narrow(first, second).StoreUnsafe(ref panels[(column * rows) + (row * Panel)]);
            }
        }
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>output = input · this + bias, for so many rows (rounded up to <see cref="RowBlock"/>; the spare rows hold anything).</summary>
    public void Multiply(ReadOnlySpan<float> input, int rows, ReadOnlySpan<float> bias, Span<float> output)
    {
        rows = (rows + RowBlock - 1) / RowBlock * RowBlock;
        if (input.Length < rows * Rows || output.Length < rows * Columns || bias.Length < Columns) throw new ArgumentException("A buffer is too short for the rows.");
        ref var a = ref MemoryMarshal.GetReference(input);
        ref var c = ref MemoryMarshal.GetReference(output);
        for (var column = 0; column < Columns; column += Panel)
        {
            ref var b = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(panels), column * Rows);
            var scale = (Vector512.LoadUnsafe(ref steps[column]), Vector512.LoadUnsafe(ref steps[column], Half));
            var shift = (Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(bias), (nuint)column), Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(bias), (nuint)(column + Half)));
            var row = 0;
            if (Vector512.IsHardwareAccelerated)
            {
                for (; row + 8 <= rows; row += 8)
                    EightRows(ref Unsafe.Add(ref a, row * Rows), ref b, scale, shift, ref Unsafe.Add(ref c, (row * Columns) + column));
            }

            for (; row < rows; row += RowBlock)
                FourRows(ref Unsafe.Add(ref a, row * Rows), ref b, scale, shift, ref Unsafe.Add(ref c, (row * Columns) + column));
        }
    }

    private void FourRows(ref float a, ref short b, (Vector512<float> Left, Vector512<float> Right) scale, (Vector512<float> Left, Vector512<float> Right) shift, ref float c)
    {
        Vector512<float> l0 = default, l1 = default, l2 = default, l3 = default;
        Vector512<float> r0 = default, r1 = default, r2 = default, r3 = default;
        nuint rows = (nuint)Rows, columns = (nuint)Columns;
        for (nuint k = 0; k < rows; k++)
        {
            var (first, second) = Vector512.Widen(Vector512.LoadUnsafe(ref b, k * Panel));
            var (weightsLeft, weightsRight) = (Vector512.ConvertToSingle(first), Vector512.ConvertToSingle(second));
            var value = Vector512.Create(Unsafe.Add(ref a, k));
            l0 = Vector512.FusedMultiplyAdd(value, weightsLeft, l0);
            r0 = Vector512.FusedMultiplyAdd(value, weightsRight, r0);
            value = Vector512.Create(Unsafe.Add(ref a, rows + k));
            l1 = Vector512.FusedMultiplyAdd(value, weightsLeft, l1);
            r1 = Vector512.FusedMultiplyAdd(value, weightsRight, r1);
            value = Vector512.Create(Unsafe.Add(ref a, (2 * rows) + k));
            l2 = Vector512.FusedMultiplyAdd(value, weightsLeft, l2);
            r2 = Vector512.FusedMultiplyAdd(value, weightsRight, r2);
            value = Vector512.Create(Unsafe.Add(ref a, (3 * rows) + k));
            l3 = Vector512.FusedMultiplyAdd(value, weightsLeft, l3);
            r3 = Vector512.FusedMultiplyAdd(value, weightsRight, r3);
        }

        Store(l0, r0, scale, shift, ref c, 0);
        Store(l1, r1, scale, shift, ref c, columns);
        Store(l2, r2, scale, shift, ref c, 2 * columns);
        Store(l3, r3, scale, shift, ref c, 3 * columns);
    }

    // Sixteen sums at once keep both multipliers of a 512-bit machine busy; on a narrower one they would not fit its registers.
    private void EightRows(ref float a, ref short b, (Vector512<float> Left, Vector512<float> Right) scale, (Vector512<float> Left, Vector512<float> Right) shift, ref float c)
    {
        Vector512<float> l0 = default, l1 = default, l2 = default, l3 = default, l4 = default, l5 = default, l6 = default, l7 = default;
        Vector512<float> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default, r6 = default, r7 = default;
        nuint rows = (nuint)Rows, columns = (nuint)Columns;
        ref var lower = ref Unsafe.Add(ref a, 4 * rows);
        for (nuint k = 0; k < rows; k++)
        {
            var (first, second) = Vector512.Widen(Vector512.LoadUnsafe(ref b, k * Panel));
            var (weightsLeft, weightsRight) = (Vector512.ConvertToSingle(first), Vector512.ConvertToSingle(second));
            var value = Vector512.Create(Unsafe.Add(ref a, k));
            l0 = Vector512.FusedMultiplyAdd(value, weightsLeft, l0);
            r0 = Vector512.FusedMultiplyAdd(value, weightsRight, r0);
            value = Vector512.Create(Unsafe.Add(ref a, rows + k));
            l1 = Vector512.FusedMultiplyAdd(value, weightsLeft, l1);
            r1 = Vector512.FusedMultiplyAdd(value, weightsRight, r1);
            value = Vector512.Create(Unsafe.Add(ref a, (2 * rows) + k));
            l2 = Vector512.FusedMultiplyAdd(value, weightsLeft, l2);
            r2 = Vector512.FusedMultiplyAdd(value, weightsRight, r2);
            value = Vector512.Create(Unsafe.Add(ref a, (3 * rows) + k));
            l3 = Vector512.FusedMultiplyAdd(value, weightsLeft, l3);
            r3 = Vector512.FusedMultiplyAdd(value, weightsRight, r3);
            value = Vector512.Create(Unsafe.Add(ref lower, k));
            l4 = Vector512.FusedMultiplyAdd(value, weightsLeft, l4);
            r4 = Vector512.FusedMultiplyAdd(value, weightsRight, r4);
            value = Vector512.Create(Unsafe.Add(ref lower, rows + k));
            l5 = Vector512.FusedMultiplyAdd(value, weightsLeft, l5);
            r5 = Vector512.FusedMultiplyAdd(value, weightsRight, r5);
            value = Vector512.Create(Unsafe.Add(ref lower, (2 * rows) + k));
            l6 = Vector512.FusedMultiplyAdd(value, weightsLeft, l6);
            r6 = Vector512.FusedMultiplyAdd(value, weightsRight, r6);
            value = Vector512.Create(Unsafe.Add(ref lower, (3 * rows) + k));
            l7 = Vector512.FusedMultiplyAdd(value, weightsLeft, l7);
            r7 = Vector512.FusedMultiplyAdd(value, weightsRight, r7);
        }

        Store(l0, r0, scale, shift, ref c, 0);
        Store(l1, r1, scale, shift, ref c, columns);
        Store(l2, r2, scale, shift, ref c, 2 * columns);
        Store(l3, r3, scale, shift, ref c, 3 * columns);
        Store(l4, r4, scale, shift, ref c, 4 * columns);
        Store(l5, r5, scale, shift, ref c, 5 * columns);
        Store(l6, r6, scale, shift, ref c, 6 * columns);
        Store(l7, r7, scale, shift, ref c, 7 * columns);
    }

    private static void Store(Vector512<float> left, Vector512<float> right, (Vector512<float> Left, Vector512<float> Right) scale, (Vector512<float> Left, Vector512<float> Right) shift, ref float c, nuint offset)
    {
        Vector512.FusedMultiplyAdd(left, scale.Left, shift.Left).StoreUnsafe(ref c, offset);
        Vector512.FusedMultiplyAdd(right, scale.Right, shift.Right).StoreUnsafe(ref c, offset + Half);
    }
}
