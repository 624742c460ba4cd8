using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Language;

/// <summary>
/// Reads a model's answer while it is written. A sentence is kept when it names a passage that it was given and that says so; everything else is cut.
/// Nothing is shown before it has been checked.
/// </summary>
internal sealed partial class AnswerReader(IReadOnlyList<Evidence> evidence, Fence fence)
{
    private const int LongestAnswer = 900;
    private const int LongestReading = 6000;

    private readonly StringBuilder unread = new();
    private readonly StringBuilder answer = new();
    private readonly List<Citation> sources = [];
    private int read;
    private bool stepMissing;

    /// <summary>Whether reading on is of no use.</summary>
    public bool IsFull => answer.Length >= LongestAnswer || read >= LongestReading || stepMissing;

    /// <summary>What may be shown so far.</summary>
    public string Text => answer.ToString().Trim();

    /// <summary>Takes the next piece; true when there is more to show.</summary>
    public bool Read(string piece)
    {
        read += piece.Length;
        unread.Append(piece);
        var before = answer.Length;
        var text = unread.ToString();
        var begin = 0;
        foreach (Match end in End().Matches(text))
        {
            Take(text[begin..end.Index], endsLine: end.Value.Contains('\n', StringComparison.Ordinal));
            begin = end.Index + end.Length;
            if (IsFull) break;
        }

        unread.Remove(0, begin);
        return answer.Length > before;
    }

    /// <summary>The answer, once the model has ended; null when nothing of it may be shown.</summary>
    public Composition? Finish()
    {
        if (!IsFull) Take(unread.ToString(), endsLine: true);
        var cutShort = answer.Length >= LongestAnswer && Steps().IsMatch(Text);
        return answer.Length == 0 || stepMissing || cutShort ? null : new Composition(Text, sources);
    }

    private void Take(string raw, bool endsLine)
    {
        var line = raw.TrimStart();
        var marker = Marker().Match(line);
        var sentence = Clean(line[marker.Length..]);
        if (sentence.Length > 0 && answer.ToString().Contains(sentence, StringComparison.Ordinal))
        {
            // Some models go round in circles; once is enough.
        }
        else if (sentence.Length > 0 && SupportOf(raw, sentence) is { } support)
        {
            if (marker.Success && answer.Length > 0 && answer[^1] != '\n') answer.Append('\n');
            if (answer.Length > 0 && !char.IsWhiteSpace(answer[^1])) answer.Append(' ');
            answer.Append(marker.Success ? $"{marker.Value.Trim()} " : "").Append(sentence);
            if (!sources.Contains(support.Source)) sources.Add(support.Source);
        }
        else if (Step().IsMatch(line))
        {
            // Instructions with a step missing are worse than none.
            stepMissing = true;
        }

        if (endsLine && answer.Length > 0 && answer[^1] != '\n') answer.Append('\n');
    }

    private Evidence? SupportOf(string raw, string sentence)
    {
        if (sentence.Contains(fence.Token, StringComparison.OrdinalIgnoreCase) || sentence.Contains('?', StringComparison.Ordinal) || Unwanted().IsMatch(raw)) return null;
        var cited = Cited().Matches(raw).SelectMany(m => m.Groups["number"].Captures)
            .Select(c => int.Parse(c.Value, CultureInfo.InvariantCulture)).Where(n => n >= 1 && n <= evidence.Count).Select(n => evidence[n - 1]).Distinct();
        var particle = Particle().Match(sentence);
        var claim = new Statement(sentence[particle.Length..]);
        return cited.FirstOrDefault(e => e.Supports(claim) && StandsIn(e, sentence) && Agrees(particle.Value, claim));
    }

    // "Yes, it must not" and "no, it can" contradict themselves; a customer who reads only the first word would do the wrong thing.
    private static bool Agrees(string particle, Statement claim) =>
        particle.Length == 0 || claim.IsNegated == particle.StartsWith("no", StringComparison.OrdinalIgnoreCase);

    private static bool StandsIn(Evidence passage, string sentence) =>
        PersonalData.PhonesIn(sentence).All(phone => PersonalData.PhonesIn(passage.Text).Contains(phone))
        && PersonalData.EmailsIn(sentence).All(email => passage.Text.Contains(email, StringComparison.OrdinalIgnoreCase));

    private static string Clean(string sentence)
    {
        var plain = string.Join(' ', Cited().Replace(sentence, "").Replace("**", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return SpaceBeforeMark().Replace(plain, "$1");
    }

    // A sentence ends with its mark and the citations around it, before the next one begins; or with its line. The mark of "1." ends none.
    [GeneratedRegex(@"(?<!(?:^|\n)\s*\d{1,2}\.)(?<=[.!?…](?:[""”’)]|\s?\[[\d,\s]{1,12}\])*)\s+(?=[\p{Lu}\p{N}""“*(-])|\s*\n\s*")]
    private static partial Regex End();

    [GeneratedRegex(@"\[(?<number>[0-9]{1,2})(?:\s*,\s*(?<number>[0-9]{1,2}))*\]")]
    private static partial Regex Cited();

    // Links are made by the host; markup, pictures and code have no place in an answer.
    [GeneratedRegex(@"://|\bwww\.|\]\(|!\[|[<>`{}|\\#=]|\b(?:javascript|data|mailto|tel):|(?<![@\w.-])[\p{L}\p{N}-]{2,}\.[\p{L}]{2,}(?![\p{L}@])", RegexOptions.IgnoreCase)]
    private static partial Regex Unwanted();

    [GeneratedRegex(@"^(?:\d{1,2}[.)]|[-*•])\s+")]
    private static partial Regex Marker();

    [GeneratedRegex(@"^\d{1,2}[.)]\s+")]
    private static partial Regex Step();

    [GeneratedRegex(@"^\d{1,2}[.)]\s", RegexOptions.Multiline)]
    private static partial Regex Steps();

    [GeneratedRegex(@"^(?:yes|no)\b[,:;.–—-]*\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Particle();

    [GeneratedRegex(@"\s+([.,;:!?])")]
    private static partial Regex SpaceBeforeMark();
}
