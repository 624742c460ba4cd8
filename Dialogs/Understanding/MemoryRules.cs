using System.Buffers;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>What of a sentence is worth knowing again.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Phrases">By which it is found.</param>
/// <param name="Reads">What it comes to.</param>
/// <param name="KeptDays">For so many days it is taken for true.</param>
/// <param name="Sensitive">Whether it may be kept only after an explicit yes.</param>
public sealed record MemoryRule(string Kind, PhraseRule Phrases, MemoryReads Reads, int KeptDays, bool Sensitive);

/// <summary>What a memory comes to, shortly.</summary>
public enum MemoryReads
{
    /// <summary>The whole sentence and nothing shorter.</summary>
    Sentence,

    /// <summary>The words after the phrase, to the end of the clause.</summary>
    Rest,

    /// <summary>The one word after the phrase: a name.</summary>
    Name,

    /// <summary>The days of the week in it.</summary>
    Days,
}

/// <summary>Finds in messages what is worth knowing again.</summary>
/// <param name="rules">What that is.</param>
/// <param name="days">How the language writes the days of the week, Sunday first, each in several ways.</param>
/// <param name="hedges">What makes it doubtful: "maybe", "I think".</param>
public sealed class MemoryRules(IReadOnlyList<MemoryRule> rules, IReadOnlyList<IReadOnlyList<string>> days, PhraseRule hedges)
{
    private const double Said = 0.9, Hedged = 0.6;

    // What somebody tells in passing is short; in the third page of a letter nothing is told in passing.
    private const int LongestMessage = 2000, LongestValue = 80;

    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create(".!?\n;"), ClauseEnds = SearchValues.Create(",.!?\n;()");

    /// <summary>A language without such rules.</summary>
    public static MemoryRules None { get; } = new([], [], new PhraseRule([], []));

    /// <summary>Names of the kinds.</summary>
    public IEnumerable<string> Kinds => rules.Select(r => r.Kind);

    /// <summary>What a message tells; each kind once.</summary>
    public IReadOnlyList<Noticed> Find(string text)
    {
        if (text.Length > LongestMessage) text = text[..LongestMessage];
        var found = new List<Noticed>();
        foreach (var sentence in SentencesOf(text))
        {
            var words = Words.Normalize(sentence);
            foreach (var rule in rules)
            {
                if (found.Exists(f => f.Kind == rule.Kind) || rule.Phrases.Find(words) is not { } at) continue;
                var value = ValueOf(rule.Reads, sentence, words, at.End);
                if (value is null && rule.Reads != MemoryReads.Sentence) continue;

                // "No wait, I only have Saturdays": what is told begins where it is told.
                var told = rule.Reads == MemoryReads.Sentence ? sentence : Words.Span(sentence, at.From, words.Count(c => c == ' '));
                found.Add(new Noticed(rule.Kind, told, value, hedges.Matches(words) ? Hedged : Said, rule.KeptDays, rule.Sensitive));
            }
        }

        return found;
    }

    private string? ValueOf(MemoryReads reads, string sentence, string words, int end)
    {
        var count = words.Count(c => c == ' ');
        if (reads == MemoryReads.Days)
        {
            var said = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var named = Enumerable.Range(0, days.Count).Where(d => said.Any(days[d].Contains)).Select(d => ((DayOfWeek)d).ToString()).ToList();
            return named.Count is > 0 and < 7 ? string.Join(' ', named) : null;
        }

        if (reads == MemoryReads.Sentence || end >= count) return null;
        var rest = Words.Span(sentence, end, reads == MemoryReads.Name ? end + 1 : count);
        var clause = rest.AsSpan().IndexOfAny(ClauseEnds) is var cut and > 0 ? rest[..cut] : rest;
        return clause.Trim() is { Length: > 0 and <= LongestValue } value ? value : null;
    }

    private static IEnumerable<string> SentencesOf(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.AsSpan(start).IndexOfAny(SentenceEnds) is var at and >= 0 ? start + at : -1;
            var sentence = (end < 0 ? text[start..] : text[start..(end + 1)]).Trim();

            // A question tells nothing.
            if (sentence.Length > 0 && sentence[^1] != '?') yield return sentence.TrimEnd('.', '!', ';').TrimEnd();
            if (end < 0) yield break;
            start = end + 1;
        }
    }
}
