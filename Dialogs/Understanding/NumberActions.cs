using static FollowUpBot.Dialogs.Understanding.Grammar;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>What the rules for numbers can say: arithmetic, no words of any language.</summary>
internal static class NumberActions
{
    public static readonly IReadOnlyDictionary<string, Maker> All = new Dictionary<string, Maker>
    {
        ["add"] = Of(2, v => v[0] + v[1]),
        ["add-some"] = Of(2, v => v[1] > 0 ? v[0] + v[1] : null),
        ["add-smaller"] = Of(2, v => v[1] > 0 && v[1] < Unit(v[0]) ? v[0] + v[1] : null),
        ["add-times"] = Of(3, v => (v[0] + v[1]) * v[2]),
        ["add-half"] = Of(2, v => v[0] + (v[1] / 2)),
        ["multiply"] = Of(2, v => v[0] * v[1]),
        ["divide"] = Of(2, v => v[1] == 0 ? null : v[0] / v[1]),
        ["proper-divide"] = Of(2, v => v[0] < v[1] ? v[0] / v[1] : null),
        ["mixed"] = Of(3, v => v[1] < v[2] ? v[0] + (v[1] / v[2]) : null),
        ["proper"] = Of(1, v => v[0] < 1 ? v[0] : null),
        ["negate"] = Of(1, v => -v[0]),
        ["power"] = Of(2, v => Math.Pow(v[0], v[1])),
        ["scale"] = Of(2, v => v[0] * Math.Pow(10, v[1])),
        ["unscale"] = Of(2, v => v[0] / Math.Pow(10, v[1])),
        ["tenths"] = new(1, 2, (v, _) => Tidy((Number(v[0]) + (v.Length > 1 ? Number(v[1]) : 0)) / 10)),
        ["group"] = new(2, 3, (v, _) => v.Length == 3 && v[2] is Groups rest
            ? new Groups((Number(v[0]) * rest.Scale) + rest.Value, rest.Scale * Number(v[1]))
            : new Groups(Number(v[0]), Number(v[1]))),
        ["grouped"] = new(2, 2, (v, _) => v[1] is Groups rest ? (Number(v[0]) * rest.Scale) + rest.Value : null),
        ["limited"] = Of(3, v => v[0] >= v[1] && v[0] <= v[2] ? v[0] : null),
        ["century-and"] = Of(2, v => v[0] is >= 18 and <= 20 && v[1] is >= 0 and < 100 ? (v[0] * 100) + v[1] : null),
        ["word"] = new(1, 1, (v, _) => v[0]),
        ["nothing"] = new(0, 0, (_, _) => Nothing),
    };

    /// <summary>What looks like something and is not: it is read, so that nothing else reads it, and then forgotten.</summary>
    public static object Nothing { get; } = new();

    public static double Number(object? value) => value is double number ? number : double.NaN;

    private static Maker Of(int values, Func<double[], double?> make) => new(values, values, (v, _) =>
    {
        var numbers = Array.ConvertAll(v, Number);
        return !Array.Exists(numbers, double.IsNaN) && make(numbers) is { } result && double.IsFinite(result) ? Tidy(result) : null;
    });

    // Fifteen digits are what a double holds for sure; what comes after them is the noise of adding tenths.
    private static object Tidy(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value;
        var digits = 14 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return digits is >= 0 and <= 15 ? Math.Round(value, digits) : value;
    }

    // The magnitude a number ends with: 21 million is counted in millions.
    private static double Unit(double value)
    {
        var unit = 1.0;
        while (value % (unit * 1000) == 0 && unit < 1e15) unit *= 1000;
        return unit;
    }

    private sealed record Groups(double Value, double Scale);
}
