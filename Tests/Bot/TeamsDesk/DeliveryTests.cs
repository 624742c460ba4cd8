using FollowUpBot.Bot.TeamsDesk;
using FollowUpBot.Bot.Turns;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Bot.Notices;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.TeamsDesk;

/// <summary>Cards on a way that fails as Teams does.</summary>
public class DeliveryTests
{
    [Theory]
    [InlineData(ConnectorServer.Fault.Busy, 1)]
    [InlineData(ConnectorServer.Fault.PreconditionFailed, 1)]
    [InlineData(ConnectorServer.Fault.BadGatewayAfterAccepting, 2)]
    [InlineData(ConnectorServer.Fault.GatewayTimeoutAfterAccepting, 2)]
    internal async Task A_card_that_was_not_taken_comes_later(ConnectorServer.Fault fault, int threads)
    {
        await using var teams = await LinkedAsync();
        teams.Connector.Next(fault);
        await teams.ComplainAsync();
        await teams.LateAsync();

        // Where nobody knows whether it was taken it may stand there twice, and both can be pressed.
        var card = await teams.CardAsync(threads, "Nobody has it.");
        teams.Connector.Next(fault);
        await teams.PressAsync(TeamsChannel.Alex, card, "Claim");
        await teams.CardAsync(threads, "Alex has it.");
        Assert.StartsWith("Alex has this case", TeamsChannel.RefusalIn(await teams.PressAsync(TeamsChannel.Kim, card, "Claim")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConnectorServer.Fault.Blocked)]
    [InlineData(ConnectorServer.Fault.NotThere)]
    internal async Task A_channel_that_the_bot_was_taken_out_of_is_linked_no_more(ConnectorServer.Fault fault)
    {
        await using var teams = await LinkedAsync();
        teams.Connector.Next(fault);
        await teams.ComplainAsync();
        await teams.LateAsync();
        for (var patience = 0; patience < 400 && (await LinksAsync(teams)).Count > 0; patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Empty(await LinksAsync(teams));
        Assert.Empty(teams.Connector.Threads);

        // Linked again, it has what waits.
        await teams.WriteAsync(TeamsChannel.Lena, "desk");
        await teams.CardAsync(1, "Nobody has it.");
    }

    [Fact]
    public async Task A_card_that_somebody_took_away_there_is_let_go()
    {
        await using var teams = await LinkedAsync();
        await teams.ComplainAsync();
        await teams.LateAsync();
        var card = await teams.CardAsync(1);
        teams.Connector.Next(ConnectorServer.Fault.NotThere);
        await teams.PressAsync(TeamsChannel.Alex, card, "Claim");
        for (var patience = 0; patience < 400 && (await teams.Host.Store.Notes.ReadAsync("teams-card", 5)).Any(n => n.Document.Contains("\"activity\":\"", StringComparison.Ordinal)); patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Single(await LinksAsync(teams));
        Assert.Equal((1, 0), (teams.Connector.Threads.Count, teams.Connector.Threads[0].Changes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mail_webhook_and_channel_do_not_wait_for_each_other(bool channelFails)
    {
        await using var smtp = new SmtpServer();
        await using var hook = await HookServer.StartAsync();
        await using var teams = await TeamsChannel.OpenAsync(null, await PromptsAsync(hook), [.. smtp.Flags, "--FollowUp:Notices:WebhookSecret", HookServer.Secret]);
        await teams.WriteAsync(TeamsChannel.Lena, "desk");
        if (channelFails)
        {
            teams.Connector.Otherwise = () => ConnectorServer.Fault.Busy;
        }
        else
        {
            for (var i = 0; i < 20; i++) hook.Next(500);
            for (var i = 0; i < 20; i++) smtp.Next("busy");
        }

        await teams.ComplainAsync();
        await teams.LateAsync();
        if (!channelFails) await teams.CardAsync(1, "Nobody has it.");
        Assert.Equal(channelFails ? (1, 1, 0) : (0, 1, 1), (smtp.Taken.Count, hook.Heard.Count, teams.Connector.Threads.Count));
        teams.Connector.Otherwise = null;
        await teams.CardAsync(1, "Nobody has it.");
    }

    [Fact]
    public async Task Of_two_hosts_one_posts_a_card_and_another_when_that_one_has_died()
    {
        await using var teams = await TeamsChannel.OpenAsync();
        var real = new SteppedClock(TestHost.Start);
        var (one, other) = (new PostedCards(teams.Host.Store, new TravelClock(real)), new PostedCards(teams.Host.Store, new TravelClock(real)));
        Assert.NotNull(await one.BeginAsync("card", null, TeamsChannel.Channel, "C-1-1"));
        Assert.Null(await other.BeginAsync("card", null, TeamsChannel.Channel, "C-1-1"));
        Assert.False(other.IsLost((await other.ReadAsync())["card"]));
        real.Now += TimeSpan.FromSeconds(61);
        var lost = (await other.ReadAsync())["card"];
        Assert.True(other.IsLost(lost));
        var taken = (await other.BeginAsync("card", lost, TeamsChannel.Channel, "C-1-1"))!;
        Assert.Null(await one.BeginAsync("card", lost, TeamsChannel.Channel, "C-1-1"));

        // What was posted is nobody's to post again, however long ago.
        Assert.NotNull(await other.WriteAsync(taken with { Conversation = "19:desk;messageid=2", Activity = "2" }));
        real.Now += TimeSpan.FromDays(1);
        Assert.False(one.IsLost((await one.ReadAsync())["card"]));
        await one.ForgetAsync((await one.ReadAsync())["card"]);
        Assert.Empty(await other.ReadAsync());
    }

    private static async Task<TeamsChannel> LinkedAsync()
    {
        var teams = await TeamsChannel.OpenAsync();
        await teams.WriteAsync(TeamsChannel.Lena, "desk");
        return teams;
    }

    private static Task<IReadOnlyList<LinkedChannel>> LinksAsync(TeamsChannel teams) => teams.Host.Services.GetRequiredService<LinkedChannels>().ReadAsync();

    private static async Task<string> PromptsAsync(HookServer hook)
    {
        var prompts = TestPrompts.Copy();
        var shop = Path.Combine(prompts.FullName, "shop.yaml");
        var text = await File.ReadAllTextAsync(shop);
        text = text[..text.IndexOf("escalation:", StringComparison.Ordinal)] + $"escalation:\n  - team: the leads\n    email: [one@shop.example]\n    webhook: {hook.Url}\n" + text[text.IndexOf("# As it stands", StringComparison.Ordinal)..];
        await File.WriteAllTextAsync(shop, text);
        return prompts.FullName;
    }
}
