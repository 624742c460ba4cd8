using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Customers;

/// <summary>Who bought, as the shop reports them.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Locale">Language tag.</param>
/// <param name="TimeZone">IANA name.</param>
public sealed record Buyer(string Name, string Locale, string TimeZone)
{
    /// <summary>Whether they buy for a business.</summary>
    public bool Business { get; init; }
}

/// <summary>One purchase with what was promised and what is planned for it, as it stood on the day of the sale.</summary>
/// <param name="OrderId">The shop's number.</param>
/// <param name="Product">Name in the catalogue.</param>
/// <param name="Thing">The everyday word for it: "lamp".</param>
/// <param name="PurchasedAt">When.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Promises">What the customer was told to expect.</param>
/// <param name="Steps">The journey's steps, in order.</param>
public sealed record Purchase(
    string OrderId,
    string Product,
    string Thing,
    DateTimeOffset PurchasedAt,
    int Quantity,
    IReadOnlyList<Promise> Promises,
    IReadOnlyList<JourneyStep> Steps)
{
    /// <summary>What was paid for all of it; null when the shop does not say.</summary>
    public decimal? Paid { get; init; }

    /// <summary>ISO 4217; null when the shop does not say.</summary>
    public string? Currency { get; init; }

    /// <summary>Whether somebody else uses it: then its journey is theirs, and its buyer is asked about the delivery and nothing else.</summary>
    public bool UsedByAnother { get; init; }

    /// <summary>Version of the journey whose steps these are.</summary>
    public int JourneyVersion { get; init; }

    /// <summary>Names of the steps that were sent or withheld.</summary>
    public IReadOnlyList<string> Done { get; init; } = [];

    /// <summary>The same purchase after a step was taken.</summary>
    public Purchase Finish(string step) => Done.Contains(step) ? this : this with { Done = [.. Done, step] };

    /// <summary>The promise that it arrives; null when none was made.</summary>
    public Promise? Delivery => Promises.FirstOrDefault(p => p.Name == Promise.Delivery);

    /// <summary>Whether the customer said that it has not arrived, and has said nothing else since.</summary>
    public bool IsMissing => Promises.Any(p => p is { Name: Promise.Delivery, State: PromiseState.Broken });

    /// <summary>The same purchase after the customer said that it has arrived.</summary>
    public Purchase Arrived(DateTimeOffset now) => this with { Promises = [.. Promises.Select(p => p.Name == Promise.Delivery ? p with { State = PromiseState.Kept, KeptAt = now } : p)] };

    /// <summary>The same purchase after we asked whether it has arrived.</summary>
    public Purchase AskedWhetherItArrived(DateTimeOffset now) => this with { Promises = [.. Promises.Select(p => p.Name == Promise.Delivery ? p with { AskedAt = now } : p)] };

    /// <summary>The same purchase after the customer put off the answer to whether it has arrived.</summary>
    public Purchase ToBeAskedAgain() => this with { Promises = [.. Promises.Select(p => p.Name == Promise.Delivery ? p with { AskedAt = null } : p)] };

    /// <summary>The same purchase with the state of one promise changed.</summary>
    public Purchase With(string promise, PromiseState state) =>
        this with { Promises = [.. Promises.Select(p => p.Name == promise ? p with { State = state } : p)] };
}

/// <summary>An expectation set at the sale.</summary>
/// <param name="Name">For example <c>delivery</c>.</param>
/// <param name="Says">Name of the text the customer reads: a line of the product's file.</param>
/// <param name="Due">By when; null when it holds from the first day.</param>
/// <param name="State">What became of it.</param>
public sealed record Promise(string Name, string Says, DateTimeOffset? Due, PromiseState State = PromiseState.Open)
{
    /// <summary>Name of the promise that the customer gets the thing at all.</summary>
    public const string Delivery = "delivery";

    /// <summary>Name in plan, work and facts of the contact that asks about a delivery nobody has confirmed.</summary>
    public const string CheckStep = "delivery-check";

