using System.Text.Json.Serialization;

namespace FollowUpBot.Bot.Tasks;

/// <summary>Something that somebody on the staff is to do about the shop's own work.</summary>
/// <param name="Id">Its name.</param>
/// <param name="About">What it came from, in the form <c>kind:id</c> or <c>kind:id/part</c>: <c>walk:4f…/thank-you</c>.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Detail">All that is to be known for doing it; may be empty.</param>
/// <param name="Owner">Who does it.</param>
/// <param name="Due">By the end of which day.</param>
/// <param name="CreatedBy">Who asked for it.</param>
/// <param name="CreatedAt">When.</param>
public sealed record ShopTask(string Id, string About, string Title, string Detail, string Owner, DateOnly Due, string CreatedBy, DateTimeOffset CreatedAt)
{
    /// <summary>Longest title, detail and owner.</summary>
    public const int LongestTitle = 200, LongestDetail = 2000, LongestOwner = 80;

    /// <summary>A page that is proposed for a manual, as it would stand among the manuals; null when it is about something else.</summary>
    public string? Draft { get; init; }

    /// <summary>Who said that it is done; null while it is not.</summary>
    public string? DoneBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Whether it still wants doing.</summary>
    [JsonIgnore]
    public bool IsOpen => DoneAt is null;

    /// <summary>Whether its day has passed and it is not done.</summary>
    public bool IsOverdue(DateOnly today) => IsOpen && Due < today;
}
