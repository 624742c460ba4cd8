using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Reach;

/// <summary>They have to wait for an answer, and can have it on their telephone.</summary>
/// <param name="Known">Whether we have their number and they need only say so.</param>
public sealed record NeedNotWait(bool Known) : Reply;

/// <summary>They want texts: to which number.</summary>
public sealed record WhichNumber : Reply;

/// <summary>A number that could be of any country.</summary>
/// <param name="Written">As they wrote it.</param>
public sealed record WithCountryCode(string Written) : Reply;

/// <summary>The question whose yes is the consent.</summary>
/// <param name="Number">With its country's code.</param>
/// <param name="Owed">Whether it is for the answers they wait for, and for nothing else.</param>
public sealed record MayWeText(string Number, bool Owed) : Reply;

/// <summary>They agree; said where they are.</summary>
/// <param name="Number">With its country's code.</param>
public sealed record TextOnItsWay(string Number) : Reply;

/// <summary>The first text to a number.</summary>
/// <param name="Name">Theirs.</param>
/// <param name="Owed">Whether it is for the answers they wait for, and for nothing else.</param>
public sealed record TextsBegin(string? Name, bool Owed) : Reply;

/// <summary>What they wait for comes to the number that we have.</summary>
public sealed record AnswerByText : Reply;

/// <summary>They would rather not be texted.</summary>
public sealed record NoTexts : Reply;

/// <summary>What we have to say of our own accord comes there from now on.</summary>
/// <param name="Here">Whether that is where they are.</param>
/// <param name="Text">Whether it is their telephone.</param>
/// <param name="Teams">Whether it is Teams; neither is the chat on the page.</param>
public sealed record FromNowOn(bool Here, bool Text, bool Teams) : Reply;

/// <summary>They were never heard on the channel they ask for, so that we cannot begin there.</summary>
/// <param name="Teams">Whether it is Teams; else the chat on the page.</param>
public sealed record WriteThereFirst(bool Teams) : Reply;

/// <summary>This host sends no texts.</summary>
public sealed record NotThere : Reply;

/// <summary>Somebody else writes to us from that number.</summary>
public sealed record NumberTaken : Reply;

/// <summary>Texts do not reach the number they gave.</summary>
public sealed record TextsFailed : Reply;
