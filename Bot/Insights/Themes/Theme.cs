using System.Globalization;
using System.Numerics.Tensors;

namespace FollowUpBot.Bot.Insights.Themes;

/// <summary>
/// Something that several customers say. What it is like is fixed when it is found, so a sentence belongs to it or not, this week and next: a theme keeps its id, its members and its owner
/// however much is said later.
/// </summary>
/// <param name="Id">Its name for ever: where the sentence stands that it is closest to.</param>
/// <param name="Label">What it is about, in a few of the customers' words.</param>
/// <param name="Meaning">The middle of its sentences' vectors, of length one.</param>
/// <param name="Terms">Its words, each with the share of its sentences that have it.</param>
internal sealed record Theme(string Id, string Label, float[] Meaning, IReadOnlyDictionary<uint, float> Terms)
{
    /// <summary>From then on a sentence belongs to a theme.</summary>
    public const float Closest = 0.5f;

    /// <summary>Meaning brings together what is said in other words; the rest, shared words, keeps apart what is said in the same tone.</summary>
    public const float OfMeaning = 0.6f;

    private const int MostTerms = 24;

    private readonly float length = MathF.Sqrt(Terms.Values.Sum(w => w * w));

    /// <summary>Where the sentence stands that it is closest to.</summary>
    public (long Fact, int Part) Middle => Id.Split('-') is [var at, var which] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var fact) && int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? (fact, part) : default;

    /// <summary>The theme that some sentences make; null when they share a tone and no words, so that nobody could say what it is about.</summary>
    public static Theme? Of(IReadOnlyList<Saying> sayings, SentenceCutter cutter)
    {
        if (ThemeLabel.Of(sayings, cutter) is not { } label) return null;
        var meaning = new float[sayings[0].Meaning.Length];
        foreach (var saying in sayings) TensorPrimitives.Add(meaning, saying.Meaning, meaning);
        TensorPrimitives.Divide(meaning, TensorPrimitives.Norm<float>(meaning), meaning);
        var terms = sayings.SelectMany(s => s.Terms).CountBy(t => t).Where(t => t.Value > 1).OrderByDescending(t => t.Value).ThenBy(t => t.Key).Take(MostTerms).ToDictionary(t => t.Key, t => (float)t.Value / sayings.Count);
        var theme = new Theme("", label, meaning, terms);
        var (fact, part) = sayings.MaxBy(s => theme.Likeness(s.Meaning, s.Terms))!.Place;
        return theme with { Id = string.Create(CultureInfo.InvariantCulture, $"{fact}-{part}") };
    }

    /// <summary>How close a sentence is to it, up to 1.</summary>
    public float Likeness(ReadOnlySpan<float> meaning, IReadOnlyList<uint> terms)
    {
        var shared = 0f;
        foreach (var term in terms) shared += Terms.GetValueOrDefault(term);
        return (OfMeaning * TensorPrimitives.Dot(Meaning, meaning)) + (length == 0 ? 0 : (1 - OfMeaning) * shared / (length * MathF.Sqrt(terms.Count)));
    }

    /// <summary>The theme that a sentence belongs to; null when it belongs to none.</summary>
    public static Theme? Nearest(IReadOnlyList<Theme> themes, ReadOnlySpan<float> meaning, IReadOnlyList<uint> terms)
    {
        var (best, nearest) = (Closest, (Theme?)null);
        foreach (var theme in themes)
            if (theme.Likeness(meaning, terms) is var likeness && likeness >= best) (best, nearest) = (likeness, theme);
        return nearest;
    }
}
