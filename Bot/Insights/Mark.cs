namespace FollowUpBot.Bot.Insights;

/// <summary>Something that counts: each number on the page is how many of them there are, or the mean of their values.</summary>
/// <param name="What">What is counted, a name of <see cref="Whats"/>.</param>
/// <param name="Product">About which product; empty when it is about none.</param>
/// <param name="Step">Which contact, reason, perk, segment; what it stands for depends on what is counted.</param>
/// <param name="At">The moment under which it counts, in milliseconds: what came of a contact counts under the contact's, so that shares are shares.</param>
/// <param name="Subject">The number of the fact that it came of; with <paramref name="At"/> it counts once.</param>
/// <param name="Fact">The number of the fact that says it.</param>
/// <param name="Segments">The customer's segments then.</param>
/// <param name="Value">What is averaged, in thousandths, so that sums are exact.</param>
internal readonly record struct Mark(string What, string Product, string Step, long At, long Subject, long Fact, string Segments, long? Value)
{
    /// <summary>It does not hold any more: what was entered is taken out again.</summary>
    public bool IsTakenBack { get; init; }
}

/// <summary>What is counted.</summary>
internal static class Whats
{
    public const string Sent = "touch.sent", Skipped = "touch.skipped", Late = "touch.late", Heard = "touch.heard", Replied = "touch.answered", Said = "touch.said", Complaint = "touch.complaint", OptOut = "touch.optout";
    public const string Asked = "loyalty.asked", Rated = "loyalty.answered", Why = "loyalty.why", CriterionAsked = "criterion.asked", CriterionGiven = "criterion.given", Success = "criterion.success";
    public const string Due = "promise.due", Kept = "promise.kept", Broken = "promise.broken", Settled = "promise.settled";
    public const string Noticed = "leaving.noticed", Reason = "leaving.reason", Left = "leaving.left", Back = "leaving.back", BackBy = "leaving.by";
    public const string Issued = "perk.issued", HeldOut = "perk.heldout", Reminded = "perk.reminded", Redeemed = "perk.redeemed", Expired = "perk.expired";
    public const string IssuedAgain = "perk.issued.again", HeldOutAgain = "perk.heldout.again";
    public const string Deferred = "contact.deferred", Stopped = "consent.stopped", Returned = "consent.returned", Paused = "consent.paused";
    public const string Opened = "case.opened", FirstWord = "case.first", Missed = "case.missed", Resolved = "case.resolved", Reopened = "case.reopened", Good = "case.good", NotGood = "case.notgood", Again = "case.again";
    public const string Resolution = "case.resolution";
    public const string CauseClosed = "cause.closed", CauseResolution = "cause.resolution", CauseFirstWord = "cause.first", CauseReopened = "cause.reopened";
    public const string Wrote = "courtesy.wrote";
    public const string HourOpened = "hour.opened", HourInTime = "hour.intime";
    public const string Answered = "question.answered", PassedOn = "question.passed", NotUnderstood = "question.lost", Helped = "answer.helped", DidNotHelp = "answer.no-help";
    public const string Entered = "segment.entered", LeftSegment = "segment.left", Gesture = "gesture.suggested";
    public const string Remembered = "memory.kept", Used = "memory.used", Corrected = "memory.corrected", Forgotten = "memory.forgotten", Declined = "memory.declined", Faded = "memory.expired";
    public const string NewsSent = "news.sent", NewsDeclined = "news.declined", Noted = "improvement.noted", Told = "improvement.told";
    public const string Theme = "voice.theme";
    public const string Bought = "sale.first", BoughtAgain = "sale.again";

    /// <summary>A measure of loyalty, answered in this group.</summary>
    public static string In(object group) => $"loyalty.{group}";

    /// <summary>Who answered in this group and bought again.</summary>
    public static string CameBack(object group) => $"loyalty.{group}.again";

    /// <summary>Agents' messages in this tone.</summary>
    public static string Tone(string name) => $"courtesy.tone.{name}";

    /// <summary>A criterion, named for what mattered then.</summary>
    public static string Criterion(object kind) => $"criterion.{kind}";
}
