using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Handoff;

/// <summary>A person is coming: who is there and when to expect a word.</summary>
public sealed record PersonComing(string? Agent, string Team, bool Open, DateTimeOffset By) : Reply;

/// <summary>A person looks up where the order is.</summary>
/// <param name="Thing">What was bought last.</param>
/// <param name="Promised">The day it was promised for, when that promise is open.</param>
/// <param name="Agent">Who is at the desk, when it is one person.</param>
/// <param name="Team">The people.</param>
/// <param name="Open">Whether it is within service hours.</param>
/// <param name="By">By when the first word comes.</param>
public sealed record OrderStatus(string? Thing, DateTimeOffset? Promised, string? Agent, string Team, bool Open, DateTimeOffset By) : Reply;

/// <summary>A person settles a return, an exchange or a refund.</summary>
public sealed record ReturnOrRefund(string? Agent, string Team, bool Open, DateTimeOffset By) : Reply;

/// <summary>An agent has taken the case and read the story.</summary>
public sealed record AgentJoined(string Agent, string Team) : Reply;

/// <summary>A text that staff begin an answer with, in the words of the prompt that they choose.</summary>
/// <param name="Says">Name of that prompt.</param>
/// <param name="Name">What to call the customer; null when it is not known.</param>
/// <param name="Thing">The everyday word for what they bought last.</param>
/// <param name="Product">Its name.</param>
/// <param name="Order">Its order number.</param>
/// <param name="Agent">Who writes.</param>
public sealed record Macro(string Says, string? Name, string? Thing, string? Product, string? Order, string Agent) : Reply
{
    /// <summary>The folder of these prompts.</summary>
    public const string Feature = "Macros";

    /// <inheritdoc/>
    public override string Prompt => Says;
}

/// <summary>What an agent wrote.</summary>
public sealed record AgentSaid(string Agent, string Text) : Reply;

/// <summary>Staff's answer to a question that was passed on.</summary>
public sealed record StaffAnswered(string Agent, string Question, string Text) : Reply;

/// <summary>An agent had to give the case back.</summary>
public sealed record AgentLeft(string Agent, string Team, DateTimeOffset By) : Reply;

/// <summary>Those who were asked first do not take the case.</summary>
/// <param name="Team">Who takes it instead.</param>
/// <param name="By">By when the first word comes, as was said before; null when no time is named any more.</param>
public sealed record NotTaken(string Team, DateTimeOffset? By) : Reply;

/// <summary>The case is closed.</summary>
/// <param name="Agent">By whom.</param>
/// <param name="Outcome">What was done; null when nobody said.</param>
/// <param name="Thing">What was bought last.</param>
public sealed record Resolved(string Agent, string? Outcome, string? Thing) : Reply;

/// <summary>They say that it is solved.</summary>
public sealed record GladItIsSolved : Reply;

/// <summary>They say that it is not: the same case is open again.</summary>
public sealed record NotSolved(string? Agent, string Team, bool Open, DateTimeOffset By) : Reply;

/// <summary>Nobody has written by the time we said.</summary>
public sealed record StillWaiting(string Team, DateTimeOffset By) : Reply;

/// <summary>The second time that passed without a word: no third is named.</summary>
/// <param name="Question">The question that waits for its answer; null when a person is waited for.</param>
public sealed record NoThirdHour(string? Question) : Reply;

/// <summary>Nobody is there: they may be called instead of waiting for a written word.</summary>
/// <param name="Team">Who calls.</param>
/// <param name="From">From when on somebody is there.</param>
public sealed record MayWeCall(string Team, DateTimeOffset From) : Reply;

/// <summary>A time for the call, when nobody is there at the one they named, or when they named none.</summary>
/// <param name="From">The time that is asked about.</param>
/// <param name="Wanted">What they had named; null when nothing.</param>
/// <param name="Day">Whether that was a whole day.</param>
public sealed record CallInstead(DateTimeOffset From, DateTimeOffset? Wanted, bool Day) : Reply;

/// <summary>The time is clear, and their number is not known.</summary>
/// <param name="From">When the call begins.</param>
/// <param name="To">By when at the latest.</param>
/// <param name="Written">A number they gave that could be of any country.</param>
public sealed record CallOnWhichNumber(DateTimeOffset From, DateTimeOffset? To, string? Written) : Reply;

/// <summary>A call is promised.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">By when at the latest.</param>
/// <param name="Digits">The last digits of the number.</param>
/// <param name="Team">Who calls.</param>
/// <param name="Changed">Whether it takes the place of another time.</param>
public sealed record CallBooked(DateTimeOffset From, DateTimeOffset? To, string Digits, string Team, bool Changed) : Reply;

/// <summary>They want no call, or not at that time.</summary>
/// <param name="By">By when a written word comes; null when an agent has written, or the time has passed.</param>
/// <param name="Late">Whether they wait, and the time we named has passed.</param>
/// <param name="Again">Whether they may name another time.</param>
public sealed record NoCall(DateTimeOffset? By, bool Late, bool Again) : Reply;

/// <summary>The promised call was not made.</summary>
/// <param name="From">When it was promised for.</param>
/// <param name="Team">Who was to call.</param>
/// <param name="By">By when a written word comes; null when no other time is named.</param>
public sealed record CallMissed(DateTimeOffset From, string Team, DateTimeOffset? By) : Reply;

/// <summary>An agent called and did not reach them.</summary>
/// <param name="Agent">Who.</param>
/// <param name="At">When.</param>
/// <param name="By">By when a written word comes instead; null when they have had one.</param>
public sealed record TriedToCall(string Agent, DateTimeOffset At, DateTimeOffset? By) : Reply;

/// <summary>The promised answer is late.</summary>
public sealed record StillAsking(string Team, string Question, DateTimeOffset By) : Reply;
