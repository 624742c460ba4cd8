using System.Globalization;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Insights;

/// <summary>Cases: how long the first word took, what was put right, and whether it stayed right.</summary>
internal readonly record struct CaseCounting(Counting By)
{
    /// <summary>What comes again within this time was not solved at first.</summary>
    public static readonly TimeSpan UntilSolved = TimeSpan.FromDays(14);

    /// <summary>A first word within this time found somebody there.</summary>
    public static readonly TimeSpan Prompt = TimeSpan.FromHours(1);

    private const int MostCases = 6;

    private const string HourFormat = "00";

    private CustomerSoFar Who => By.Who;

    public void Count(Fact fact)
    {
        switch (fact)
        {
            case CaseOpened f: Open(f); break;
            case CaseClaimed f: FirstWord(f.CaseId); break;
            case CaseAnswered f:
                FirstWord(f.CaseId);
                Wrote(f);
                break;
            case CustomerCalled { Reached: true } f: FirstWord(f.CaseId); break;
            case FirstWordMissed f: Of(f.CaseId, Whats.Missed); break;
            case CaseResolved f: Of(f.CaseId, Whats.Resolved); break;
            case CaseReopened f: Of(f.CaseId, Whats.Reopened); break;
            case RecoveryConfirmed f: Confirm(f); break;
        }
    }

    private void Open(CaseOpened opened)
    {
        if (opened.Kind == nameof(CaseKind.Task)) return;
        var found = By.Kept(Who.Product, opened.Kind, opened.CaseId);
        By.Of(found, Whats.Opened);
        By.Of(found with { Step = HourOf(By.At) }, Whats.HourOpened);
        Who.Cases.Add(found);
        if (Who.Cases.Count > MostCases) Who.Cases.RemoveAt(0);
        if (opened.Kind == nameof(CaseKind.Question) || Who.Good is not { } good || By.At - long.Parse(good.Done, CultureInfo.InvariantCulture) > UntilSolved.TotalMilliseconds) return;
        By.Of(good, Whats.Again);
        Who.Good = null;
    }

    private void FirstWord(string caseId)
    {
        if (Find(caseId) is not { Done: "" } found) return;
        var took = TimeSpan.FromMilliseconds(Math.Max(0, By.At - found.At));
        By.Of(found, Whats.FirstWord, took.TotalMinutes);
        if (took <= Prompt) By.Of(found with { Step = HourOf(found.At) }, Whats.HourInTime);
        Who.Cases[Who.Cases.IndexOf(found)] = found with { Done = "w" };
    }

    private void Wrote(CaseAnswered answered)
    {
        // Of what was written before tones were looked at nobody knows.
        if (answered.Words is null || Find(answered.CaseId) is not { } found) return;
        By.Plain(Whats.Wrote, found.Step, found.Product);
        foreach (var tone in answered.Tones) By.Plain(Whats.Tone(tone), found.Step, found.Product);
    }

    private void Confirm(RecoveryConfirmed confirmed)
    {
        if (Find(confirmed.CaseId) is not { } found) return;
        By.Of(found, confirmed.Good ? Whats.Good : Whats.NotGood);

        // From now on it has to stay right.
        Who.Good = confirmed.Good ? found with { Done = By.At.ToString(CultureInfo.InvariantCulture) } : null;
    }

    private void Of(string caseId, string what)
    {
        if (Find(caseId) is { } found) By.Of(found, what);
    }

    private CountedFact? Find(string caseId) => Who.Cases.FindLast(c => c.Name == caseId);

    private string HourOf(long at) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), By.Zone).Hour.ToString(HourFormat, CultureInfo.InvariantCulture);
}
