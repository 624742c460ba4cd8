using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Questions;

/// <summary>An answer from the knowledge base, with its source.</summary>
/// <param name="Quote">The sentences of the manual that answer.</param>
/// <param name="Source">Where they stand.</param>
/// <param name="Question">The customer's question, when they have written something else since.</param>
public sealed record Answered(Markdown Quote, Citation Source, string? Question) : Reply;

/// <summary>An answer that a language model wrote from the manuals, with the sources it rests on.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Sources">Where it stands.</param>
/// <param name="Question">The customer's question, when they have written something else since.</param>
public sealed record Composed(string Answer, IReadOnlyList<Citation> Sources, string? Question) : Reply;

/// <summary>We do not know; staff have been asked.</summary>
/// <param name="Question">The customer's words.</param>
/// <param name="Product">The product it is about, if known.</param>
/// <param name="Team">Who was asked.</param>
/// <param name="By">By when the answer comes.</param>
public sealed record PassedOn(string Question, string? Product, string Team, DateTimeOffset By) : Reply;

/// <summary>Asks a stranger which product their question is about.</summary>
public sealed record WhichProduct : Reply;

/// <summary>A file came: we cannot look at it, staff can.</summary>
/// <param name="Several">Whether there are several.</param>
/// <param name="Team">Who looks at it.</param>
/// <param name="By">By when they write; null when they have a question of the customer's already, whose time was said.</param>
public sealed record FileReceived(bool Several, string Team, DateTimeOffset? By) : Reply;

/// <summary>The same question is already with staff.</summary>
public sealed record AlreadyAsked(string Team, DateTimeOffset By) : Reply;
