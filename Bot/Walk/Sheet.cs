using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Walk;

/// <summary>What came of a walk: each touchpoint with how it felt.</summary>
/// <param name="Id">The walk's id.</param>
/// <param name="Product">What was bought.</param>
/// <param name="Person">As whom.</param>
/// <param name="Channel">How they were spoken to.</param>
/// <param name="Walker">Who walked.</param>
/// <param name="WalkedAt">When, by the real clock.</param>
/// <param name="Days">The last day that was lived.</param>
/// <param name="Prompts">Fingerprint of the files of that day: another one means that something was edited.</param>
/// <param name="Touches">What was met, in its order, and what was to come and did not.</param>
/// <param name="Overall">The walk in a sentence.</param>
public sealed record Sheet(string Id, string Product, string Person, string Channel, string Walker, DateTimeOffset WalkedAt, int Days, string Prompts, IReadOnlyList<Touch> Touches, string Overall)
{
    /// <summary>Longest note and overall sentence.</summary>
    public const int LongestNote = 1000;

    /// <summary>The mean of the scores; null when nothing was scored.</summary>
    [JsonIgnore]
    public double? Average => Touches.Any(t => t.Score is not null) ? Touches.Average(t => t.Score) : null;

    /// <summary>What was scored lowest; null when all was scored alike.</summary>
    [JsonIgnore]
    public int? Worst => Touches.Min(t => t.Score) is { } least && least < Touches.Max(t => t.Score) ? least : null;
}

/// <summary>A touchpoint that was met, or was to come and did not.</summary>
/// <param name="Step">Its name: a step of the journey, or <c>wrote-day-N</c>, <c>case-…</c>.</param>
/// <param name="Day">On which day after the purchase.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Said">What was said, shortened.</param>
public sealed record Touch(string Step, int Day, string Title, string Said)
{
    /// <summary>Why it did not come; null when it did.</summary>
    public string? Skipped { get; init; }

    /// <summary>How it felt, 1 to 5; null when nobody said.</summary>
    public int? Score { get; init; }

    /// <summary>What was odd about it.</summary>
    public string? Note { get; init; }

    /// <summary>What the scores mean, from 1.</summary>
    public static IReadOnlyList<string> Words { get; } = ["annoyed me", "better without", "neither here nor there", "useful", "glad it came"];
}

/// <summary>A touchpoint of a walk beside the same one of an earlier walk.</summary>
/// <param name="Now">In this walk; null when it no longer comes.</param>
/// <param name="Then">In the earlier one; null when it is new.</param>
/// <param name="Edited">Whether the files were edited in between.</param>
public sealed partial record Compared(Touch? Now, Touch? Then, bool Edited)
{
    /// <summary>The one that is there.</summary>
    public Touch Any => Now ?? Then!;

    /// <summary>Points better, or worse; null when one of them was not scored.</summary>
    public int? Change => Now?.Score - Then?.Score;

    /// <summary>What is different beside the score, in words; empty when nothing is. Only where files were edited is a contact new or gone; else the walker lived otherwise.</summary>
    public string Difference => (Now, Then) switch
    {
        ({ } now, null) => !Moments.IsContact(now.Step) ? "" : Edited ? "new since" : "came this time",
        (null, { } then) => !Moments.IsContact(then.Step) ? "" : Edited ? "no longer comes" : "did not come this time",
        ({ Skipped: null }, { Skipped: not null }) => "comes now",
        ({ Skipped: not null }, { Skipped: null }) => "did not come this time",
        ({ } now, { } then) when Edited && Moments.IsContact(now.Step) && now.Skipped is null && Lasting(now.Said) != Lasting(then.Said) => "other words",
        _ => "",
    };

    /// <summary>All touchpoints of both walks, in the order of the journey; of a first walk each beside itself without a score, so that nothing is called new.</summary>
    public static IReadOnlyList<Compared> Of(Sheet now, Sheet? then)
    {
        if (then is null) return [.. now.Touches.Select(t => new Compared(t, t with { Score = null }, Edited: false))];
        var before = then.Touches.GroupBy(t => t.Step).ToDictionary(g => g.Key, g => g.First());
        var edited = then.Prompts != now.Prompts;
        var both = now.Touches.Select(t => new Compared(t, before.Remove(t.Step, out var earlier) ? earlier : null, edited)).ToList();

        // What is only in the earlier walk stands where it stood; what was lived after the end of this one tells nothing.
        both.AddRange(before.Values.Where(t => t.Day <= now.Days && t.Skipped is null).Select(t => new Compared(null, t, edited)));
        return [.. both.OrderBy(c => c.Any.Day)];
    }

    // Days, times and codes are others each time; what is left are the words.
    private static string Lasting(string said) => Passing().Replace(said, "");

    [GeneratedRegex(@"\b(\w*\d\w*|[A-Z]{4}|(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December|today|tomorrow)\b")]
    private static partial Regex Passing();
}
