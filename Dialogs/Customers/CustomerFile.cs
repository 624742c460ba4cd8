using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Customers;

/// <summary>Everything a turn needs to know about one customer. One document, loaded and saved whole under a version.</summary>
public sealed record CustomerFile
{
    /// <summary>The shop's id of the customer; a stranger's begins with <see cref="StrangerPrefix"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Full name as the shop knows it; null for a stranger.</summary>
    public string? Name { get; init; }

    /// <summary>Language of what they read, as a language tag.</summary>
    public string Locale { get; init; } = "en";

    /// <summary>IANA name of the zone they live in.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What they bought, oldest first.</summary>
    public IReadOnlyList<Purchase> Purchases { get; init; } = [];

    /// <summary>Their cases, oldest first; closed ones stay for the next agent to read.</summary>
    public IReadOnlyList<Case> Cases { get; init; } = [];

    /// <summary>How many cases they ever had: the number in the next case's id.</summary>
    public int CasesOpened { get; init; }

    /// <summary>Whether they buy for a business.</summary>
    public bool Business { get; init; }

    /// <summary>The channel they last wrote on.</summary>
    public string? Channel { get; init; }

    /// <summary>Channels on which we have an address of theirs, in the order in which we learned of them. A file from before this was kept comes without.</summary>
    public IReadOnlyList<string> Channels { get; init => field = value ?? []; } = [];

    /// <summary>The channel on which they want to hear from us of our own accord; null when they did not say.</summary>
    public string? Prefers { get; init; }

    /// <summary>The channel that what we owe them goes to when they have left the one they wrote on; null when they did not say.</summary>
    public string? LeftFor { get; init; }

    /// <summary>The channel on which they agreed to hear answers, and nothing of our own accord.</summary>
    public string? ForAnswersOnly { get; init; }

    /// <summary>When they agreed to be texted at a number, in the last month, oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> NumbersGivenAt { get; init => field = value ?? []; } = [];

    /// <summary>The number they gave to be called at, as E.164; null when they gave none. It is for calls only: nothing is texted there.</summary>
    public string? CallOn { get; init; }

    /// <summary>When we last told them that they need not wait where they were.</summary>
    public DateTimeOffset? OfferedTextsAt { get; init; }

    /// <summary>The channel on which nothing can be brought to them; null when they can be reached, or have written since.</summary>
    public string? UnreachableOn { get; init; }

    /// <summary>When they asked us to stop; null when we may write.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Until when they asked us not to write of our own accord; null when they did not, or when that is over.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>When they last wrote to us.</summary>
    public DateTimeOffset? LastHeardAt { get; init; }

    /// <summary>When we last contacted them unasked.</summary>
    public DateTimeOffset? LastContactAt { get; init; }

    /// <summary>When we contacted them unasked in the last month, oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> Contacts
    {
        get;

        // Files that were written before there was this list come without it.
        init => field = value ?? [];
    } = [];

    /// <summary>The last contact: what they write in the days after it is taken for what they think of it.</summary>
    public Touchpoint? LastTouch { get; init; }

    /// <summary>Contacts for a group that they have had or that passed them by, by their names: each comes once.</summary>
    public IReadOnlyList<string> Had { get; init => field = value ?? []; } = [];

    /// <summary>How the last messages sounded, oldest first, −1 to 1.</summary>
    public IReadOnlyList<double> Moods { get; init => field = value ?? []; } = [];

    /// <summary>Whether they have ever complained.</summary>
    public bool Complained { get; init; }

    /// <summary>The last time each measure of loyalty was asked.</summary>
    public IReadOnlyList<LoyaltyMark> Loyalty { get; init => field = value ?? []; } = [];

    /// <summary>What a business customer said would make it worth it.</summary>
    public string? SuccessMeasure { get; init; }

    /// <summary>What they told us in passing and we keep, oldest first.</summary>
    public IReadOnlyList<Memory> Memories { get; init => field = value ?? []; } = [];

    /// <summary>How many memories there ever were: the number of the last.</summary>
    public int MemoriesKept { get; init; }

    /// <summary>Perks they were given.</summary>
    public IReadOnlyList<EarnedReward> Rewards { get; init => field = value ?? []; } = [];

    /// <summary>Segments they belong to.</summary>
    public IReadOnlyList<string> Segments { get; init => field = value ?? []; } = [];

    /// <summary>When something about them next changes by the passing of time alone, a segment or the end of a perk; null when nothing does.</summary>
    public DateTimeOffset? StandingDueAt { get; init; }

    /// <summary>That they are leaving or have left; null when nothing says so.</summary>
    public Departure? Departure { get; init; }

    /// <summary>Improvements that go back to who asked for them, still to be told.</summary>
    public IReadOnlyList<string> OwedWord { get; init => field = value ?? []; } = [];

    /// <summary>When we last said sorry for keeping them waiting.</summary>
    public DateTimeOffset? ApologisedAt { get; init; }

    /// <summary>The question we asked and they have not answered yet.</summary>
    public OpenQuestion? Awaiting { get; init; }

