using System.Text.Json;
using FollowUpBot.Bot.People;
using FollowUpBot.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.TeamsDesk;

/// <summary>A case in a channel: posted, claimed and answered by card, by who may and nobody else.</summary>
public class CaseCardTests
{
    [Fact]
    public async Task A_case_that_nobody_picks_up_is_shown_without_a_word_of_the_customers()
    {
        await using var teams = await LateCaseAsync();
        var card = await teams.CardAsync(1, "Nobody has it.");
        Assert.Equal((TeamsChannel.Channel, TeamsChannel.Tenant), (teams.Connector.Threads[0].Channel, teams.Connector.Threads[0].Tenant));
        Assert.Equal("Maria: Complaint", card.GetProperty("body")[0].GetProperty("text").GetString());
        var facts = card.GetProperty("body")[2].GetProperty("facts").EnumerateArray().ToDictionary(f => f.GetProperty("title").GetString()!, f => f.GetProperty("value").GetString());
        Assert.Equal(["About", "Product", "Waits since", "A word promised by", "Level"], facts.Keys);

        // The word of twelve was missed; the apology named another hour.
        Assert.Equal(("TrailLight 300", "Mon 23 Nov 11:00", "Mon 23 Nov 13:00", "1, with the service leads"), (facts["Product"], facts["Waits since"], facts["A word promised by"], facts["Level"]));
        Assert.Equal(["Claim", "Open at the desk"], TitlesOf(card));
        Assert.Equal("https://bot.shop.example/desk/all/C-1-1", card.GetProperty("actions")[1].GetProperty("url").GetString());
        var all = teams.Connector.Threads[0].Activity.GetRawText();
        Assert.Equal("Maria: Complaint: nobody has written in time", teams.Connector.Threads[0].Activity.GetProperty("summary").GetString());
        foreach (var word in new[] { "Lopez", "lamp", "dl_customer" }) Assert.DoesNotContain(word, all, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Who_claims_it_answers_it_and_the_customer_hears_that_once()
    {
        await using var teams = await LateCaseAsync();
        var free = await teams.CardAsync(1);
        var mine = TeamsChannel.CardIn(await teams.PressAsync(TeamsChannel.Alex, free, "Claim"));
        Assert.Equal("Alex has it.", TeamsChannel.StandingOf(mine));

        // Everybody in the channel sees that; who presses what they saw before is told the truth.
        await teams.CardAsync(1, "Alex has it.");
        Assert.StartsWith("Alex has this case", TeamsChannel.RefusalIn(await teams.PressAsync(TeamsChannel.Kim, free, "Claim")), StringComparison.Ordinal);
        Assert.StartsWith("This case is not yours any more. Alex has it now", TeamsChannel.RefusalIn(await teams.PressAsync(TeamsChannel.Kim, mine, "Reply", "I am Kim")), StringComparison.Ordinal);
        Assert.Empty(await teams.AnswersAsync());

        // Sent twice by Teams, and pressed twice by Alex.
        var press = teams.Press(TeamsChannel.Alex, mine, "Reply", "A new lamp is *on its way*.");
        foreach (var again in new[] { press, press, teams.Press(TeamsChannel.Alex, mine, "Reply", "A new lamp is *on its way*.") })
            Assert.Equal("Alex has it, and has written.", TeamsChannel.StandingOf(TeamsChannel.CardIn((await teams.PostAsync(again)).Body)));
        Assert.Contains("on its way", Assert.Single(await teams.AnswersAsync()), StringComparison.Ordinal);
        var after = await teams.CardAsync(1, "Alex has it, and has written.");
        Assert.Equal(2, teams.Connector.Threads[0].Changes);

        // Other words are another answer.
        TeamsChannel.CardIn(await teams.PressAsync(TeamsChannel.Alex, after, "Reply", "It should be there tomorrow."));
        Assert.Equal(2, (await teams.AnswersAsync()).Count);
        var audit = await teams.AuditAsync("Alex");
        Assert.Equal(1, audit.Count(a => a == "case.claimed C-1-1"));
        Assert.Contains("case.replied C-1-1", audit);
        Assert.Contains("case.claimed C-1-1 refused: HeldByAnother", await teams.AuditAsync("Kim"));
    }

    [Fact]
    public async Task What_is_done_at_the_desk_is_shown_in_the_channel()
    {
        await using var teams = await LateCaseAsync();
        var free = await teams.CardAsync(1);
        var lease = await teams.Host.ActAsync("Jonas", "claim", new { requestId = Guid.NewGuid() });
        await teams.CardAsync(1, "Jonas has it.");
        await teams.Host.ActAsync("Jonas", "reply", new { requestId = Guid.NewGuid(), lease, text = "I am here now." });
        await teams.CardAsync(1, "Jonas has it, and has written.");
        await teams.Host.ActAsync("Jonas", "resolve", new { requestId = Guid.NewGuid(), lease, outcome = "A new lamp was sent." });
        var closed = await teams.CardAsync(1, "Closed by Jonas.");
        Assert.Equal(["Open at the desk"], TitlesOf(closed));
        Assert.StartsWith("This case is closed. Jonas has resolved it", TeamsChannel.RefusalIn(await teams.PressAsync(TeamsChannel.Alex, free, "Claim")), StringComparison.Ordinal);

        // Nothing is kept of it.
        for (var patience = 0; patience < 200 && (await teams.Host.Store.Notes.ReadAsync("teams-card", 10)).Count > 0; patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Empty(await teams.Host.Store.Notes.ReadAsync("teams-card", 10));
    }

    [Fact]
    public async Task Each_level_is_heard_of_in_the_channel_and_all_its_cards_show_the_same()
    {
        await using var teams = await LateCaseAsync();
        await teams.CardAsync(1);
        await teams.Host.AdvanceAsync(TimeSpan.FromMinutes(31));
        var second = await teams.CardAsync(2);
        Assert.Contains("2, with the owner", second.GetRawText(), StringComparison.Ordinal);
        await teams.PressAsync(TeamsChannel.Alex, second, "Claim");
        await teams.CardAsync(2, "Alex has it.");
        for (var patience = 0; patience < 200 && TeamsChannel.StandingOf(TeamsChannel.CardOf(teams.Connector.Threads[0])) != "Alex has it."; patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Equal(TeamsChannel.CardOf(teams.Connector.Threads[1]).GetRawText(), TeamsChannel.CardOf(teams.Connector.Threads[0]).GetRawText());
    }

    [Fact]
    public async Task A_channel_that_wants_every_case_has_new_ones_at_once()
    {
        await using var teams = await TeamsChannel.OpenAsync();
        await teams.WriteAsync(TeamsChannel.Lena, "desk all");
        await teams.ComplainAsync();
        Assert.DoesNotContain("Level", (await teams.CardAsync(1, "Nobody has it.")).GetRawText(), StringComparison.Ordinal);
        Assert.EndsWith("a new case", teams.Connector.Threads[0].Activity.GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_who_may_not_presses_is_refused_and_does_nothing()
    {
        await using var teams = await LateCaseAsync();
        var free = await teams.CardAsync(1);
        var accounts = teams.Host.Services.GetRequiredService<Accounts>();
        Assert.Equal(FollowUpBot.Bot.TeamsDesk.CardActs.Unknown, await RefusedAsync("5b0f4c1e-0000-4a55-9d0c-000000000666"));
        await accounts.ChangeAsync("Kim", a => a with { Role = Role.Manager });
        Assert.StartsWith("This is not yours to see or do", await RefusedAsync(TeamsChannel.Kim), StringComparison.Ordinal);
        await accounts.DisableAsync("Alex");
        Assert.StartsWith("You may not sign in at the desk any more", await RefusedAsync(TeamsChannel.Alex), StringComparison.Ordinal);
        await accounts.EnableAsync("Alex");

        // Another directory's conversation under the same name, and a conversation that nobody linked.
        Assert.StartsWith("This channel is not linked", await RefusedAsync(TeamsChannel.Alex, new { conversation = new { id = TeamsChannel.Channel, conversationType = "channel", tenantId = "00000000-0000-0000-0000-000000000666" } }), StringComparison.Ordinal);
        Assert.StartsWith("This channel is not linked", await RefusedAsync(TeamsChannel.Alex, new { conversation = new { id = "19:other@thread.tacv2", conversationType = "channel", tenantId = TeamsChannel.Tenant } }), StringComparison.Ordinal);
        Assert.Equal(401, (await teams.PostAsync(teams.Press(TeamsChannel.Alex, free, "Claim"), "no token")).Status);
        Assert.Null((await teams.Host.Store.FindCaseAsync("C-1-1"))!.Case.Owner);

        Task<string> RefusedAsync(string who, object? more = null) => Task.Run(async () => TeamsChannel.RefusalIn(await teams.PressAsync(who, free, "Claim", more: more)));
    }

    [Fact]
    public async Task Words_that_cannot_be_sent_are_not()
    {
        await using var teams = await LateCaseAsync();
        var mine = TeamsChannel.CardIn(await teams.PressAsync(TeamsChannel.Alex, await teams.CardAsync(1), "Claim"));
        Assert.StartsWith("Write something", TeamsChannel.RefusalIn(await teams.PressAsync(TeamsChannel.Alex, mine, "Reply", " \n")), StringComparison.Ordinal);
        Assert.StartsWith("That has 4001 characters", TeamsChannel.RefusalIn(await teams.PressAsync(TeamsChannel.Alex, mine, "Reply", new string('x', 4001))), StringComparison.Ordinal);
        foreach (var data in new object[] { new { desk = "reply", @case = "C-1-1", lease = "first", words = "hello" }, new { desk = "reply", @case = "C-1-1", words = "hello" }, new { desk = "close", @case = "C-1-1" }, new { desk = "claim" }, new { desk = 5 }, new { } })
            Assert.Equal(400, (await teams.PressAsync(TeamsChannel.Alex, mine, "Reply", more: new { value = new { action = new { data } } })).GetProperty("statusCode").GetInt32());
        Assert.StartsWith("There is no such case", TeamsChannel.RefusalIn(await teams.PressAsync(TeamsChannel.Alex, mine, "Reply", more: new { value = new { action = new { data = new { desk = "claim", @case = "C-2-1" } } } })), StringComparison.Ordinal);
        Assert.StartsWith("This case is not yours any more", TeamsChannel.RefusalIn(await teams.PressAsync(TeamsChannel.Alex, mine, "Reply", more: new { value = new { action = new { data = new { desk = "reply", @case = "C-1-1", lease = "7", words = "hello" } } } })), StringComparison.Ordinal);
        Assert.Empty(await teams.AnswersAsync());
        TeamsChannel.CardIn(await teams.PressAsync(TeamsChannel.Alex, mine, "Reply", new string('x', 4000)));
        Assert.Single(await teams.AnswersAsync());
    }

    [Fact]
    public async Task Each_card_is_of_the_schema()
    {
        await using var teams = await LateCaseAsync();
        var cards = new List<JsonElement> { await teams.CardAsync(1) };
        cards.Add(TeamsChannel.CardIn(await teams.PressAsync(TeamsChannel.Alex, cards[0], "Claim")));
        await teams.CardAsync(1, "Alex has it.");
        cards.Add(await teams.CardAsync(1));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, teams.Connector.Threads.Select(t => t.Activity.GetRawText()), TestContext.Current.CancellationToken);
            Assert.Contains("are of the schema", await Makers.RunAsync("activities.mjs", file), StringComparison.Ordinal);
            await File.WriteAllLinesAsync(file, cards.Select(c => c.GetRawText()), TestContext.Current.CancellationToken);
            Assert.Contains("3 cards are of the schema", await Makers.RunAsync("cards.mjs", file), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<TeamsChannel> LateCaseAsync()
    {
        var teams = await TeamsChannel.OpenAsync();
        await teams.WriteAsync(TeamsChannel.Lena, "desk");
        await teams.ComplainAsync();
        await teams.LateAsync();
        return teams;
    }

    private static IEnumerable<string> TitlesOf(JsonElement card) => card.GetProperty("actions").EnumerateArray().Select(a => a.GetProperty("title").GetString()!);
}
