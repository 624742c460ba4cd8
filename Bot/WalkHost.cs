using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Channels.Sms;
using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Notices;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Bot.Walk;

namespace FollowUpBot.Bot;

/// <summary>Puts the loop together for a walk: a store and a clock of its own, and the host's readers, index and model, which only read.</summary>
internal sealed class WalkHost(FollowUpOptions options, ShopContent content, MessageReaders readers, KnowledgeIndex knowledge, LanguageModel model, ILoggerFactory logs)
{
    private static readonly ChannelAccount Nobody = new("bot");

    /// <summary>The channels one can walk on, each rendered as it is sent there.</summary>
    public static readonly IReadOnlyList<ChannelForm> Forms =
    [
        new("web", "Web chat", "directline", "dl_walker", (line, host) => Channels.DirectLine.Activity.Of(line, "walk", null, host).Text!),
        new("teams", "Teams", "msteams", "walker", (line, host) => ConnectorSender.ActivityOf(line.Text, line.Buttons, null, "", null, new ConversationReference("", "walk", Nobody, Nobody), host).Text!),
        new("sms", "SMS", Texts.Channel, "+34600000000", (line, host) => SmsText.Of(line.Text, line.Buttons, line.Form, host)) { IsPlain = true },
    ];

    /// <summary>Begins a walk on a new store in this file; the purchase is made and the thank-you is there.</summary>
    public async Task<LiveWalk> OpenAsync(WalkOrder order, string path)
    {
        var clock = new TravelClock(new StandingTime(order.StartsAt));
        var store = SqliteStore.Open(path);
        var services = new ServiceCollection().AddSingleton(logs).AddSingleton(typeof(ILogger<>), typeof(Logger<>)).AddLoop(options, content, store, clock)
            .AddSingleton(StaffNotices.Silent).AddSingleton(readers).AddSingleton(knowledge).AddSingleton(model)
            .AddSingleton<WalkChannel>().AddSingleton<IChannelSender>(provider => provider.GetRequiredService<WalkChannel>())
            .AddSingleton(order).AddSingleton<WalkDiary>().AddSingleton<LiveWalk>()
            .BuildServiceProvider();
        var walk = services.GetRequiredService<LiveWalk>();
        walk.Ended = CloseAsync;
        try
        {
            // On channels that are not ours messages leave by the dispatcher, as always.
            await services.GetRequiredService<Dispatcher>().StartAsync(CancellationToken.None);
            await walk.BuyAsync();
            return walk;
        }
        catch
        {
            await CloseAsync();
            throw;
        }

        async Task CloseAsync()
        {
            await services.GetRequiredService<Dispatcher>().StopAsync(CancellationToken.None);
            await services.GetRequiredService<Composer>().StopAsync(CancellationToken.None);
            await services.GetRequiredService<StaffTeller>().StopAsync(CancellationToken.None);
            await services.GetRequiredService<DeskTeller>().StopAsync(CancellationToken.None);
            await services.DisposeAsync();
            await store.DisposeAsync();
            foreach (var part in new[] { "", "-wal", "-shm", ".lock" }) File.Delete(path + part);
        }
    }

    // In a walk no time passes but what the walker lets pass; what is measured, like a lease, is measured by the real clock.
    private sealed class StandingTime(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
    }
}
