using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Dialogs.Turns;

/// <summary>Something that is true from this turn on. Facts are only ever added; the numbers are computed from them.</summary>
public abstract record Fact
{
    /// <summary>The same fact without what the customer said in it: for words that are not to be kept.</summary>
    public virtual Fact WithoutWords() => this;
}

/// <summary>A purchase was thanked for.</summary>
public sealed record CustomerWelcomed(string OrderId, string Product) : Fact;

/// <summary>A sale was reported.</summary>
/// <param name="OrderId">The purchase.</param>
/// <param name="Product">What.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Paid">What was paid for all of it; null when the shop does not say.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Business">Whether it was bought for a business.</param>
public sealed record PurchaseNoted(string OrderId, string Product, int Quantity, decimal? Paid, string? Currency, bool Business) : Fact;

/// <summary>Somebody who had bought before bought again.</summary>
/// <param name="OrderId">The new purchase.</param>
/// <param name="Product">What.</param>
/// <param name="Stated">What they last said to whether they would, 0–4; null when they did not.</param>
/// <param name="DaysSinceLast">Days since the purchase before it.</param>
public sealed record BoughtAgain(string OrderId, string Product, double? Stated, int DaysSinceLast) : Fact;

/// <summary>The customer wrote something that says how it is for them: an answer to a contact, a complaint, praise.</summary>
/// <param name="OrderId">The purchase of the contact it came after; null when it came out of the blue.</param>
/// <param name="Step">That contact.</param>
/// <param name="Product">What it is about, if that is known.</param>
/// <param name="Mood">−1 (furious) to 1 (delighted).</param>
/// <param name="Complaint">Whether it complains.</param>
/// <param name="Words">Verbatim; null when there is nothing in it but courtesy or a bare answer.</param>
public sealed record MessageHeard(string? OrderId, string? Step, string? Product, double Mood, bool Complaint, string? Words) : Fact
{
    /// <inheritdoc/>
    public override Fact WithoutWords() => this with { Words = null };
}

/// <summary>A purchase began its journey, in the version of that day.</summary>
public sealed record JourneyBegun(string OrderId, int Version) : Fact;

/// <summary>A planned contact was put off.</summary>
/// <param name="OrderId">The purchase.</param>
/// <param name="Step">Which contact.</param>
/// <param name="Because">What holds it back.</param>
/// <param name="Until">Until when.</param>
public sealed record ContactDeferred(string? OrderId, string Step, Deferral Because, DateTimeOffset Until) : Fact;

/// <summary>An expectation was set at the sale.</summary>
/// <param name="OrderId">The purchase.</param>
/// <param name="Promise">The promise's name.</param>
/// <param name="Due">By when, or null when it holds from the first day.</param>
public sealed record PromiseMade(string OrderId, string Promise, DateTimeOffset? Due) : Fact;

/// <summary>The customer confirmed that a promise was kept.</summary>
public sealed record PromiseKept(string OrderId, string Promise) : Fact;

/// <summary>The customer told us that a promise was broken.</summary>
public sealed record PromiseBroken(string OrderId, string Promise) : Fact;

/// <summary>A question was answered from the knowledge base.</summary>
public sealed record QuestionAnswered(string Question, string Topic, double Confidence) : Fact
{
    /// <inheritdoc/>
    public override Fact WithoutWords() => this with { Question = "" };
}

/// <summary>The customer said whether the last answer helped, by the buttons that their channel puts below it.</summary>
/// <param name="Question">What they had asked last; null when that is not known any more.</param>
/// <param name="Helpful">Whether it did.</param>
/// <param name="Words">What they wrote with it; null when nothing.</param>
public sealed record AnswerRated(string? Question, bool Helpful, string? Words) : Fact
{
    /// <inheritdoc/>
    public override Fact WithoutWords() => this with { Question = null, Words = null };
}

/// <summary>A question was passed on to staff.</summary>
public sealed record QuestionPassedOn(string CaseId, string Question) : Fact
{
    /// <inheritdoc/>
    public override Fact WithoutWords() => this with { Question = "" };
}

/// <summary>A message was not understood.</summary>
public sealed record MessageNotUnderstood(string Text) : Fact
{
    /// <inheritdoc/>
    public override Fact WithoutWords() => this with { Text = "" };
}

/// <summary>A case was opened.</summary>
public sealed record CaseOpened(string CaseId, string Kind, string Reason, double Mood) : Fact;

/// <summary>An agent took a case.</summary>
public sealed record CaseClaimed(string CaseId, string Agent) : Fact;

/// <summary>An agent gave a case back.</summary>
public sealed record CaseReleased(string CaseId, string Agent) : Fact;

/// <summary>An agent wrote to the customer.</summary>
public sealed record CaseAnswered(string CaseId, string Agent) : Fact
{
    /// <summary>How: names of the courtesies in it.</summary>
    public IReadOnlyList<string> Tones { get; init; } = [];

