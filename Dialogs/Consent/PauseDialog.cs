using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Consent;

/// <summary>"Write to me again after Easter": a while in which nothing is said unasked. Answers, apologies that are owed and thanks for a new purchase still come.</summary>
public static class PauseDialog
{
    // Who wants quiet and names no day when asked is left alone for so long.
    private static readonly TimeSpan WithoutADay = TimeSpan.FromDays(14);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>Notes a wish for quiet, whatever else the message is about, and its end when the customer wants to hear from us again.</summary>
    public static CustomerFile Note(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (meaning.Intent == Intent.Start) return file with { PausedUntil = null };
        return UntilOf(file, meaning, now) is { } until ? file with { PausedUntil = until } : file;
    }

    /// <summary>Takes a wish for quiet that nothing more urgent came with, and the answer to until when.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        // Who answers our question has said two things; the answer is what wants a word.
        if (meaning.Intent != Intent.Pause || (file.Awaiting is not null && meaning.Answer == Answer.Yes)) return null;
        if (UntilOf(file, meaning, now) is not { } until)
            return new Decision(Reopen(file).Ask(OpenQuestion.Quiet, now)).Say(meaning.QuietUntil is null ? new UntilWhen() : new ThatHasPassed());
        Reply said = meaning.QuietUntil > now + Longest
            ? new PausedForAYear(until)
            : new Paused(until, LocalTime.On(until, 0, TimeOnly.MinValue, file.TimeZone) == LocalTime.On(now, 0, TimeOnly.MinValue, file.TimeZone));
        return new Decision(Reopen(file) with { Awaiting = null }).Say(said);
    }

    // Null when the message does not say it, and we have not asked yet.
    private static DateTimeOffset? UntilOf(CustomerFile file, Meaning meaning, DateTimeOffset now) => meaning switch
    {
        { Intent: not Intent.Pause } => null,
        { QuietUntil: { } until } when until > now => until > now + Longest ? now + Longest : until,
        _ => file.Awaiting is { Name: OpenQuestion.Quiet } ? Later(file.PausedUntil, LocalTime.On(now + WithoutADay, 0, TimeOnly.MinValue, file.TimeZone)) : null,
    };

    // A wish for quiet never makes a quiet shorter that was wished for before.
    private static DateTimeOffset Later(DateTimeOffset? before, DateTimeOffset now) => before > now ? before.Value : now;

    // What we asked and they put off is asked again when the time has come, if it was a promise of ours or care that we owe.
    private static CustomerFile Reopen(CustomerFile file) => file.Awaiting switch
    {
        { Name: OpenQuestion.Arrived, About: { } order } when file.Purchases.FirstOrDefault(p => p.OrderId == order) is { } purchase => file.With(purchase.ToBeAskedAgain()),
        { Name: OpenQuestion.Recovered, About: { } id } when file.Cases.FirstOrDefault(c => c.Id == id) is { ResolvedAt: { } closed, Owner: { } agent, Outcome: { } outcome } =>
            file with { Recovery = new Recovery(id, agent, outcome, closed) },
        _ => file,
    };
}
