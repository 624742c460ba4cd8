using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.TeamsDesk;

/// <summary>
/// Has the cards kept as the cases are: whenever something changed at the desk, whoever did it and wherever, and now and again. So nothing is lost that could not be sent; and it waits for no e-mail
/// and no webhook, and none of them for it.
/// </summary>
internal sealed class ChannelCards(LinkedChannels channels, PostedCards cards, CardKeeper keeper, ChannelPosts posts, Cases cases, ILogger<ChannelCards> log) : BackgroundService
{
    // A lease ends by the clock alone, and nobody says so.
    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(30), Apart = TimeSpan.FromMilliseconds(250), AfterAFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = cases.Watch();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var sleep = await PassAsync(stoppingToken);
                await Task.Delay(Apart, stoppingToken);
                await watch.WaitAsync(sleep, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                if (error is not StoreUnavailableException) log.LogError(error, "The cards in Teams could not be kept; trying again.");
                await Task.Delay(AfterAFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Until when there is nothing to do unless something changes.
    private async Task<TimeSpan> PassAsync(CancellationToken cancel)
    {
        var (linked, posted, sleep) = (await channels.ReadAsync(), await cards.ReadAsync(), AtLeastEvery);
        foreach (var left in posted.Values.Where(p => linked.All(l => l.Id != p.Channel))) await cards.ForgetAsync(left);

        // A host without channels asks for nothing more.
        if (linked.Count == 0) return AtLeastEvery;
        var open = await cases.QueueAsync();
        foreach (var channel in linked)
        {
            // A rest that ends while we are here counts still: what waits for it has not been tried.
            var rest = posts.RestOf(channel);
            if (rest == TimeSpan.Zero)
            {
                if (await keeper.KeepAsync(channel, open, posted, cancel)) continue;
                rest = posts.RestOf(channel);
            }

            if (rest < sleep) sleep = rest;
        }

        return sleep;
    }
}
