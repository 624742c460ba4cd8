using System.Collections.Concurrent;
using System.Security.Cryptography;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Walk;

/// <summary>The walks that are under way at this host: a few at once, each given up when nobody goes on with it.</summary>
internal sealed class WalkRoom(Func<WalkOrder, string, Task<LiveWalk>> open, string folder, TravelClock clock, ILogger<WalkRoom> log) : BackgroundService
{
    public const int Most = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromHours(1), BetweenLooks = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Place> places = new();
    private readonly SemaphoreSlim opening = new(1, 1);
    private bool prepared;

    /// <summary>The clock of the people who walk, not of those they play.</summary>
    public DateTimeOffset Now => clock.RealNow;

    /// <summary>A name for a walk that nobody can guess.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Begins a walk. Throws <see cref="WalkException"/> when there are too many.</summary>
    public async Task<LiveWalk> BeginAsync(WalkOrder order)
    {
        await opening.WaitAsync();
        try
        {
            if (!prepared) Prepare();
            await GiveUpIdleAsync();
            if (places.Count >= Most) throw new WalkException($"{Most} walks are under way at this host, and more are not taken at once: finish one or give one up.");
            var walk = await open(order, Path.Combine(folder, $"{order.Id}.db"));
            places[order.Id] = new Place(walk) { Seen = Now };
            return walk;
        }
        finally
        {
            opening.Release();
        }
    }

    /// <summary>The walk of this name, which somebody goes on with; null when it is over or was given up.</summary>
    public LiveWalk? Find(string id)
    {
        if (!places.TryGetValue(id, out var place)) return null;
        place.Seen = Now;
        return place.Walk;
    }

    /// <summary>Those that somebody has begun.</summary>
    public IReadOnlyList<LiveWalk> Of(string walker) => [.. places.Values.Select(p => p.Walk).Where(w => w.Order.Walker == walker).OrderBy(w => w.Order.StartsAt)];

    /// <summary>Ends a walk and takes its store away.</summary>
    public async Task EndAsync(string id)
    {
        if (places.TryRemove(id, out var place)) await place.Walk.EndAsync();
    }

    /// <summary>Gives up what nobody has gone on with for an hour.</summary>
    public async Task GiveUpIdleAsync()
    {
        foreach (var (id, place) in places)
            if (Now - place.Seen >= Patience) await EndAsync(id);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var id in places.Keys) await EndAsync(id);
    }

    public override void Dispose()
    {
        opening.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(BetweenLooks, stoppingToken);
                await LookAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The host is stopping.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            await GiveUpIdleAsync();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogError(error, "A walk could not be given up.");
        }
    }

    // What a host that was killed has left of its walks is nobody's any more.
    private void Prepare()
    {
        Directory.CreateDirectory(folder);
        foreach (var left in Directory.EnumerateFiles(folder)) File.Delete(left);
        prepared = true;
    }

    private sealed class Place(LiveWalk walk)
    {
        private long seen;

        public LiveWalk Walk => walk;

        public DateTimeOffset Seen
        {
            get => new(Interlocked.Read(ref seen), TimeSpan.Zero);
            set => Interlocked.Exchange(ref seen, value.UtcTicks);
        }
    }
}
