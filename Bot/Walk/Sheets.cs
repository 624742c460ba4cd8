using System.Text.Json;
using System.Text.Json.Serialization;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Tasks;

namespace FollowUpBot.Bot.Walk;

/// <summary>A finding of a walk that is to become a task.</summary>
/// <param name="Step">At which touchpoint.</param>
/// <param name="Title">What is to be done.</param>
/// <param name="Owner">By whom.</param>
/// <param name="Due">By the end of which day.</param>
internal sealed record Finding(string Step, string Title, string Owner, DateOnly Due);

/// <summary>The sheets of walks, kept in the shop's own store, and the tasks that came of them.</summary>
internal sealed class Sheets(IStore store, TaskBook tasks)
{
    private const string Kind = "walk";
    private const int Most = 2000;

    /// <summary>What a task of a walk is about begins so.</summary>
    public const string About = "walk:";

    /// <summary>So many days a finding has, if nothing else is said.</summary>
    public const int UsualDays = 14;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Keeps a sheet and makes its findings tasks. Done twice, the first counts.</summary>
    public async Task KeepAsync(Sheet sheet, IReadOnlyList<Finding> findings)
    {
        // The tasks first, under names that follow from the walk's: who is cut off in between and does it again makes none twice.
        foreach (var (finding, i) in findings.Select((f, i) => (f, i))) await tasks.AddAsync(TaskOf(sheet, finding, i));
        await store.Notes.WriteAsync(new Note(Kind, sheet.Id, JsonSerializer.Serialize(sheet, Json), sheet.WalkedAt));
    }

    public async Task<Sheet?> FindAsync(string id) => await store.Notes.FindAsync(Kind, id) is { } note ? Read(note) : null;

    /// <summary>All of them, the latest first.</summary>
    public async Task<IReadOnlyList<Sheet>> ReadAsync() => [.. (await store.Notes.ReadAsync(Kind, Most)).Select(Read).OrderByDescending(s => s.WalkedAt)];

    /// <summary>The latest walk with the same product before this one; null when it is the first.</summary>
    public async Task<Sheet?> BeforeAsync(Sheet sheet) => (await ReadAsync()).FirstOrDefault(s => s.Product == sheet.Product && s.WalkedAt < sheet.WalkedAt && s.Id != sheet.Id);

    private static ShopTask TaskOf(Sheet sheet, Finding finding, int number)
    {
        var touch = sheet.Touches.FirstOrDefault(t => t.Step == finding.Step);
        var detail = touch is null ? sheet.Overall : $"{sheet.Product} by {sheet.Channel}, day {touch.Day}, {touch.Title}{(touch.Note is { } note ? $": {note}" : "")}\n{touch.Skipped ?? touch.Said}";
        return new ShopTask($"{sheet.Id}-{number}", $"{About}{sheet.Id}/{finding.Step}", Cut(finding.Title, ShopTask.LongestTitle), Cut(detail, ShopTask.LongestDetail), finding.Owner, finding.Due, sheet.Walker, sheet.WalkedAt);
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : $"{text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)]}…";

    private static Sheet Read(Note note) => JsonSerializer.Deserialize<Sheet>(note.Document, Json)!;
}