    /// <summary>What, shortened.</summary>
    public string? Words { get; init; }

    /// <inheritdoc/>
    public override Fact WithoutWords() => this with { Words = null };
}

/// <summary>An agent closed a case.</summary>
public sealed record CaseResolved(string CaseId, string Agent, string Outcome) : Fact
{
    /// <summary>What was at the root of it, if they said so.</summary>
    public RootCause? Cause { get; init; }
}

/// <summary>A case was given to an agent by the shop's rule. They have not written yet.</summary>
public sealed record CaseAssigned(string CaseId, string Agent) : Fact;

/// <summary>An agent handed a case to a colleague.</summary>
public sealed record CaseTransferred(string CaseId, string Agent, string To) : Fact;

/// <summary>An agent took a case from the colleague who had it.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Agent">Who took it.</param>
/// <param name="From">From whom.</param>
/// <param name="Reason">Why.</param>
public sealed record CaseTakenOver(string CaseId, string Agent, string From, string Reason) : Fact;

/// <summary>An agent laid a case aside.</summary>
public sealed record CaseSnoozed(string CaseId, string Agent, DateTimeOffset Until) : Fact;

/// <summary>A case that was laid aside came back.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="ByCustomer">Whether the customer wrote; else its time had come.</param>
public sealed record CaseWoken(string CaseId, bool ByCustomer) : Fact;

/// <summary>An agent wrote something down about a case for colleagues.</summary>
public sealed record CaseNoted(string CaseId, string Agent) : Fact;

/// <summary>The customer said that a closed case is not solved, and it is open again.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Times">How often that has happened.</param>
/// <param name="Words">What they wrote; null when it is not to be kept.</param>
public sealed record CaseReopened(string CaseId, int Times, string? Words) : Fact
{
    /// <inheritdoc/>
    public override Fact WithoutWords() => this with { Words = null };
}

/// <summary>Nobody had written by the time the customer was told.</summary>
public sealed record FirstWordMissed(string CaseId) : Fact;

/// <summary>Nobody had written in time, and the case went a level higher.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Level">From 1.</param>
public sealed record CaseEscalated(string CaseId, int Level) : Fact;

/// <summary>The customer was promised a call; a call that was promised before for the same case is replaced by it.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="At">When.</param>
public sealed record CallBackPromised(string CaseId, DateTimeOffset At) : Fact;

/// <summary>An agent made the call that was promised.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Agent">Who called.</param>
/// <param name="Reached">Whether they spoke.</param>
public sealed record CallBackKept(string CaseId, string Agent, bool Reached) : Fact;

/// <summary>Nobody made the call that was promised.</summary>
public sealed record CallBackMissed(string CaseId) : Fact;

/// <summary>A promised call is not wanted any more: the customer said so, or the case was closed before.</summary>
public sealed record CallBackWithdrawn(string CaseId) : Fact;

/// <summary>An agent called the customer, promised or not.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Agent">Who.</param>
/// <param name="Reached">Whether they spoke.</param>
public sealed record CustomerCalled(string CaseId, string Agent, bool Reached) : Fact;

/// <summary>After a case was closed, the customer said whether it is really good.</summary>
public sealed record RecoveryConfirmed(string CaseId, bool Good) : Fact;

/// <summary>A check-in was sent.</summary>
public sealed record CheckInSent(string? OrderId, string Step) : Fact;

/// <summary>A contact was made that belongs to no journey: a segment's, news, a word that was owed.</summary>
public sealed record ContactMade(string Step, string? OrderId, string? Product) : Fact;

/// <summary>A check-in was not sent, because it would have brought nothing.</summary>
public sealed record CheckInWithheld(string? OrderId, string Step, string Reason) : Fact;

/// <summary>The customer answered the question of a check-in.</summary>
public sealed record CheckInAnswered(string? OrderId, string Question, Answer Answer) : Fact;

/// <summary>The customer asked us to stop.</summary>
public sealed record CustomerOptedOut : Fact;

/// <summary>The customer asked us to write again.</summary>
public sealed record CustomerOptedIn : Fact;

/// <summary>Nothing can be brought to the customer on a channel.</summary>
/// <param name="Channel">Which.</param>
public sealed record CustomerUnreachable(string Channel) : Fact;

/// <summary>The customer asked us not to write of our own accord for a while.</summary>
/// <param name="Until">Until when.</param>
public sealed record ContactsPaused(DateTimeOffset Until) : Fact;

/// <summary>That while is over.</summary>
/// <param name="Early">Whether the customer ended it before its time.</param>
public sealed record PauseEnded(bool Early) : Fact;

/// <summary>The nightly check found that nothing would have woken us for this customer, and the plan was made again.</summary>
public sealed record PlanMadeAgain : Fact;

/// <summary>A stranger became a known customer: a sale named the address they were chatting from.</summary>
public sealed record StrangerRecognised(string StrangerId) : Fact;
