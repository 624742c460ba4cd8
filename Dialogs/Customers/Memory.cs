namespace FollowUpBot.Dialogs.Customers;

/// <summary>Something that a customer said in passing and that is worth knowing again.</summary>
/// <param name="Id">A running number: what was forgotten never comes back under the same.</param>
/// <param name="Kind">What it is about, by the name of its rule: <c>use</c>, <c>days</c>.</param>
/// <param name="Words">Theirs.</param>
/// <param name="ToldAt">When; the message stands in the transcript at that moment.</param>
/// <param name="Confidence">How sure we are that it is what it looks like, 0–1.</param>
/// <param name="ExpiresAt">When it is taken for no longer true.</param>
public sealed record Memory(int Id, string Kind, string Words, DateTimeOffset ToldAt, double Confidence, DateTimeOffset ExpiresAt)
{
    /// <summary>The kind that says what to call somebody.</summary>
    public const string CallMe = "name";

    /// <summary>The kind that says on which days somebody has time; its value is their names, as <see cref="DayOfWeek"/> has them.</summary>
    public const string Days = "days";

    /// <summary>What the words come to, where that can be said shortly: the name to call them, the days they have.</summary>
    public string? Value { get; init; }

    /// <summary>Whether it is of a kind that is kept only after an explicit yes: health, beliefs, children.</summary>
    public bool Sensitive { get; init; }
}

/// <summary>Something in a message that is worth knowing again.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Words">The sentence it stands in.</param>
/// <param name="Value">What it comes to, where that can be said shortly.</param>
/// <param name="Confidence">How sure that is, 0–1.</param>
/// <param name="KeptDays">For so many days it is taken for true.</param>
/// <param name="Sensitive">Whether it may be kept only after an explicit yes.</param>
public sealed record Noticed(string Kind, string Words, string? Value, double Confidence, int KeptDays, bool Sensitive);
