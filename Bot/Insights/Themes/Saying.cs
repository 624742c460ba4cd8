using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Insights.Themes;

/// <summary>A sentence that a customer said, as themes are found in it.</summary>
/// <param name="Customer">Who said it: somebody who says it again does not count again.</param>
/// <param name="Place">Where it stands: the fact and which of its sentences.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Meaning">Its vector, of length one.</param>
/// <param name="Terms">Its words that say something, each once.</param>
internal sealed record Saying(long Customer, (long Fact, int Part) Place, string Text, float[] Meaning, IReadOnlyList<uint> Terms);

/// <summary>A sentence of what a customer wrote.</summary>
/// <param name="Part">Which it is, from 0.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Terms">Its words that say something, each once.</param>
internal sealed record SaidSentence(int Part, string Text, IReadOnlyList<uint> Terms);

/// <summary>Cuts what customers write into sentences and leaves out those that say nothing: greetings, thanks, what was bought.</summary>
/// <param name="empty">Words that say nothing.</param>
internal sealed partial class SentenceCutter(IEnumerable<string> empty)
{
    private const int Longest = 300, MostSentences = 8, FewestTerms = 2;

    private readonly HashSet<uint> empty = [.. empty.Select(Knowledge.Terms.Term)];

    /// <summary>The sentences that say something.</summary>
    /// <param name="words">What somebody wrote.</param>
    /// <param name="product">The product it is about: its name says which, not what.</param>
    public IEnumerable<SaidSentence> Cut(string words, string product)
    {
        var name = Knowledge.Terms.Of(product);
        foreach (var (part, text) in Ends().Split(words.ReplaceLineEndings(" ")).Take(MostSentences).Index())
        {
            var sentence = Short(text.Trim());
            var terms = Knowledge.Terms.Of(sentence).Where(t => !IsEmpty(t) && !name.Contains(t)).Distinct().ToList();
            if (terms.Count >= FewestTerms) yield return new SaidSentence(part, sentence, terms);
        }
    }

    /// <summary>One of the sentences, whatever it says; null when there is no such.</summary>
    public static string? Sentence(string words, int part) => Ends().Split(words.ReplaceLineEndings(" ")).ElementAtOrDefault(part) is { } text ? Short(text.Trim()) : null;

    /// <summary>Whether the term says nothing of what somebody means.</summary>
    public bool IsEmpty(uint term) => Knowledge.Terms.IsLight(term) || empty.Contains(term);

    private static string Short(string text) => text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)];

    [GeneratedRegex(@"(?<=[.!?…])\s+|\s+[-–—]\s+")]
    private static partial Regex Ends();
}
