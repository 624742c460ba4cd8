using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Dialogs.Turns;

/// <summary>What an inbound means, read in the light of the customer's file. Only a <see cref="CustomerWrote"/> has more than its surroundings.</summary>
/// <param name="Inbound">What arrived.</param>
/// <param name="Staff">Who is at the desk, and when a word can be expected.</param>
public sealed record Meaning(Inbound Inbound, StaffWord Staff)
{
    /// <summary>What the message is for, apart from complaint and wish for a person, which are judged for every message.</summary>
    public Intent Intent { get; init; } = Intent.None;

    /// <summary>How likely the message complains, 0–1.</summary>
    public double Complaint { get; init; }

    /// <summary>How likely the customer wants a human, 0–1.</summary>
    public double WantsHuman { get; init; }

    /// <summary>Whether somebody may be hurt or a thing may hurt them: heat, smoke, shock, something swallowed.</summary>
    public bool Danger { get; init; }

    /// <summary>Whether there is a "but" in it: what follows wants hearing even when the answer is yes.</summary>
    public bool Reservation { get; init; }

    /// <summary>Whether it says that it is too early to tell: not used, not opened yet.</summary>
    public bool NotYet { get; init; }

    /// <summary>From when on we may write again, if it names a moment; it may have passed. Only for <see cref="Intent.Pause"/>.</summary>
    public DateTimeOffset? QuietUntil { get; init; }

    /// <summary>How likely the message is none of our business, 0–1.</summary>
    public double OutOfScope { get; init; }

    /// <summary>From −1 (furious) to 1 (delighted).</summary>
    public double Mood { get; init; }

    /// <summary>The answer to a yes/no question, if the message can be read as one.</summary>
    public Answer Answer { get; init; } = Answer.None;

    /// <summary>What the knowledge base says to it; null when it does not say anything that would be an answer.</summary>
    public Finding? Finding { get; init; }

    /// <summary>Whether a language model stands by to say the finding better than a quote does.</summary>
    public bool CanCompose { get; init; }

    /// <summary>An order number in the message, with the product of that order if we know the order.</summary>
    public OrderMention? Order { get; init; }

    /// <summary>A product of the catalogue named in the message.</summary>
    public string? Product { get; init; }

    /// <summary>The question as it is to be answered, when the message alone is not it: asked in an earlier message, or begun there.</summary>
    public string? Question { get; init; }

    /// <summary>The answer to a measure of loyalty that was asked, on its own scale; null when there is none in it.</summary>
    public double? Score { get; init; }

    /// <summary>Whether it says more than the answer itself: the reason stands in it already.</summary>
    public bool SaysMore { get; init; }

    /// <summary>Names of the criteria of a purchase that it speaks of; read when we asked for them.</summary>
    public IReadOnlyList<string> Criteria { get; init; } = [];

    /// <summary>Why they leave, if it says so.</summary>
    public LeavingReason? Leaves { get; init; }

    /// <summary>What is worth knowing again.</summary>
    public IReadOnlyList<Noticed> Notices { get; init; } = [];

    /// <summary>Whether something stands in it that is kept only after an explicit yes.</summary>
    public bool IsPersonal => Notices.Any(n => n.Sensitive);

    /// <summary>How an agent writes: names of the courtesies, and of the lack of them, in what they wrote.</summary>
    public IReadOnlyList<string> Tones { get; init; } = [];

    /// <summary>Numbers of the memories that it wants forgotten; only for <see cref="Intent.Forget"/>.</summary>
    public IReadOnlyList<int> Forgets { get; init; } = [];

    /// <summary>Where they want to be written to; only for <see cref="Intent.Reach"/>.</summary>
    public ReachPlace? ReachOn { get; init; }

    /// <summary>Whether this host can write to a telephone number that nobody has written from yet.</summary>
    public bool CanText { get; init; }

    /// <summary>When they could be called, if the message names a time, the likeliest way to understand it first; read only while a question about a call is open.</summary>
    public IReadOnlyList<WantedTime> Times { get; init; } = [];

    /// <summary>Whether it says that they want no call; read only while a question about a call is open.</summary>
    public bool CallsOff { get; init; }

    /// <summary>Their telephone number as E.164, if we have one; read only while a question about a call is open.</summary>
    public string? Phone { get; init; }

    /// <summary>Another desk that cases go to as well; null when there is only ours.</summary>
    public ConnectedDesk? Desk { get; init; }

    /// <summary>The last line that the customer has written, this message among them; told only where another desk is to hear of it.</summary>
    public LinePlace? Place { get; init; }

    /// <summary>What the shop has decided for all its customers.</summary>
    public ShopRules Shop { get; init; } = ShopRules.Usual;

    /// <summary>A code that nobody can guess and that no perk has yet, for a turn that may give one.</summary>
    public string FreshCode { get; init; } = "";

    /// <summary>How soon a case that is opened by it must get its first word.</summary>
    public Priority Priority => Danger ? Priority.Urgent : Complaint >= Likely && Mood <= VeryLow ? Priority.High : Priority.Normal;

    /// <summary>The product the message is about: the one it names, or else the one they have.</summary>
    public string? ProductFor(CustomerFile file) => Product ?? Order?.Product ?? file.Product;