    /// <summary>The last question about a product; what follows it may be only half a question.</summary>
    public AskedQuestion? LastQuestion { get; init; }

    /// <summary>The one planned contact; null exactly when <see cref="Resting"/> says why there is none.</summary>
    public NextContact? Next { get; init; }

    /// <summary>Why no contact is planned.</summary>
    public RestingReason? Resting { get; init; }

    /// <summary>The care that is owed after a closed case, before anything else is sent.</summary>
    public Recovery? Recovery { get; init; }

    /// <summary>Topics of the knowledge base that they have been told (<see cref="Citation.Topic"/>).</summary>
    public IReadOnlyList<string> Told { get; init; } = [];

    /// <summary>Whether they have been told once that they talk to a program.</summary>
    public bool Introduced { get; init; }

    /// <summary>The product a stranger says it is about.</summary>
    public string? AskingAbout { get; init; }

    /// <summary>Messages in a row that we did not understand.</summary>
    public int Misunderstood { get; init; }

    /// <summary>Begins the id of everybody no shop has told us about.</summary>
    public const string StrangerPrefix = "stranger-";

    /// <summary>Whether no shop has told us about them.</summary>
    public bool IsStranger => Id.StartsWith(StrangerPrefix, StringComparison.Ordinal);

    /// <summary>What to call them: as they asked, else the first word of their name; null when we do not know it.</summary>
    public string? FirstName => Memories.LastOrDefault(m => m.Kind == Memory.CallMe)?.Value ?? Name?.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();

    /// <summary>The days of the week on which they have time, if they told us.</summary>
    public IReadOnlyList<DayOfWeek>? DaysWithTime =>
        Memories.LastOrDefault(m => m.Kind == Memory.Days)?.Value?.Split(' ').Select(Enum.Parse<DayOfWeek>).ToList() is { Count: > 0 } days ? days : null;

    /// <summary>Their latest purchase: what "it" is.</summary>
    public Purchase? Latest => Purchases.Count > 0 ? Purchases[^1] : null;

    /// <summary>The product a question is most likely about.</summary>
    public string? Product => Latest?.Product ?? AskingAbout;

    /// <summary>The hand-off that is open: while there is one, the bot is silent and no check-in leaves.</summary>
    public Case? OpenHandoff => Cases.FirstOrDefault(c => c is { IsOpen: true, Kind: CaseKind.Person or CaseKind.Complaint });

    /// <summary>Whether they had no use for our news as often as to get no more.</summary>
    public bool WantsNoNews => Had.Count(h => h.StartsWith(Declined, StringComparison.Ordinal)) >= MostDeclined;

    /// <summary>Whether something of theirs is open, a question that was passed on too; what staff only plan to do for them is not.</summary>
    public bool HasOpenMatter => Cases.Any(c => c is { IsOpen: true, Kind: not CaseKind.Task });

    /// <summary>Whether we must not write unasked.</summary>
    public bool Stopped => StoppedAt is not null;

    /// <summary>Whether they asked us to stop and have not written since, so that even a human must keep quiet.</summary>
    public bool WantsSilence => StoppedAt is { } stopped && !(LastHeardAt > stopped);

    /// <summary>The same customer with a question open.</summary>
    public CustomerFile Ask(string question, DateTimeOffset now, string? about = null, string? words = null) =>
        this with { Awaiting = new OpenQuestion(question, now, about, words) };

    /// <summary>The same customer, having asked a question; half a question leaves the whole one before it standing.</summary>
    public CustomerFile Asking(string question, DateTimeOffset now) =>
        this with { LastQuestion = LastQuestion is { } last && IsOf(last, question) ? last with { At = now } : new AskedQuestion(question, now) };

    /// <summary>The same customer, having been answered. An answer that comes late, after another question, is not remembered for that one.</summary>
    public CustomerFile Hearing(string question, string answer) =>
        LastQuestion is { } last && IsOf(last, question) && !last.Told.Contains(answer, StringComparison.Ordinal)
            ? this with { LastQuestion = last with { Told = $"{last.Told}\n{answer}" is var told && told.Length > MostTold ? told[^MostTold..] : told } }
            : this;

    /// <summary>The channel where something is said to them at this moment that does not answer a message of theirs; null for the one where we spoke last.</summary>
    /// <param name="unasked">Whether it is said of our own accord; else they wait for it.</param>
    /// <param name="now">The time of the turn.</param>
    public string? ChannelFor(bool unasked, DateTimeOffset now)
    {
        // What was agreed for an answer is not used for anything else.
        var channel = unasked ? Prefers ?? (ForAnswersOnly is { } narrow ? Channels.LastOrDefault(c => c != narrow) : null) : LeftFor is not null && now - LastHeardAt < StillThere ? Channel : LeftFor;
        return channel == UnreachableOn ? null : channel;
    }

    /// <summary>The same customer with addresses on these channels.</summary>
    public CustomerFile ReachedOn(params IEnumerable<string> channels) => channels.Except(Channels).ToList() is { Count: > 0 } learned ? this with { Channels = [.. Channels, .. learned] } : this;

