using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Turns;

/// <summary>Which agents have the desk open, on this host and, as far as they have said, on the others of the same store.</summary>
internal sealed class Presence(Changes changes)
{
    private readonly ConcurrentDictionary<Guid, string> open = new();

    public IReadOnlyList<string> Names => [.. Here.Concat(Elsewhere).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Those at this host.</summary>
    public IReadOnlyList<string> Here => [.. open.Values.Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Those at other hosts.</summary>
    public IReadOnlyList<string> Elsewhere { get; set; } = [];

    /// <summary>Rings when somebody came to this host or left it.</summary>
    public event Action? Changed;

    /// <summary>An agent is there until the result is disposed.</summary>
    public IDisposable Enter(string agent)
    {
        var visit = Guid.NewGuid();
        open[visit] = agent;
        Tell();
        return new Leaving(() =>
        {
            if (open.TryRemove(visit, out _)) Tell();
        });
    }

    private void Tell()
    {
        changes.SignalHere(Changes.Desk);
        Changed?.Invoke();
    }

    private sealed class Leaving(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}

/// <summary>Where several hosts have one store: tells the others who is at this one, and hears it from them. Who has not been heard of for a while is gone, with its agents.</summary>
internal sealed class PresenceKeeper(Presence presence, IStore store, Changes changes, TimeProvider clock) : BackgroundService
{
    private const string Kind = "present";
    private const int MostHosts = 1000;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10), Gone = TimeSpan.FromSeconds(45);

    private readonly SemaphoreSlim bell = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        presence.Changed += Ring;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await ShareAsync();
                }
                catch (StoreUnavailableException)
                {
                    // Told with the next round.
                }

                await bell.WaitAsync(Every, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops; the others notice.
        }
        finally
        {
            presence.Changed -= Ring;
        }
    }

    private void Ring() => bell.Release();

    private async Task ShareAsync()
    {
        var (self, now) = (store.Outbox.Self.ToString(CultureInfo.InvariantCulture), clock.GetUtcNow());
        var notes = await store.Notes.ReadAsync(Kind, MostHosts);
        var (mine, said) = (notes.FirstOrDefault(n => n.Id == self), JsonSerializer.Serialize(presence.Here));
        var isNews = said != (mine?.Document ?? "[]");
        if (isNews || presence.Here.Count > 0) await store.Notes.WriteAsync(new Note(Kind, self, said, now) { Version = mine?.Version ?? 0 });
        foreach (var old in notes.Where(n => n.Id != self && now - n.ChangedAt >= Gone)) await store.Notes.RemoveAsync(old);
        var others = notes.Where(n => n.Id != self && now - n.ChangedAt < Gone).SelectMany(n => JsonSerializer.Deserialize<List<string>>(n.Document)!).Distinct().Order(StringComparer.Ordinal).ToList();
        var changed = !others.SequenceEqual(presence.Elsewhere);
        presence.Elsewhere = others;
        if (isNews) changes.Signal(Changes.Desk);
        else if (changed) changes.SignalHere(Changes.Desk);
    }

    public override void Dispose()
    {
        bell.Dispose();
        base.Dispose();
    }
}
