using System.Globalization;
using FollowUpBot.Bot.Insights.Themes;
using FollowUpBot.Bot.Storage;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Insights;

/// <summary>Reads facts as they come and counts them. What was read and what was counted move together, so a host that is killed goes on where the file says.</summary>
internal sealed class FactReader(IStore store, ReadModel model, ThemeReader themes, ILogger<FactReader> log) : BackgroundService
{
    // A batch is one transaction: large while there is a past to count, since each touches many customers.
    private const int FactsAtOnce = 5_000, FactsOfThePast = 50_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Customers' turns come first.
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    private readonly ReadModelWriter writer = new(model);

    private long? reached;

    /// <summary>How far it is, from 0 to 1; 1 when all that there was is counted.</summary>
    public double Done { get; private set; }

    /// <summary>Why nothing is counted now; null when all is well.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Counts until nothing is left.</summary>
    public async Task CatchUpAsync(Action<long, long>? report = null, CancellationToken cancel = default)
    {
        Done = model.IsOurs ? Done : 1;
        if (!model.IsOurs) return;
        var (at, last) = (await BeginAsync(), await store.LastFactAsync());
        while (true)
        {
            var facts = await store.ReadFactsAfterAsync(at, last - at > FactsOfThePast ? FactsOfThePast : FactsAtOnce);
            cancel.ThrowIfCancellationRequested();
            if (facts.Count == 0) break;
            writer.Add(facts);
            reached = at = facts[^1].Number;
            last = Math.Max(last, at);
            Done = (double)at / last;
            report?.Invoke(at, last);
        }

        Done = 1;
    }

    /// <summary>Reads some of what customers said for themes; false when nothing was left. A program that only reads the store finds no new ones.</summary>
    public async Task<bool> ReadThemesAsync(bool find, CancellationToken cancel = default) => model.IsOurs && await themes.GoOnAsync(writer, find, cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Pause;
            try
            {
                var more = await Task.Run(
                    async () =>
                    {
                        await CatchUpAsync(cancel: stoppingToken);
                        return await ReadThemesAsync(find: true, stoppingToken);
                    },
                    stoppingToken);
                Trouble = null;
                if (more) pause = BetweenBatches;
            }
            catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                if (Trouble is null && error is SqliteException or StoreUnavailableException or IOException) log.LogWarning("The insights wait: {Reason}", error.Message);
                else if (Trouble is null) log.LogError(error, "The insights wait.");
                Trouble = error.Message;
                pause = AfterFailure;
            }

            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The first fact of a store tells it from another; what was counted from that one is thrown away.
    private async Task<long> BeginAsync()
    {
        var last = await store.LastFactAsync();
        if (reached is { } known && known <= last) return known;
        var at = model.Watermark;
        var first = await FirstAsync();
        if (at > 0 && (at > last || model.About("first") != first))
        {
            model.Clear();
            writer.Forget();
            at = 0;
        }

        if (at == 0 && first is not null) model.Write(s => ReadModel.Note(s, "first", first));
        return at;
    }

    private async Task<string?> FirstAsync() =>
        await store.ReadFactsAfterAsync(0, 1) is [var first] ? string.Create(CultureInfo.InvariantCulture, $"{first.Number} {first.Kind} {first.At} {first.Document}") : null;
}
