using FollowUpBot.Bot.People;
using FollowUpBot.Bot.TeamsDesk;
using FollowUpBot.KillRig;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.TeamsDesk;

/// <summary>Which channels cases come into, who says so, and who is who there.</summary>
public class LinkTests
{
    [Fact]
    public async Task A_lead_links_a_channel_and_ends_it()
    {
        await using var teams = await TeamsChannel.OpenAsync();
        Assert.StartsWith("Cases that nobody picks up come into this channel", await teams.WriteAsync(TeamsChannel.Lena, "Desk"), StringComparison.Ordinal);
        var linked = Assert.Single(await LinksAsync(teams));
        Assert.Equal((TeamsChannel.Channel, TeamsChannel.Tenant, false, "Lena"), (linked.Id, linked.Tenant, linked.All, linked.By));

        // In another thread it is the same channel.
        Assert.StartsWith("Every new case", await teams.WriteAsync(TeamsChannel.Lena, "desk all", new { conversation = Conversation($"{TeamsChannel.Channel};messageid=77") }), StringComparison.Ordinal);
        Assert.True(Assert.Single(await LinksAsync(teams)).All);
        Assert.Equal("No more cases come into this channel.", await teams.WriteAsync(TeamsChannel.Lena, "desk off"));
        Assert.Equal("This channel was not linked.", await teams.WriteAsync(TeamsChannel.Lena, "desk off"));
        Assert.Equal([$"teams.linked {TeamsChannel.Channel} what nobody picks up", $"teams.linked {TeamsChannel.Channel} every new case", $"teams.unlinked {TeamsChannel.Channel}"], await teams.AuditAsync("Lena"));
        await teams.ComplainAsync();
        await teams.LateAsync();
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        Assert.Empty(teams.Connector.Threads);
    }

    [Fact]
    public async Task Who_may_not_link_a_channel_is_told_the_way_out()
    {
        await using var teams = await TeamsChannel.OpenAsync();
        Assert.Contains("a lead or an admin", await teams.WriteAsync(TeamsChannel.Alex, "desk"), StringComparison.Ordinal);
        Assert.Contains("write “desk me”", await teams.WriteAsync("5b0f4c1e-0000-4a55-9d0c-000000000666", "desk"), StringComparison.Ordinal);
        Assert.Contains("does not say who you are", await teams.WriteAsync(TeamsChannel.Lena, "desk", new { from = new { id = "29:guest" } }), StringComparison.Ordinal);

        // The same person's number in another directory is somebody else; and who says of no directory is nobody.
        Assert.Contains("write “desk me”", await teams.WriteAsync(TeamsChannel.Lena, "desk", new { conversation = Conversation(tenant: "00000000-0000-0000-0000-000000000666") }), StringComparison.Ordinal);
        Assert.Contains("does not say who you are", await teams.WriteAsync(TeamsChannel.Lena, "desk", new { conversation = Conversation(tenant: null) }), StringComparison.Ordinal);
        await Accounts(teams).DisableAsync("Lena");
        Assert.Contains("may not sign in", await teams.WriteAsync(TeamsChannel.Lena, "desk"), StringComparison.Ordinal);
        Assert.Empty(await LinksAsync(teams));

        // A token for another address, or none.
        await Accounts(teams).EnableAsync("Lena");
        Assert.Equal(401, (await teams.PostAsync(teams.Message(TeamsChannel.Lena, "desk"), teams.Cloud.Token("https://smba.trafficmanager.net/teams/", TestHost.Start))).Status);
        Assert.Equal(401, (await teams.PostAsync(teams.Message(TeamsChannel.Lena, "desk"), "no token")).Status);
        var elsewhere = teams.Message(TeamsChannel.Lena, "desk", new { serviceUrl = "https://elsewhere.example/" });
        Assert.Equal(403, (await teams.PostAsync(elsewhere, teams.Cloud.Token("https://elsewhere.example/", TestHost.Start))).Status);
        Assert.Empty(await LinksAsync(teams));
    }

