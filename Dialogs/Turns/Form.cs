namespace FollowUpBot.Dialogs.Turns;

/// <summary>What a line of ours has beside its Markdown, for channels that can show more, or less.</summary>
/// <param name="Prompt">Name of the prompt that said it.</param>
public sealed record Form(string Prompt)
{
    /// <summary>The short form for text messages, in Markdown like the line; null when the line itself will do.</summary>
    public string? Sms { get; init; }

    /// <summary>How to hear no more, where that must stand in each text message that nobody asked for; Markdown.</summary>
    public string? WayOut { get; init; }

    /// <summary>A card that goes with the line.</summary>
    public Card? Card { get; init; }

    /// <summary>The case that is handed over to a hub with this line; null when none is.</summary>
    public string? HandsOver { get; init; }

    /// <summary>The sections of manuals that the line rests on, in its order; null when it rests on none.</summary>
    public IReadOnlyList<CitedSection>? Citations { get; init; }
}

/// <summary>What a line is about, at a glance. Everything in it is plain text.</summary>
/// <param name="Title">A few words; null when the card is facts alone.</param>
/// <param name="Facts">A few facts; may be empty.</param>
public sealed record Card(string? Title, IReadOnlyList<CardFact> Facts)
{
    /// <summary>The numbers to choose from, where it asks for one.</summary>
    public CardScale? Scale { get; init; }
}

/// <summary>Numbers to choose from, both ends included.</summary>
public sealed record CardScale(int Least, int Most);

/// <summary>A fact of a card.</summary>
/// <param name="Label">What it says.</param>
/// <param name="Value">What is so.</param>
public sealed record CardFact(string Label, string Value);

/// <summary>A section of a manual.</summary>
/// <param name="Title">Of the manual.</param>
/// <param name="Heading">Of the section.</param>
/// <param name="Url">Where customers open it: a path on this host, or the address that the document names.</param>
/// <param name="ShortUrl">The same place by a short address.</param>
public sealed record CitedSection(string Title, string Heading, string Url, string? ShortUrl = null);
