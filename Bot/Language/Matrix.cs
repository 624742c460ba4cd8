using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FollowUpBot.Bot.Language;

/// <summary>A matrix of weights, laid out so that many rows can be multiplied with it while it is read once from front to back.</summary>
internal sealed class Matrix
{
    // Columns that are computed together: two vectors of 512 bits.
    private const int Panel = 32;
    private const int Half = Panel / 2;

    /// <summary>Rows that are computed together; callers leave room for a multiple of it.</summary>
    public const int RowBlock = 4;

    // Panels of so many columns, one after the other; within a panel row by row.
    private readonly float[] panels;

    /// <summary>Takes the numbers row by row.</summary>
    public Matrix(ReadOnlySpan<float> values, int rows, int columns)
    {
        if (columns % Panel != 0) throw new ArgumentException($"The columns must be a multiple of {Panel}.", nameof(columns));
        Rows = rows;
        Columns = columns;
        panels = GC.AllocateUninitializedArray<float>(rows * columns);
        for (var panel = 0; panel < columns / Panel; panel++)
            for (var row = 0; row < rows; row++)
                values.Slice((row * columns) + (panel * Panel), Panel).CopyTo(panels.AsSpan(((panel * rows) + row) * Panel));
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
            ref var b = ref MemoryMarshal.GetArrayDataReference(panels);
            b = ref Unsafe.Add(ref b, column * Rows);
            var left = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(bias), (nuint)column);
            var right = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(bias), (nuint)(column + Half));
            var row = 0;
            if (Vector512.IsHardwareAccelerated)
            {
                for (; row + 8 <= rows; row += 8)
                    EightRows(ref Unsafe.Add(ref a, row * Rows), ref b, left, right, ref Unsafe.Add(ref c, (row * Columns) + column));
            }

            for (; row < rows; row += RowBlock)
                FourRows(ref Unsafe.Add(ref a, row * Rows), ref b, left, right, ref Unsafe.Add(ref c, (row * Columns) + column));
        }
    }

    private void FourRows(ref float a, ref float b, Vector512<float> left, Vector512<float> right, ref float c)
    {
        Vector512<float> l0 = left, l1 = left, l2 = left, l3 = left;
        Vector512<float> r0 = right, r1 = right, r2 = right, r3 = right;
        nuint rows = (nuint)Rows, columns = (nuint)Columns;
        for (nuint k = 0; k < rows; k++)
        {
            var weightsLeft = Vector512.LoadUnsafe(ref b, k * Panel);
            var weightsRight = Vector512.LoadUnsafe(ref b, (k * Panel) + Half);
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

        Store(l0, r0, ref c, 0);
        Store(l1, r1, ref c, columns);
        Store(l2, r2, ref c, 2 * columns);
        Store(l3, r3, ref c, 3 * columns);
    }

    // Sixteen sums at once keep both multipliers of a 512-bit machine busy; on a narrower one they would not fit its registers.
    private void EightRows(ref float a, ref float b, Vector512<float> left, Vector512<float> right, ref float c)
    {
        Vector512<float> l0 = left, l1 = left, l2 = left, l3 = left, l4 = left, l5 = left, l6 = left, l7 = left;
        Vector512<float> r0 = right, r1 = right, r2 = right, r3 = right, r4 = right, r5 = right, r6 = right, r7 = right;
        nuint rows = (nuint)Rows, columns = (nuint)Columns;
        ref var lower = ref Unsafe.Add(ref a, 4 * rows);
        for (nuint k = 0; k < rows; k++)
        {
            var weightsLeft = Vector512.LoadUnsafe(ref b, k * Panel);
            var weightsRight = Vector512.LoadUnsafe(ref b, (k * Panel) + Half);
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

        Store(l0, r0, ref c, 0);
        Store(l1, r1, ref c, columns);
        Store(l2, r2, ref c, 2 * columns);
        Store(l3, r3, ref c, 3 * columns);
        Store(l4, r4, ref c, 4 * columns);
        Store(l5, r5, ref c, 5 * columns);
        Store(l6, r6, ref c, 6 * columns);
        Store(l7, r7, ref c, 7 * columns);
    }

    private static void Store(Vector512<float> left, Vector512<float> right, ref float c, nuint offset)
    {
        left.StoreUnsafe(ref c, offset);
        right.StoreUnsafe(ref c, offset + Half);
    }
}