    [Fact]
    public async Task Nothing_that_is_said_in_a_team_is_a_customers_word()
    {
        await using var teams = await TeamsChannel.OpenAsync();
        Assert.StartsWith("I bring cases into this channel", await teams.WriteAsync(TeamsChannel.Alex, "I want to talk to a person, the lamp is broken"), StringComparison.Ordinal);
        foreach (var more in new object?[]
        {
            new { entities = Array.Empty<object>() },
            new { entities = Array.Empty<object>(), conversation = new { id = "19:desk@thread.tacv2;messageid=1", tenantId = TeamsChannel.Tenant } },
            new { type = "messageUpdate" },
            new { type = "conversationUpdate", membersAdded = new[] { new { id = "28:bot" } } },
            new { type = "installationUpdate", action = "add" },
            new { type = "invoke", name = "adaptiveCard/action", value = new { action = new { data = new { say = "person" } } } },
            new { type = "invoke", name = "message/submitAction", value = new { reaction = "like" } },
            new { type = "message", value = new { say = "person" }, text = "", entities = Array.Empty<object>() },
        })
            await teams.PostAsync(teams.Message(TeamsChannel.Alex, "I want to talk to a person", more));
        Assert.Null(await teams.Host.Store.CustomerAtAsync("msteams", TeamsChannel.Alex));
        Assert.Null(await teams.Host.Store.CustomerAtAsync("msteams", $"29:{TeamsChannel.Alex}"));
        Assert.Empty(await teams.Host.Store.ReadOpenCasesAsync(10));
        Assert.Single(teams.Connector.Heard);
    }

    [Fact]
    public async Task A_code_from_Teams_says_at_the_desk_who_somebody_is_once()
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var teams = await TeamsChannel.OpenAsync(clock);
        const string Ines = "5b0f4c1e-0000-4a55-9d0c-000000000009";
        var ines = (await Accounts(teams).CreateAsync("Ines", Role.Admin))!;
        var people = teams.Host.Services.GetRequiredService<TeamsPeople>();
        Assert.Equal(CardActs.Unknown, await teams.WriteAsync(Ines, "desk"));

        // Only the last is good, and for ten minutes.
        var (first, second) = (CodeIn(await teams.WriteAsync(Ines, "desk me")), CodeIn(await teams.WriteAsync(Ines, "desk me")));
        Assert.Null(await people.RedeemAsync(ines, first));
        clock.Now += TimeSpan.FromMinutes(10);
        Assert.Null(await people.RedeemAsync(ines, second));
        var third = CodeIn(await teams.WriteAsync(Ines, "desk me"));
        Assert.NotNull(await people.RedeemAsync(ines, third.ToLowerInvariant()));
        Assert.Null(await people.RedeemAsync((await Accounts(teams).FindAsync("Kim"))!, third));
        Assert.StartsWith("Cases that nobody", await teams.WriteAsync(Ines, "desk"), StringComparison.Ordinal);
        Assert.Contains($"account.teams ines is {TeamsPeople.IdOf(TeamsChannel.Tenant, Ines)}", await teams.AuditAsync("Ines"));

        // Whoever ends her sign-ins ends that too.
        await Accounts(teams).SignOutEverywhereAsync("Ines");
        Assert.Equal(CardActs.Unknown, await teams.WriteAsync(Ines, "desk off"));

        static string CodeIn(string said) => said.Split("minutes: ")[1].Split('.')[0];
    }

    [Fact]
    public async Task Somebody_in_Teams_is_one_account()
    {
        await using var teams = await TeamsChannel.OpenAsync();
        await Accounts(teams).ConnectAsync("Kim", TeamsPeople.IdOf(TeamsChannel.Tenant, TeamsChannel.Alex));
        Assert.Null((await Accounts(teams).FindAsync("Alex"))!.Teams);
        Assert.Equal("Kim", (await Accounts(teams).OfTeamsAsync(TeamsPeople.IdOf(TeamsChannel.Tenant, TeamsChannel.Alex.ToUpperInvariant())!))!.Name);
        Assert.Null(TeamsPeople.IdOf(TeamsChannel.Tenant, "somebody"));
    }

    [Fact]
    public async Task Without_tokens_nobody_is_of_the_staff()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:BotFramework:Authentication", "Off"]);
        var (status, _) = await host.SendAsync(HttpMethod.Post, "/api/messages", null, new
        {
            type = "message",
            id = "m1",
            channelId = "msteams",
            serviceUrl = connector.Url,
            from = new { id = "29:lena", aadObjectId = TeamsChannel.Lena },
            recipient = new { id = "28:bot" },
            conversation = Conversation(),
            text = "<at>Bot</at> desk",
            entities = new[] { new { type = "mention", text = "<at>Bot</at>", mentioned = new { id = "28:bot" } } },
        });
        Assert.Equal((200, 0), (status, connector.Calls));
    }

    private static Accounts Accounts(TeamsChannel teams) => teams.Host.Services.GetRequiredService<Accounts>();

    private static Task<IReadOnlyList<LinkedChannel>> LinksAsync(TeamsChannel teams) => teams.Host.Services.GetRequiredService<LinkedChannels>().ReadAsync();

    private static object Conversation(string id = $"{TeamsChannel.Channel};messageid=1", string? tenant = TeamsChannel.Tenant) => new { id, isGroup = true, conversationType = "channel", tenantId = tenant };
}
