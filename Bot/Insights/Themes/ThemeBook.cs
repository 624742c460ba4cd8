using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Insights.Themes;

/// <summary>What staff make of a theme.</summary>
public sealed record ThemeCare
{
    /// <summary>What they call it; null while it is called what was found.</summary>
    public string? Name { get; init; }

    /// <summary>Who answers for it.</summary>
    public string? Owner { get; init; }

    /// <summary>By when something is done about it.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>Since when something has been done; null while nothing has.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Whether it is no theme for anybody; what is said goes on being put there, so it is not found again.</summary>
    public bool Dismissed { get; init; }

    /// <summary>The messages by which those who said it were told what was done.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];
}

/// <summary>A theme that the store knows.</summary>
/// <param name="Theme">What is said.</param>
/// <param name="Care">What is made of it.</param>
/// <param name="FoundAt">When it was found.</param>
internal sealed record KnownTheme(Theme Theme, ThemeCare Care, DateTimeOffset FoundAt)
{
    public string Id => Theme.Id;

    /// <summary>What it is called.</summary>
    public string Name => Care.Name ?? Theme.Label;
}

/// <summary>The themes in the store, where they outlive what is counted: their ids, what they are like, and who answers for them.</summary>
internal sealed class ThemeBook(IStore store, TimeProvider clock)
{
    private const string Kind = "theme", LookKind = "theme-look", Look = "last";

    /// <summary>So many are kept; beyond them none is found.</summary>
    public const int Most = 500;

    public async ValueTask<IReadOnlyList<KnownTheme>> ReadAsync() => [.. (await store.Notes.ReadAsync(Kind, Most)).Select(Open).OfType<KnownTheme>()];

    public async ValueTask<KnownTheme?> FindAsync(string id) => await store.Notes.FindAsync(Kind, id) is { } note ? Open(note) : null;

    /// <summary>Adds a theme; one that is there stays as it is.</summary>
    public async Task AddAsync(Theme theme) => await store.Notes.WriteAsync(new Note(Kind, theme.Id, Written(new Document(theme.Label, Packed(theme.Meaning), theme.Terms, clock.GetUtcNow(), new ThemeCare())), clock.GetUtcNow()));

    /// <summary>Gives a theme a better name than what its customers share.</summary>
    public async Task NameAsync(Theme theme, string label)
    {
        if (await store.Notes.FindAsync(Kind, theme.Id) is { } note && Read(note) is { } document) await store.Notes.WriteAsync(note with { Document = Written(document with { Label = label }), ChangedAt = clock.GetUtcNow() });
    }

    /// <summary>Changes what is made of a theme; null when there is no such theme.</summary>
    public async Task<KnownTheme?> ChangeAsync(string id, Func<ThemeCare, ThemeCare> change)
    {
        // Somebody wins every time.
        while (true)
        {
            if (await store.Notes.FindAsync(Kind, id) is not { } note || Read(note) is not { } document) return null;
            var changed = note with { Document = Written(document with { Care = change(document.Care) }), ChangedAt = clock.GetUtcNow() };
            if (await store.Notes.WriteAsync(changed)) return Open(changed);
        }
    }

    /// <summary>
    /// Takes the turn to look for new themes in what has been said up to a fact, if enough was said after the last one that anybody looked at; of several hosts one gets it. So the same is found
    /// once, however often it is counted anew.
    /// </summary>
    public async Task<bool> TakeTurnAsync(long upTo, Func<long, bool> isEnoughAfter)
    {
        var last = await store.Notes.FindAsync(LookKind, Look);
        var looked = long.TryParse(last?.Document, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : 0;
        return upTo > looked && isEnoughAfter(looked)
            && await store.Notes.WriteAsync(new Note(LookKind, Look, upTo.ToString(CultureInfo.InvariantCulture), clock.GetUtcNow()) { Version = last?.Version ?? 0 });
    }

    /// <summary>A vector as it is kept: half the size, which changes no likeness that matters.</summary>
    public static byte[] Packed(float[] vector) => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(vector, v => (Half)v)).ToArray();

    public static float[] Unpacked(byte[] packed) => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(packed).ToArray(), v => (float)v);

    // A theme that cannot be read, or was found by another encoder, is none: the others go on.
    private static KnownTheme? Open(Note note) => Read(note) is { } document && Unpacked(document.Meaning) is { Length: SentenceEncoder.Dimensions } meaning
        ? new KnownTheme(new Theme(note.Id, document.Label, meaning, document.Terms), document.Care, document.FoundAt)
        : null;

    private static Document? Read(Note note)
    {
        try
        {
            return JsonSerializer.Deserialize<Document>(note.Document, JsonSerializerOptions.Web) is { Label: not null, Meaning: not null, Terms: not null, Care: not null } document ? document : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Written(Document document) => JsonSerializer.Serialize(document, JsonSerializerOptions.Web);

    private sealed record Document(string Label, byte[] Meaning, IReadOnlyDictionary<uint, float> Terms, DateTimeOffset FoundAt, ThemeCare Care);
}
