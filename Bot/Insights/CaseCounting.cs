using System.Globalization;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Insights;

/// <summary>Cases: how long the first word and the solution took, by the clock, what was put right, and whether it stayed right.</summary>
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
            case CaseResolved f: Close(f); break;
            case CaseReopened f: OpenAgain(f); break;
            case RecoveryConfirmed f: Confirm(f); break;
        }
    }

    private void Open(CaseOpened opened)
    {
        if (opened.Kind == nameof(CaseKind.Task)) return;
        var found = By.Kept(Who.Product, opened.Kind, opened.CaseId);
        By.Of(found, Whats.Opened);
        By.Of(found with { Step = HourOf(By.At) }, Whats.HourOpened);
        Who.Cases.Add(new CountedCase(found));
        if (Who.Cases.Count > MostCases) Who.Cases.RemoveAt(0);
        if (opened.Kind == nameof(CaseKind.Question) || Who.Good is not { } good || By.At - long.Parse(good.Done, CultureInfo.InvariantCulture) > UntilSolved.TotalMilliseconds) return;
        By.Of(good, Whats.Again);
        Who.Good = null;
    }

    private void FirstWord(string caseId)
    {
        if (Find(caseId) is not { FirstWord: null, Opened: var opened } found) return;
        var took = MinutesSince(opened);
        By.Of(opened, Whats.FirstWord, took);
        if (took <= Prompt.TotalMinutes) By.Of(opened with { Step = HourOf(opened.At) }, Whats.HourInTime);
        Keep(found, found with { FirstWord = took });
    }

    // Under the last cause and with the last time: one that was opened again was not solved before.
    private void Close(CaseResolved closed)
    {
        if (Find(closed.CaseId) is not { Opened: var opened } found) return;
        TakeBack(found);
        var took = MinutesSince(opened);
        var under = opened with { Step = closed.Cause is { } cause ? $"{cause}" : "" };
        By.Of(opened, Whats.Resolved);
        By.Of(opened, Whats.Resolution, took);
        By.Of(under, Whats.CauseClosed);
        By.Of(under, Whats.CauseResolution, took);
        if (found.FirstWord is { } word) By.Of(under, Whats.CauseFirstWord, word);
        if (found.Reopened) By.Of(under, Whats.CauseReopened);
        Keep(found, found with { Cause = under.Step, Took = took });
    }

    private void TakeBack(CountedCase found)
    {
        TakeTimeBack(found);
        if (Under(found) is not { } under) return;
        By.TakeBack(under, Whats.CauseClosed);
        if (found.FirstWord is { } word) By.TakeBack(under, Whats.CauseFirstWord, word);
        if (found.Reopened) By.TakeBack(under, Whats.CauseReopened);
    }

    private void TakeTimeBack(CountedCase found)
    {
        if (found.Took is not { } took || Under(found) is not { } under) return;
        By.TakeBack(found.Opened, Whats.Resolution, took);
        By.TakeBack(under, Whats.CauseResolution, took);
    }

    // While it is open again it has no time; what was said to be its cause stands until somebody says otherwise.
    private void OpenAgain(CaseReopened reopened)
    {
        if (Find(reopened.CaseId) is not { } found) return;
        TakeTimeBack(found);
        By.Of(found.Opened, Whats.Reopened);
        if (Under(found) is { } under) By.Of(under, Whats.CauseReopened);
        Keep(found, found with { Took = null, Reopened = true });
    }

    private void Wrote(CaseAnswered answered)
    {
        // Of what was written before tones were looked at nobody knows.
        if (answered.Words is null || Find(answered.CaseId) is not { Opened: var found }) return;
        By.Plain(Whats.Wrote, found.Step, found.Product);
        foreach (var tone in answered.Tones) By.Plain(Whats.Tone(tone), found.Step, found.Product);
    }

    private void Confirm(RecoveryConfirmed confirmed)
    {
        if (Find(confirmed.CaseId) is not { Opened: var found }) return;
        By.Of(found, confirmed.Good ? Whats.Good : Whats.NotGood);

        // From now on it has to stay right.
        Who.Good = confirmed.Good ? found with { Done = By.At.ToString(CultureInfo.InvariantCulture) } : null;
    }

    private void Of(string caseId, string what)
    {
        if (Find(caseId) is { } found) By.Of(found.Opened, what);
    }

    private CountedCase? Find(string caseId) => Who.Cases.FindLast(c => c.Opened.Name == caseId);

    private void Keep(CountedCase found, CountedCase now) => Who.Cases[Who.Cases.IndexOf(found)] = now;

    // The case as it counts under its cause.
    private static CountedFact? Under(CountedCase found) => found.Cause is { } cause ? found.Opened with { Step = cause } : null;

    private double MinutesSince(CountedFact opened) => TimeSpan.FromMilliseconds(Math.Max(0, By.At - opened.At)).TotalMinutes;

    private string HourOf(long at) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), By.Zone).Hour.ToString(HourFormat, CultureInfo.InvariantCulture);
}