    /// <summary>When we last asked whether it was kept.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>When the customer said that it was kept.</summary>
    public DateTimeOffset? KeptAt { get; init; }

    /// <summary>Whether it has a day, and nobody has asked since that day or been told.</summary>
    public bool IsUnchecked => State == PromiseState.Open && Due is { } due && !(AskedAt >= due);
}

/// <summary>One line of the list of promises in a thank-you.</summary>
/// <param name="Says">Name of the text.</param>
/// <param name="By">The due date, for texts that name it.</param>
public sealed record PromiseLine(string Says, DateTimeOffset? By) : Reply
{
    /// <inheritdoc/>
    public override string Prompt => Says;
}

/// <summary>What became of a promise.</summary>
public enum PromiseState
{
    /// <summary>Not known yet.</summary>
    Open,

    /// <summary>The customer confirmed it.</summary>
    Kept,

    /// <summary>The customer told us otherwise.</summary>
    Broken,

    /// <summary>Nobody said, and it is too late to ask.</summary>
    Lapsed,
}

/// <summary>A planned contact of a journey, as it stood when the customer bought.</summary>
/// <param name="Name">Unique in its journey.</param>
/// <param name="Day">Days after what <see cref="After"/> says, which is the purchase unless it says otherwise.</param>
/// <param name="From">Earliest local time of day.</param>
/// <param name="Until">Latest local time of day.</param>
/// <param name="Says">Prompt that is the whole message.</param>
/// <param name="About">What it brings: the section of the knowledge base that makes it worth sending.</param>
/// <param name="Asks">Which question it ends with.</param>
public sealed record JourneyStep(string Name, int Day, TimeOnly From, TimeOnly Until, string Says, Citation About, CheckInQuestion Asks)
{
    /// <summary>After this many days its occasion has passed: a tip for the third day is none on the twentieth.</summary>
    public const int UsualExpiry = 14;

    /// <summary>What the days count from.</summary>
    public StepBase After { get; init; }

    /// <summary>So many days after its own day it has lost its occasion.</summary>
    public int Expires
    {
        get;

        // Steps that were planned before there was this number come without it.
        init => field = value == 0 ? UsualExpiry : value;
    } = UsualExpiry;

    /// <summary>What it is for.</summary>
    public ContactPurpose Purpose { get; init; }

    /// <summary>The kind of memory that its message takes up, if there is one.</summary>
    public string? Mentions { get; init; }
}

/// <summary>What the days of a step count from.</summary>
public enum StepBase
{
    /// <summary>The day of the purchase.</summary>
    Purchase,

    /// <summary>The day the customer said it arrived; until then the promised day, and without a promise the purchase.</summary>
    Delivery,

    /// <summary>The last time we contacted them unasked; the purchase when we never have.</summary>
    LastContact,
}

/// <summary>What a contact is for.</summary>
public enum ContactPurpose
{
    /// <summary>A tip for this product at this age.</summary>
    Tip,

    /// <summary>Help with setting it up.</summary>
    SetUpHelp,

    /// <summary>Whether all is well.</summary>
    Care,

    /// <summary>A remedy for something that is known to happen.</summary>
    KnownFix,

    /// <summary>One of the questions of loyalty.</summary>
    LoyaltyQuestion,

    /// <summary>Something they have earned.</summary>
    Perk,

    /// <summary>News about what they own.</summary>
    News,
}

/// <summary>A question that a check-in may end with.</summary>
public enum CheckInQuestion
{
    /// <summary>It asks nothing.</summary>
    None,

    /// <summary>Has it arrived: checks the promised delivery.</summary>
    Arrived,

    /// <summary>Does it do what it was bought for.</summary>
    Satisfied,

    /// <summary>The measure of loyalty whose turn it is; nothing when it is none's.</summary>
    Loyalty,

    /// <summary>What mattered when they bought it; of a business customer, what would make it worth it.</summary>
    Bought,

    /// <summary>What matters now that they use it.</summary>
    Matters,
}
