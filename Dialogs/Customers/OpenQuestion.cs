namespace FollowUpBot.Dialogs.Customers;

/// <summary>The question that is open. It is a name, never a position in a script, so that a release cannot strand a live conversation.</summary>
/// <param name="Name">For example <c>CheckIn.Satisfied</c>.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="About">The order or case it is about.</param>
/// <param name="Words">What the customer had said before it, when that belongs to the answer.</param>
public sealed record OpenQuestion(string Name, DateTimeOffset AskedAt, string? About = null, string? Words = null)
{
    /// <summary>What happened? Asked of somebody who complained in a word.</summary>
    public const string Story = "Complaints.Story";

    /// <summary>How long we wait for the story before a human gets the case as it is.</summary>
    public static readonly TimeSpan StoryPatience = TimeSpan.FromMinutes(10);

    // After a week a "yes" is the answer to something else.
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(7);

    /// <summary>From then on nothing is its answer.</summary>
    public DateTimeOffset StaleAt => AskedAt + Fresh;

    /// <summary>Whether a message of this moment may still be its answer.</summary>
    public bool IsFresh(DateTimeOffset now) => now < StaleAt;

    /// <summary>Shall a person take over? Asked after we failed to understand twice.</summary>
    public const string Person = "Handoff.Person";

    /// <summary>From when on may we write again? Asked of somebody who wants quiet and names no day.</summary>
    public const string Quiet = "Consent.Quiet";

    /// <summary>Which product or order is it about? Asked once of a stranger.</summary>
    public const string Product = "Welcome.Product";

    /// <summary>Has it arrived?</summary>
    public const string Arrived = "CheckIn.Arrived";

    /// <summary>Does it do what it was bought for?</summary>
    public const string Satisfied = "CheckIn.Satisfied";

    /// <summary>Is it really good now? Asked after a closed case.</summary>
    public const string Recovered = "CheckIn.Recovered";

    /// <summary>Begins the names of the questions for a measure of loyalty.</summary>
    public const string Measure = "Loyalty.";

    /// <summary>Why that score? <see cref="Words"/> is the measure.</summary>
    public const string Reason = "Loyalty.Why";

    /// <summary>What mattered when you bought it?</summary>
    public const string Bought = "Loyalty.Bought";

    /// <summary>What matters now that you use it?</summary>
    public const string Matters = "Loyalty.Matters";

    /// <summary>May we keep that? Asked about what is sensitive; <see cref="Words"/> is what was said, <see cref="About"/> its kind.</summary>
    public const string Keep = "Remembering.Keep";

    /// <summary>What made you leave? Asked once.</summary>
    public const string Leaving = "Leaving.Why";

    /// <summary>Who uses it? Asked of somebody who wants another to be written to.</summary>
    public const string UsedBy = "Roles.Who";

    /// <summary>Do they agree to be written to? <see cref="Words"/> is who was named.</summary>
    public const string UserAgrees = "Roles.Agrees";

    /// <summary>May we write to you? Asked of who was named.</summary>
    public const string MayWrite = "Roles.MayWrite";

    /// <summary>Is it solved? Asked when a case is closed; <see cref="About"/> is the case.</summary>
    public const string Solved = "Handoff.Solved";

    /// <summary>When may somebody call you? <see cref="About"/> is the case.</summary>
    public const string CallBack = "Handoff.CallBack";

    /// <summary>Does that time suit you instead? <see cref="Words"/> is the time.</summary>
    public const string CallBackTime = "Handoff.CallBackTime";

    /// <summary>On which number? <see cref="Words"/> is the time.</summary>
    public const string CallBackNumber = "Handoff.CallBackNumber";

    /// <summary>A call is promised: whether they change it is open until somebody has called.</summary>
    public const string CallBackBooked = "Handoff.CallBackBooked";

    /// <summary>To which number may we text you?</summary>
    public const string Number = "Reach.Number";

    /// <summary>May we text you there? <see cref="Words"/> is the number, with its country's code.</summary>
    public const string TextThere = "Reach.TextThere";

    /// <summary>Whether it is about a call, so that its answer is heard although a person owns the conversation.</summary>
    public bool IsAboutACall => Name.StartsWith(CallBack, StringComparison.Ordinal);

    /// <summary>Whether it came with a contact of ours, so that a next one waits for its answer.</summary>
    public bool IsOurs => Name is Arrived or Satisfied or Recovered or Quiet or Leaving || Name.StartsWith(Measure, StringComparison.Ordinal);

    /// <summary>Whether its answer is a sentence in the customer's own words, and neither a yes nor a question of theirs.</summary>
    public bool AsksForWords => Name is Reason or Bought or Matters or Leaving;

    /// <summary>The measure of loyalty that was asked; null when something else was.</summary>
    public Measure? AsksMeasure => Name.StartsWith(Measure, StringComparison.Ordinal) && Enum.TryParse<Measure>(Name.AsSpan(Measure.Length), out var measure) ? measure : null;
}

/// <summary>A question that the customer asked.</summary>
/// <param name="Words">Their words.</param>
/// <param name="At">When.</param>
/// <param name="Told">What was said to it from the knowledge base.</param>
public sealed record AskedQuestion(string Words, DateTimeOffset At, string Told = "")
{
    // Later on, "and how often?" is about something else.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <summary>Whether a message of this moment may go on with it.</summary>
    public bool IsFresh(DateTimeOffset now) => now - At < Fresh;
}
