using System.Text.Json.Serialization;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.OtherDesk;

/// <summary>Something that happened to a case, as the other desk reads it.</summary>
/// <param name="Id">The same whenever this event is sent.</param>
/// <param name="Sequence">Its place among the events of its case, from 1, without gaps.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="CaseId">The case.</param>
/// <param name="Customer">Whose.</param>
internal sealed record EventBody(string Id, int Sequence, string Kind, DateTimeOffset At, string CaseId, CustomerBody Customer)
{
    /// <summary>Its place among all events, from 1, without gaps; where it is read again.</summary>
    public long? Number { get; init; }

    public string? Reason { get; init; }

    public string? CaseKind { get; init; }

    public string? Product { get; init; }

    public string? Story { get; init; }

    public string? Priority { get; init; }

    public double? Mood { get; init; }

    public int? Level { get; init; }

    /// <summary>By when the customer was told to expect a word; of a call, when it begins.</summary>
    public DateTimeOffset? PromisedBy { get; init; }

    /// <summary>What the customer has just written; null when it has been taken away since.</summary>
    public LineBody? Message { get; init; }

    public string? Agent { get; init; }

    public string? Outcome { get; init; }

    /// <summary>What was said until then, oldest first.</summary>
    public IReadOnlyList<LineBody>? Transcript { get; init; }
}

/// <summary>Who it is about.</summary>
internal sealed record CustomerBody(string Id, string? Name, string Locale, string TimeZone);

/// <summary>A line of the transcript.</summary>
internal sealed record LineBody(string Id, string Speaker, string? Name, DateTimeOffset At, string Text, IReadOnlyList<FileBody>? Files)
{
    public static LineBody Of(TranscriptLine line) => new(line.Id, line.Speaker.ToString(), line.Name, line.At, line.Text,
        line.Files.Count == 0 ? null : [.. line.Files.Select(f => new FileBody(f.Name, $"/files/{f.Id}/{Uri.EscapeDataString(f.Name)}", f.Bytes))]);
}

/// <summary>A file that the customer sent; its address is on this host.</summary>
internal sealed record FileBody(string Name, string Path, long Bytes);

/// <summary>A page of events, and where the next one begins.</summary>
internal sealed record EventPage(IReadOnlyList<EventBody> Events, long Next);

/// <summary>A case as it stands.</summary>
internal sealed record CaseBody(string Id, string Kind, string Reason, CustomerBody? Customer, string? Product, string Story, string Priority, double Mood, int Level, DateTimeOffset OpenedAt, DateTimeOffset FirstWordBy)
{
    public DateTimeOffset? FirstWordAt { get; init; }

    /// <summary>Who has it now; null when it is free.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether they work at the other desk.</summary>
    public bool OwnerIsYours { get; init; }

    /// <summary>The lease that a reply must name.</summary>
    public int Lease { get; init; }

    public bool IsOpen { get; init; }

    public int Unanswered { get; init; }

    public int Reopened { get; init; }

    public DateTimeOffset? CallAt { get; init; }

    public string? CallOn { get; init; }

    public string? Outcome { get; init; }

    public IReadOnlyList<NoteBody>? Notes { get; init; }

    public IReadOnlyList<LineBody>? Transcript { get; init; }

    public static CaseBody Of(StoredCase stored, DateTimeOffset now) => Of(stored.Case, new CustomerBody(stored.CustomerId, stored.CustomerName, "", ""), now);

    public static CaseBody Of(Case about, CustomerBody customer, DateTimeOffset now) =>
        new(about.Id, about.Kind.ToString(), about.Reason, customer, about.Product, about.Story, about.Priority.ToString(), about.Mood, about.Level, about.OpenedAt, about.FirstWordBy)
        {
            FirstWordAt = about.FirstWordAt,
            Owner = about.HolderAt(now),
            OwnerIsYours = about.HolderAt(now) is not null && about.Desk is not null,
            Lease = about.Lease,
            IsOpen = about.IsOpen,
            Unanswered = about.Unanswered,
            Reopened = about.Reopened,
            CallAt = about.CallBack is { KeptAt: null } call ? call.At : null,
            CallOn = about.CallBack is { KeptAt: null } promised ? promised.Phone : null,
            Outcome = about.Outcome,
        };
}

/// <summary>What agents wrote down for each other.</summary>
internal sealed record NoteBody(DateTimeOffset At, string Agent, string Text);

/// <summary>The open cases.</summary>
internal sealed record CasesBody(DateTimeOffset Now, IReadOnlyList<CaseBody> Cases);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(CaseBody))]
[JsonSerializable(typeof(CasesBody))]
internal sealed partial class OtherDeskJson : JsonSerializerContext;