    /// <summary>The same customer, just heard.</summary>
    public CustomerFile HeardAt(DateTimeOffset now) => this with { LastHeardAt = now, UnreachableOn = null };

    /// <summary>The same customer, having had no use for the news of a contact.</summary>
    public CustomerFile Decline(string step) => this with { Had = [.. Had, $"{Declined}{step}"] };

    /// <summary>The same customer, just contacted unasked.</summary>
    public CustomerFile ContactedAt(DateTimeOffset now, string step, string? order) =>
        this with { LastContactAt = now, LastTouch = new Touchpoint(step, order, now), Contacts = [.. Contacts.Where(c => now - c < ContactsKept), now] };

    /// <summary>The same customer, having been told about a topic.</summary>
    public CustomerFile Tell(string topic) => Told.Contains(topic) ? this : this with { Told = [.. Told.TakeLast(MostTopics - 1), topic] };

    /// <summary>The same customer with one purchase changed.</summary>
    public CustomerFile With(Purchase changed) =>
        this with { Purchases = [.. Purchases.Select(p => p.OrderId == changed.OrderId ? changed : p)] };

    /// <summary>The same customer with one case changed.</summary>
    public CustomerFile With(Case changed) => this with { Cases = [.. Cases.Select(c => c.Id == changed.Id ? changed : c)] };

    /// <summary>Opens a case.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="reason">In a few words for the queue.</param>
    /// <param name="story">The customer's own words.</param>
    /// <param name="meaning">What the message meant: its mood, and the product it is about.</param>
    /// <param name="now">The time of the turn.</param>
    /// <param name="firstWordBy">What the customer was told.</param>
    public (CustomerFile File, Case Case) Open(CaseKind kind, string reason, string story, Meaning meaning, DateTimeOffset now, DateTimeOffset firstWordBy)
    {
        var opened = new Case($"{Id}-{CasesOpened + 1}", kind, reason, story, kind == CaseKind.Complaint ? Math.Min(meaning.Mood, MoodOfAComplaint) : meaning.Mood, now, firstWordBy)
        {
            Product = meaning.ProductFor(this),
            Priority = meaning.Priority,
            WaitsSince = now,
        };
        var kept = Cases.Where(c => c.IsOpen).Concat(Cases.Where(c => !c.IsOpen).TakeLast(ClosedCasesKept)).OrderBy(c => c.OpenedAt);
        return (this with { Cases = [.. kept, opened], CasesOpened = CasesOpened + 1 }, opened);
    }

    /// <summary>Opens a task for staff that the customer knows nothing of.</summary>
    public (CustomerFile File, Case Task) OpenTask(string task, DateTimeOffset now, DateTimeOffset by)
    {
        var opened = new Case($"{Id}-{CasesOpened + 1}", CaseKind.Task, task, "", 0, now, by) { Product = Product };
        return (this with { Cases = [.. Cases, opened], CasesOpened = CasesOpened + 1 }, opened);
    }

    /// <summary>This customer after it turned out that a stranger's conversation is theirs: what was said, asked and opened there goes on here.</summary>
    public CustomerFile Absorb(CustomerFile stranger) => this with
    {
        Cases = [.. Cases, .. stranger.Cases],
        StoppedAt = StoppedAt ?? stranger.StoppedAt,
        PausedUntil = PausedUntil ?? stranger.PausedUntil,
        LastHeardAt = LastHeardAt > stranger.LastHeardAt ? LastHeardAt : stranger.LastHeardAt ?? LastHeardAt,
        Awaiting = Awaiting ?? stranger.Awaiting,
        LastQuestion = LastQuestion ?? stranger.LastQuestion,
        Recovery = Recovery ?? stranger.Recovery,
        Told = [.. Told.Union(stranger.Told)],
        Complained = Complained || stranger.Complained,
        Channel = Channel ?? stranger.Channel,
        Channels = [.. Channels.Union(stranger.Channels)],
        Prefers = Prefers ?? stranger.Prefers,
        LeftFor = LeftFor ?? stranger.LeftFor,
        CallOn = CallOn ?? stranger.CallOn,
        Moods = [.. Moods.Concat(stranger.Moods).TakeLast(MoodTrends.Kept)],
        Introduced = Introduced || stranger.Introduced,
        AskingAbout = AskingAbout ?? stranger.AskingAbout,
    };

    private static bool IsOf(AskedQuestion asked, string question) => question == asked.Words || question.StartsWith($"{asked.Words} ", StringComparison.Ordinal);

    // Enough to know what was said already; a file is loaded with every turn.
    private const int MostTold = 4000, MostTopics = 200;

    // Who complains is not calm, whatever the words of the last message were.
    private const double MoodOfAComplaint = -0.6;

    // Among what they had.
    private const string Declined = "declined:";

    // Once may be this news; twice is news.
    private const int MostDeclined = 2;

    // A day longer than they are counted, for clocks differ.
    // Who wrote so lately still looks at where they wrote.
    private static readonly TimeSpan StillThere = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan ContactsKept = TimeSpan.FromDays(31);

    // Enough for an agent to see a history; the full list is in the store.
    private const int ClosedCasesKept = 10;
}
