using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Dialogs.Turns;

/// <summary>What the shop has decided for all its customers, as it stands today. A journey is not here: a purchase keeps the one it began with.</summary>
public sealed record ShopRules
{
    /// <summary>What a shop that says nothing allows.</summary>
    public const int UsualMostContacts = 4;

    /// <summary>A shop that has decided nothing.</summary>
    public static ShopRules Usual { get; } = new();

    /// <summary>How many unasked contacts in thirty days it allows; care that is owed is not held back by it.</summary>
    public int MostContacts { get; init; } = UsualMostContacts;

    /// <summary>How often each measure of loyalty is asked; none that is not here.</summary>
    public IReadOnlyList<MeasureRule> Measures { get; init; } = [];

    /// <summary>Groups of customers that it wants to know, some with a contact for who joins them.</summary>
    public IReadOnlyList<Segment> Segments { get; init; } = [];

    /// <summary>Perks.</summary>
    public IReadOnlyList<Reward> Rewards { get; init; } = [];

    /// <summary>News about products.</summary>
    public IReadOnlyList<NewsItem> News { get; init; } = [];

    /// <summary>How cases are given to agents; null when everybody takes their own.</summary>
    public AssignmentRule? Assignment { get; init; }

    /// <summary>Personal touches that it suggests to its staff.</summary>
    public IReadOnlyList<Gesture> Gestures { get; init; } = [];

    /// <summary>What becomes of a case for which nobody writes in time, level by level.</summary>
    public IReadOnlyList<EscalationStep> Escalation { get; init; } = [new EscalationStep(), new EscalationStep()];

    /// <summary>Everything that may make it write to somebody who belongs to a group, by the name of that contact.</summary>
    public Outreach? Find(string step) => Outreaches.FirstOrDefault(o => o.Step == step);

    /// <summary>The contacts of all kinds.</summary>
    public IEnumerable<Outreach> Outreaches => [.. Rewards, .. News, .. Segments.Where(s => s.Says is not null)];
}

/// <summary>How often a measure is asked of one customer, and what its answers mean.</summary>
/// <param name="Measure">Which.</param>
/// <param name="Every">Days between two times.</param>
/// <param name="Low">Up to this score somebody is about to be lost.</param>
/// <param name="High">From this score on they are loyal.</param>
public sealed record MeasureRule(Measure Measure, int Every, double Low, double High)
{
    /// <summary>Where a score lies.</summary>
    public LoyaltyGroup GroupOf(double score) => score <= Low ? LoyaltyGroup.Low : score >= High ? LoyaltyGroup.High : LoyaltyGroup.Middle;
}

/// <summary>A level that a case goes to when nobody writes in time.</summary>
public sealed record EscalationStep
{
    /// <summary>Service time after the missed word; null for half the target again after the level before.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>Who it goes to, as the desk shows it.</summary>
    public string? Team { get; init; }

    /// <summary>E-mail addresses that are told.</summary>
    public IReadOnlyList<string> Email { get; init; } = [];

    /// <summary>An address that is posted to.</summary>
    public string? Webhook { get; init; }
}

/// <summary>A contact for who belongs to a group, once.</summary>
/// <param name="Name">Of its file.</param>
/// <param name="For">Whom it is for.</param>
public abstract record Outreach(string Name, Group For)
{
    /// <summary>Name of the contact in plan, work and facts; no step of a journey has a colon in it.</summary>
    public abstract string Step { get; }

    /// <summary>Prompt that is the message; null when there is none.</summary>
    public string? Says { get; init; }

    /// <summary>Earliest local time of day.</summary>
    public TimeOnly From { get; init; } = new(10, 0);

    /// <summary>Latest local time of day.</summary>
    public TimeOnly Until { get; init; } = new(18, 0);

    /// <summary>From when on it exists.</summary>
    public DateTimeOffset Since { get; init; } = DateTimeOffset.MinValue;

    /// <summary>From when on it is over.</summary>
    public DateTimeOffset Ends { get; init; } = DateTimeOffset.MaxValue;
}

/// <summary>A group that the shop wants to know. With a contact it is written to ahead of the ask: when the warranty ends, when what is used up runs out.</summary>
public sealed record Segment(string Name, Group For) : Outreach(Name, For)
{
    /// <inheritdoc/>
    public override string Step => $"segment:{Name}";

    /// <summary>What the contact brings, if it is a section of a manual; each product has its own.</summary>
    public IReadOnlyDictionary<string, Citation> About { get; init; } = new Dictionary<string, Citation>();
}

/// <summary>A perk: what, for whom, how much in all. It is given by this rule only.</summary>
public sealed record Reward(string Name, Group For) : Outreach(Name, For)
{
    /// <inheritdoc/>
    public override string Step => $"reward:{Name}";

    /// <summary>Name of its contact that reminds of it.</summary>
    public string ReminderStep => $"reminder:{Name}";

    /// <summary>What it is given for, in the shop's own words; customers do not read it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Name of the text that says what it is: a line of its file.</summary>
    public string What { get; init; } = "";

    /// <summary>What one costs the shop.</summary>
    public decimal Value { get; init; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; init; } = "";

    /// <summary>So many of them does its budget pay for.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>Days from the issue to its end.</summary>
    public int ValidDays { get; init; }

    /// <summary>So many days before its end they are reminded; null when they are not.</summary>
    public int? RemindDays { get; init; }

    /// <summary>Of a hundred who earn it so many get nothing, so that its effect is known.</summary>
    public int HoldOut { get; init; }

    /// <summary>Whether its budget is used up.</summary>
    public bool Exhausted { get; init; }

    /// <summary>Whether this customer is held out: the same answer for the same customer and perk, always.</summary>
    public bool HoldsOut(string customer)
    {
        // FNV-1a, then mixed: ids that differ in one digit must not share their luck.
        var hash = 14695981039346656037UL;
        foreach (var letter in $"{Name}|{customer}") hash = (hash ^ letter) * 1099511628211UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return (int)((hash ^ (hash >> 31)) % 100) < HoldOut;
    }
}

/// <summary>News for who owns the thing it is about.</summary>
public sealed record NewsItem(string Name, Group For) : Outreach(Name, For)
{
    /// <inheritdoc/>
    public override string Step => $"{Touchpoint.News}{Name}";
}

/// <summary>A personal touch, done by a person: a call, a card.</summary>
/// <param name="Name">Of its file.</param>
/// <param name="For">For whom.</param>
/// <param name="Task">What staff are asked to do.</param>
public sealed record Gesture(string Name, Group For, string Task);