    /// <summary>From here on a probability counts as yes.</summary>
    public const double Likely = 0.5;

    // From here on somebody who complains is in a rage.
    private const double VeryLow = -0.8;

    /// <summary>From here on a probability counts as yes even where a mistake would turn a customer away.</summary>
    public const double Surely = 0.93;
}

/// <summary>What a message is for.</summary>
public enum Intent
{
    /// <summary>Nothing that was recognised.</summary>
    None,

    /// <summary>Stop writing to me.</summary>
    Stop,

    /// <summary>Write to me again.</summary>
    Start,

    /// <summary>How does this work, what can you do.</summary>
    Help,

    /// <summary>A question, most likely about the product.</summary>
    Question,

    /// <summary>Where is my order, when does it come. Only a person at the shop can look it up.</summary>
    OrderStatus,

    /// <summary>I want to give it back, exchange it or have my money back. Only a person at the shop can settle it.</summary>
    Return,

    /// <summary>Are you a person or a program.</summary>
    Machine,

    /// <summary>Hello.</summary>
    Greeting,

    /// <summary>Thank you.</summary>
    Thanks,

    /// <summary>It is good, I like it.</summary>
    Praise,

    /// <summary>Goodbye.</summary>
    Goodbye,

    /// <summary>Not now: write to me again later.</summary>
    Pause,

    /// <summary>I have gone elsewhere, I need it no more.</summary>
    Leaving,

    /// <summary>What do you know about me.</summary>
    AboutMe,

    /// <summary>Forget something that you know about me.</summary>
    Forget,

    /// <summary>What you told me is nothing for me.</summary>
    NotForMe,

    /// <summary>What about my perk: its code, its end.</summary>
    Perk,

    /// <summary>Somebody else is the one to write to.</summary>
    OtherPerson,

    /// <summary>Write to me there and not here: <see cref="Meaning.ReachOn"/>.</summary>
    Reach,
}

/// <summary>Where somebody wants to be written to.</summary>
public enum ReachPlace
{
    /// <summary>Where they are writing.</summary>
    Here,

    /// <summary>By text message.</summary>
    Text,

    /// <summary>In Teams.</summary>
    Teams,

    /// <summary>In the chat on the page.</summary>
    WebChat,
}

/// <summary>An answer to a yes/no question.</summary>
public enum Answer
{
    /// <summary>Not an answer to such a question.</summary>
    None,

    /// <summary>Yes.</summary>
    Yes,

    /// <summary>No.</summary>
    No,

    /// <summary>Neither: partly, perhaps, it depends.</summary>
    Unsure,
}

/// <summary>An answer found in the knowledge base.</summary>
/// <param name="Quote">Markdown of our own documents: the sentences that answer.</param>
/// <param name="Source">Where they stand.</param>
/// <param name="Confidence">How much of the question the passage covers, 0–1.</param>
public sealed record Finding(Markdown Quote, Citation Source, double Confidence)
{
    /// <summary>The passages that a longer answer may be written from, the best first; may be empty.</summary>
    public IReadOnlyList<Passage> Passages
    {
        get;

        // An answer that was to be written before there were these comes without them.
        init => field = value ?? [];
    } = [];

    /// <summary>The answer to the second question, when the message asks two that are answered in two places.</summary>
    public Finding? Also { get; init; }
}

/// <summary>A section of a manual that has to do with a question.</summary>
/// <param name="Text">Its Markdown, without the heading.</param>
/// <param name="Source">Where it stands.</param>
public sealed record Passage(string Text, Citation Source);

/// <summary>An answer that a language model wrote and the host has held against the passages, sentence by sentence.</summary>
/// <param name="Text">Plain text; lists have a line for each entry.</param>
/// <param name="Sources">The passages it rests on, each once; never empty.</param>
public sealed record Composition(string Text, IReadOnlyList<Citation> Sources);

/// <summary>Where an answer or a tip comes from. It is shown through the prompt <c>Questions/citation</c>.</summary>
/// <param name="Document">Path of the document below the imported folder.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Heading">The nearest heading.</param>
/// <param name="Url">Where the reader can open it; relative to the host.</param>
public sealed record Citation(string Document, string Title, string Heading, string Url) : Reply
{
    /// <inheritdoc/>
    public override string Prompt => "Questions/citation";

    /// <summary>The same place by a short address.</summary>
    public string ShortUrl => ShortLink.Of(Url);

    /// <summary>What a customer has been told is remembered under this name.</summary>
    public string Topic => $"{Document}#{Heading}";
}

/// <summary>A time at which somebody could be called.</summary>
/// <param name="From">When it begins; null when only its end was named.</param>
/// <param name="Until">When it is over; null when a time was named, or only its beginning.</param>
/// <param name="IsOpenEnded">Whether any time after it is meant: "after three".</param>
/// <param name="IsDay">Whether it is a whole day.</param>
/// <param name="Beside">How many words the message has beside it.</param>
public sealed record WantedTime(DateTimeOffset? From, DateTimeOffset? Until, bool IsOpenEnded, bool IsDay, int Beside);

/// <summary>An order number that a customer mentioned.</summary>
/// <param name="OrderId">The number as written.</param>
/// <param name="Product">The product of that order, or null when there is no such order.</param>
public sealed record OrderMention(string OrderId, string? Product);
