using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Simulation;

/// <summary>Something that arrives: a sale, a customer's words, an agent's action or a timer.</summary>
/// <param name="Id">Under which the store knows it.</param>
/// <param name="Key">Under which chance knows it: the same whatever else happens.</param>
/// <param name="At">When it is sent.</param>
/// <param name="Meaning">What it means; the staff of the moment are filled in when it is decided.</param>
internal sealed record Input(string Id, ulong Key, DateTimeOffset At, Meaning Meaning)
{
    /// <summary>A host has begun with it, so its turn is owed.</summary>
    public bool Accepted { get; set; }

    /// <summary>Who sent it has been told that it is done.</summary>
    public bool Answered { get; set; }
}

/// <summary>Things that customers say, as they would be understood. Nothing is read or written here, so a turn costs what its decision costs.</summary>
internal static class Sayings
{
    public static readonly StaffWord Nobody = new("", [], false, default, default);

    public static readonly Meaning Yes = Said("yes") with { Answer = Answer.Yes };
    public static readonly Meaning YesBut = Said("yes, but the strap is loose") with { Answer = Answer.Yes, Reservation = true };
    public static readonly Meaning No = Said("no") with { Answer = Answer.No };
    public static readonly Meaning Unsure = Said("more or less") with { Answer = Answer.Unsure };
    public static readonly Meaning Thanks = Said("thanks") with { Intent = Intent.Thanks };
    public static readonly Meaning Hello = Said("hello") with { Intent = Intent.Greeting };
    public static readonly Meaning Nonsense = Said("blue on tuesdays");
    public static readonly Meaning Weather = Said("will it rain tomorrow") with { Intent = Intent.Question, OutOfScope = 0.95 };
    public static readonly Meaning Question = Said("does it fit the old mount") with { Intent = Intent.Question };
    public static readonly Meaning Stop = Said("stop") with { Intent = Intent.Stop };
    public static readonly Meaning StopAngry = Said("leave me alone, it never worked") with { Intent = Intent.Stop, Complaint = 0.8, Mood = -0.9 };
    public static readonly Meaning Start = Said("start") with { Intent = Intent.Start };
    public static readonly Meaning Pause = Said("not now, write me again later") with { Intent = Intent.Pause };
    public static readonly Meaning Help = Said("help") with { Intent = Intent.Help };
    public static readonly Meaning Person = Said("a person please") with { WantsHuman = 0.95 };
    public static readonly Meaning WhereIsIt = Said("where is my order") with { Intent = Intent.OrderStatus };
    public static readonly Meaning GiveBack = Said("i want to return it") with { Intent = Intent.Return };
    public static readonly Meaning Broken = Said("the battery is dead after one hour") with { Complaint = 0.9, Mood = -0.5 };
    public static readonly Meaning BrokenHow = Said("it is broken, how do i fix it") with { Complaint = 0.8, Mood = -0.4, Intent = Intent.Question };
    public static readonly Meaning Pfff = Said("rubbish") with { Complaint = 0.8, Mood = -0.7 };
    public static readonly Meaning Smoke = Said("smoke comes out of it") with { Danger = true, Complaint = 0.6, Mood = -0.8 };
    public static readonly Meaning Story = Said("it went dark on the first night and stayed dark");

    public static readonly Meaning CallMe = Said("tomorrow at ten");
    public static readonly Meaning NoCall = Said("no need to call") with { CallsOff = true };
    public static readonly Meaning Number = Said("+34 600 000 002");

    public static readonly Meaning Leave = Said("we switched to another brand") with { Intent = Intent.Leaving };
    public static readonly Meaning LeaveDear = Said("i buy elsewhere now, you are too expensive") with { Intent = Intent.Leaving, Leaves = LeavingReason.Price };
    public static readonly Meaning AboutMe = Said("what do you know about me") with { Intent = Intent.AboutMe };
    public static readonly Meaning Perks = Said("is my code still valid") with { Intent = Intent.Perk };
    public static readonly Meaning NotForMe = Said("not for me") with { Intent = Intent.NotForMe };
    public static readonly Meaning Reason = Said("it is light and simply works");
    public static readonly Meaning Fridays = Said("i only have fridays") with { Notices = [new Noticed(Memory.Days, "i only have fridays", "Friday", 0.9, 365, false)] };
    public static readonly Meaning Mondays = Said("i only have mondays") with { Notices = [new Noticed(Memory.Days, "i only have mondays", "Monday", 0.9, 40, false)] };
    public static readonly Meaning Caving = Said("we use it for caving") with { Notices = [new Noticed("use", "we use it for caving", "caving", 0.9, 60, false)] };
    public static readonly Meaning Allergy = Said("my son is allergic to latex") with { Notices = [new Noticed("health", "my son is allergic to latex", null, 0.9, 730, true)] };

    /// <summary>A wish to forget: what was told first, second or third, or all of it.</summary>
    public static Meaning Forget(int which) => Said("forget that") with { Intent = Intent.Forget, Forgets = which == 0 ? [1, 2, 3, 4, 5, 6] : [which] };

    /// <summary>An answer to a measure of loyalty.</summary>
    public static Meaning Score(double score) => Said($"{score}") with { Score = score };

    /// <summary>Why somebody leaves, when they are asked.</summary>
    public static Meaning Because(LeavingReason reason) => Said("because of that") with { Leaves = reason };

    /// <summary>What somebody may say out of the blue, by how they are.</summary>
    public static readonly IReadOnlyDictionary<Manner, Meaning[]> Unprompted = new Dictionary<Manner, Meaning[]>
    {
        [Manner.Happy] = [Thanks, Hello, Question, Nonsense, Pause, Fridays, Caving, AboutMe, Perks, Forget(0)],
        [Manner.Silent] = [Hello, Pause, NotForMe],
        [Manner.Annoyed] = [Pfff, Pfff, Stop, StopAngry, Broken, No, Person, Leave, LeaveDear, Forget(0)],
        [Manner.Complaining] = [Broken, BrokenHow, Pfff, GiveBack, Person, Smoke, WhereIsIt, Broken],
        [Manner.Wavering] = [Stop, Start, Pause, Stop, Start, Pause, Help, Thanks, Broken, Leave, Mondays, Forget(1)],
        [Manner.Loyal] = [Thanks, Question, Hello, Fridays, Mondays, Caving, Allergy, Perks, Forget(2), Forget(1), Forget(0)],
        [Manner.Curious] = [Question, Question, Weather, Nonsense, WhereIsIt, Help, Hello, Pause, Caving, Allergy, Mondays, AboutMe, Forget(1), Forget(0), NotForMe],
    };

    private static Meaning Said(string text) => new(new CustomerWrote(text), Nobody);
}

/// <summary>How a customer is.</summary>
internal enum Manner
{
    Happy,
    Silent,
    Annoyed,
    Complaining,
    Wavering,
    Loyal,
    Curious,
}
