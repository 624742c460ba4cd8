using System.Globalization;

namespace FollowUpBot.Bot.Insights;

/// <summary>How a number is written.</summary>
public enum Unit
{
    Words,
    Count,
    Share,
    Mood,
    Score,
    Each,
    Minutes,
    Points,
}

/// <summary>One number or word, what it was counted on, how it was before, and where the sentences behind it are.</summary>
/// <param name="Unit">How it is written.</param>
/// <param name="Value">The number; null when there is none.</param>
/// <param name="Words">The words, when it is no number.</param>
public sealed record Cell(Unit Unit, double? Value, string? Words = null)
{
    /// <summary>On fewer nothing is said about a trend.</summary>
    public const int Least = 20;

    /// <summary>Address of the sentences behind it.</summary>
    public string? Opens { get; init; }

    /// <summary>What it was counted on.</summary>
    public long? Of { get; init; }

    /// <summary>The same in the period before; null when there was too little.</summary>
    public double? Before { get; init; }

    /// <summary>1 when more is better, −1 when less is, 0 when neither.</summary>
    public int Better { get; init; }

    /// <summary>How much it stands out on the map, 0 to 1.</summary>
    public double Heat { get; init; }

    public bool IsNumber => Unit != Unit.Words;

    /// <summary>It as it is read.</summary>
    public string Text => IsNumber ? (Value is { } value ? Write(value) : "–") : Words ?? "";

    /// <summary>It as programs read it.</summary>
    public string Raw => IsNumber ? Value is { } value ? Math.Round(value, 4).ToString(CultureInfo.InvariantCulture) : "" : Words ?? "";

    /// <summary>How it changed; null when nothing can be said.</summary>
    public double? Change => Value is { } now && Before is { } before && Of is null or >= Least ? Value - Before : null;

    /// <summary>The change as it is read.</summary>
    public string? ChangeText => Change switch
    {
        null => null,
        { } change when Math.Abs(change) < Smallest => "=",
        { } change => (change > 0 ? "▲ " : "▼ ") + Plain(Math.Abs(change)),
    };

    /// <summary>The change for who hears the page.</summary>
    public string? ChangeSaid => Change switch
    {
        null => null,
        { } change when Math.Abs(change) < Smallest => "as before",
        { } change => $"{(change > 0 ? "up" : "down")} {Plain(Math.Abs(change))} on the period before",
    };

    /// <summary>Whether the change is good, bad or neither.</summary>
    public string Tone => Change is { } change && Better != 0 && Math.Abs(change) >= Smallest ? (change > 0 == Better > 0 ? "good" : "bad") : "";

    public static Cell Say(string words, string? opens = null) => new(Unit.Words, null, words) { Opens = opens };

    private double Smallest => Unit switch { Unit.Share => 0.0005, Unit.Count => 0.5, Unit.Points => 0.05, _ => 0.005 };

    private string Write(double value) => Unit switch
    {
        Unit.Share => $"{Plain(value)} %",
        Unit.Mood or Unit.Points => (Math.Round(value, Unit == Unit.Mood ? 2 : 1) switch { > 0 => "+", < 0 => "−", _ => "" }) + Plain(Math.Abs(value)),
        _ => Plain(value),
    };

    private string Plain(double value) => Unit switch
    {
        Unit.Count => value.ToString("N0", CultureInfo.InvariantCulture),
        Unit.Share => (value * 100).ToString("0.#", CultureInfo.InvariantCulture),
        Unit.Minutes => value switch
        {
            < 90 => $"{value.ToString("0", CultureInfo.InvariantCulture)} min",
            < 48 * 60 => $"{(value / 60).ToString("0.0", CultureInfo.InvariantCulture)} h",
            _ => $"{(value / 60 / 24).ToString("0.0", CultureInfo.InvariantCulture)} days",
        },
        Unit.Points => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}

/// <summary>A column of a table.</summary>
/// <param name="Name">As it is read.</param>
/// <param name="Key">As programs read it.</param>
/// <param name="IsNumber">Whether numbers stand in it.</param>
/// <param name="Says">What it means, in a sentence.</param>
public sealed record Column(string Name, string Key, bool IsNumber = true, string? Says = null);

/// <summary>A line of a table.</summary>
public sealed record Line(IReadOnlyList<Cell> Cells)
{
    /// <summary>What it is grouped under, a product say; null when there are no groups.</summary>
    public string? Group { get; init; }
}

/// <summary>How a table is drawn as well: some of its columns over its first one.</summary>
/// <param name="Kind"><c>line</c> or <c>bar</c>.</param>
/// <param name="Columns">Keys of the columns.</param>
public sealed record Chart(string Kind, params string[] Columns);

/// <summary>A part of a view: what it says and the table that says it.</summary>
/// <param name="Key">Its name for programs, and in the page.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Says">What is counted, in a sentence or two.</param>
/// <param name="Columns">The table's columns.</param>
/// <param name="Lines">The table's lines.</param>
/// <param name="Empty">What will stand here, and when.</param>
public sealed record Section(string Key, string Title, string Says, IReadOnlyList<Column> Columns, IReadOnlyList<Line> Lines, string Empty)
{
    public Chart? Chart { get; init; }

    public bool IsEmpty => Lines.Count == 0;
}
