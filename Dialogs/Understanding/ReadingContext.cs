namespace FollowUpBot.Dialogs.Understanding;

/// <summary>What a message is read in the light of.</summary>
/// <param name="Now">The customer's local time.</param>
/// <param name="Asked">What we had asked.</param>
/// <param name="DayFirst">Whether 3/4 is the third of April, as in Europe, or the fourth of March.</param>
public sealed record ReadingContext(DateTime Now, Asked Asked = Asked.None, bool DayFirst = false)
{
    /// <summary>The customer's today.</summary>
    public DateTime Today => Now.Date;
}

/// <summary>What a question wants to know.</summary>
public enum Asked
{
    /// <summary>Nothing was asked, or nothing of this kind.</summary>
    None,

    /// <summary>Yes or no.</summary>
    YesNo,

    /// <summary>How satisfied, on a scale.</summary>
    Rating,

    /// <summary>How many.</summary>
    Number,

    /// <summary>Which day.</summary>
    Date,

    /// <summary>What time of day.</summary>
    Time,
}
