using System.Globalization;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Walk;

/// <summary>Cuts the conversation of a walk into its touchpoints. A turn has one moment, so lines and facts of the same moment belong together.</summary>
internal static class Moments
{
    /// <summary>Begins the steps of what the walker wrote; a case's begin with the other.</summary>
    public const string Wrote = "wrote-day-", CaseStep = "case-";

    private const int LongestSaid = 500;

    /// <summary>What was met, in its order. What the walker wrote on one day, between two words of ours, is one touchpoint.</summary>
    public static IEnumerable<Touch> Of(IReadOnlyList<WalkEntry> lines, IReadOnlyList<StoredFact> facts)
    {
        var found = new List<(string Step, List<WalkEntry> Lines)>();
        var told = facts.ToLookup(f => f.At.ToUnixTimeMilliseconds());
        foreach (var moment in lines.GroupBy(l => l.At.ToUnixTimeMilliseconds()))
        {
            var step = StepOf(moment.First(), [.. told[moment.Key].Select(f => f.Fact)], moment.Any(l => l.Voice == WalkVoice.Agent));
            if (found is [.., var last] && last.Step == step) last.Lines.AddRange(moment);
            else found.Add((step, [.. moment]));
        }

        // The same again is told apart: two cases, or two talks on one day.
        var seen = new Dictionary<string, int>();
        foreach (var (step, said) in found)
        {
            var times = seen[step] = seen.GetValueOrDefault(step) + 1;
            yield return new Touch(times == 1 ? step : string.Create(CultureInfo.InvariantCulture, $"{step}-{times}"), said[0].Day, TitleOf(step, said[0].Day), Shortened(said));
        }
    }

    /// <summary>Whether a step is one that the shop takes of its own accord, which can be new or missing.</summary>
    public static bool IsContact(string step) => !step.StartsWith(Wrote, StringComparison.Ordinal) && !step.StartsWith(CaseStep, StringComparison.Ordinal);

    private static string StepOf(WalkEntry first, IReadOnlyList<Fact?> facts, bool byAgent)
    {
        if (byAgent || facts.Any(f => f is CaseClaimed)) return $"{CaseStep}handled";
        if (first.Voice == WalkVoice.Customer) return string.Create(CultureInfo.InvariantCulture, $"{Wrote}{first.Day}");
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case CustomerWelcomed: return "thank-you";
                case CheckInSent f: return f.Step;
                case ContactMade f: return f.Step;
                case RewardIssued f: return $"reward:{f.Reward}";
                case RewardReminded f: return $"reminder:{f.Reward}";
                case FirstWordMissed: return $"{CaseStep}late";
            }
        }

        return $"{CaseStep}word";
    }

    private static string TitleOf(string step, int day) => step switch
    {
        $"{CaseStep}handled" => "A person took it over",
        $"{CaseStep}late" => "We said that it takes longer",
        $"{CaseStep}word" => "A word in between",
        _ when step.StartsWith(Wrote, StringComparison.Ordinal) => $"What you wrote on day {day}",
        _ => WalkDiary.NameOf(step),
    };

    private static string Shortened(List<WalkEntry> said)
    {
        var text = string.Join("\n", said.Select(l => l.Voice == WalkVoice.Customer ? $"You: {l.Text}" : l.Text));
        if (text.Length <= LongestSaid) return text;
        return $"{text[..(char.IsHighSurrogate(text[LongestSaid - 2]) ? LongestSaid - 2 : LongestSaid - 1)]}…";
    }
}
