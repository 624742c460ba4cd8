using static FollowUpBot.Dialogs.Understanding.Grammar;
using static FollowUpBot.Dialogs.Understanding.NumberActions;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>What the rules for ratings can say. The scale that was asked is not known here: the recogniser puts the rating on it.</summary>
internal static class RatingActions
{
    public static readonly IReadOnlyDictionary<string, Maker> All = new Dictionary<string, Maker>
    {
        ["points"] = new(1, 1, (v, _) => new Given(Number(v[0]), Number(v[0]), null, false)),
        ["out-of"] = new(2, 2, (v, _) => Number(v[1]) is >= 2 and <= 100 && Number(v[0]) <= Number(v[1]) ? new Given(Number(v[0]), Number(v[0]), Number(v[1]), false) : null),
        ["percent-of"] = new(1, 1, (v, _) => Number(v[0]) <= 100 ? new Given(Number(v[0]), Number(v[0]), 100, false) : null),
        ["stars"] = new(1, 1, (v, _) => new Given(Number(v[0]), Number(v[0]), null, true)),
        ["from-to"] = new(2, 2, (v, _) => Number(v[0]) < Number(v[1]) ? new Given(Number(v[0]), Number(v[1]), null, false) : null),
        ["from-to-out-of"] = new(3, 3, (v, _) => Number(v[0]) < Number(v[1]) && Number(v[1]) <= Number(v[2]) ? new Given(Number(v[0]), Number(v[1]), Number(v[2]), false) : null),
        ["top"] = new(0, 0, (_, _) => new Given(1, 1, 1, false)),
        ["bottom"] = new(0, 0, (_, _) => new Given(0, 0, 1, false)),
    };

    /// <summary>A rating as it was said.</summary>
    /// <param name="Least">The rating, or the lower end when two were named.</param>
    /// <param name="Most">The upper end.</param>
    /// <param name="Of">The best there is, if that was said.</param>
    /// <param name="Stars">Whether stars were given: of those there are five.</param>
    internal sealed record Given(double Least, double Most, double? Of, bool Stars);
}
