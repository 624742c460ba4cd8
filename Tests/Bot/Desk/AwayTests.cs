using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Bot.People;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Desk;

/// <summary>Cases come to who is there and leave who goes away.</summary>
public class AwayTests
{
    [Fact]
    public async Task Cases_are_given_to_who_is_there_and_go_on_to_the_next_when_they_do_not_write()
    {
        var prompts = TestPrompts.Copy();
        await File.AppendAllTextAsync(Path.Combine(prompts.FullName, "shop.yaml"), "assignment: { atOnce: 3 }\n", TestContext.Current.CancellationToken);
        await using var host = await TestHost.StartAsync(null, prompts.FullName);
        using var jonas = await host.SignInAsync("Jonas");
        await using (var here = await HereAsync(jonas))
        {
            await WantsAPersonAsync(host, "dl_1");
            await UntilAsync(async () => await OwnerAsync(jonas) == "Jonas");

            // Nobody is with them before somebody writes.
            Assert.DoesNotContain(await host.Store.ReadTranscriptAsync((await host.Store.ReadOpenCasesAsync(5))[0].CustomerId, 20), l => l.Text.Contains("is with you now", StringComparison.Ordinal));
        }

        using var amira = await host.SignInAsync("Amira");
        await using var there = await HereAsync(amira);
        await host.AdvanceAsync(TimeSpan.FromMinutes(6));
        await UntilAsync(async () => await OwnerAsync(amira) == "Amira");
        await UntilAsync(async () => (await GivenAsync()).SequenceEqual(["to Jonas", "to Amira"]));

        async Task<IEnumerable<string>> GivenAsync() => (await host.Services.GetRequiredService<AuditTrail>().ReadAfterAsync(0, 500)).Where(e => e.What == "case.assigned").Select(e => e.Details);
    }

    [Fact]
    public async Task Who_steps_away_gives_back_what_they_have_and_customers_hear_when_somebody_writes()
    {
        await using var host = await TestHost.StartAsync();
        await WantsAPersonAsync(host, "dl_1");
        await WantsAPersonAsync(host, "dl_2");
        using var jonas = await host.SignInAsync("Jonas");
        await using var here = await HereAsync(jonas);
        var ids = (await CasesAsync(jonas)).Select(c => c.GetProperty("id").GetString()!).ToList();
        foreach (var id in ids) await SendAsync(jonas, $"cases/{id}/claim", new { requestId = id });
        await WantsAPersonAsync(host, "dl_3");
        var answered = (await CasesAsync(jonas)).Select(c => c.GetProperty("id").GetString()!).Except(ids).Single();
        await SendAsync(jonas, $"cases/{answered}/claim", new { requestId = "3" });
        await SendAsync(jonas, $"cases/{answered}/reply", new { requestId = "4", lease = 1, text = "It is on its way." });
        await SendAsync(jonas, $"cases/{ids[1]}/snooze", new { requestId = "aside", lease = 1, until = TestHost.Start.AddHours(20) });

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(jonas, "away", new { away = "yes" })).Status);
        Assert.Equal(1, (await SendAsync(jonas, "away", new { away = true })).Body.GetProperty("givenBack").GetInt32());
        Assert.Equal([null, "Jonas"], (await CasesAsync(jonas)).Where(c => c.GetProperty("id").GetString() != answered).OrderBy(c => c.GetProperty("id").GetString() == ids[1]).Select(c => c.GetProperty("owner").GetString()));

        // Who has had their answer waits for nothing, and hears nothing.
        Assert.EndsWith("It is on its way.", (await host.Store.ReadTranscriptAsync((await host.Store.FindCaseAsync(answered))!.CustomerId, 20))[^1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Jonas", (await jonas.GetFromJsonAsync<JsonElement>("/api/desk/cases", TestContext.Current.CancellationToken)).GetProperty("colleagues").EnumerateArray().Select(c => c.GetString()));
        Assert.Contains("Jonas had to hand this back", (await host.Store.ReadTranscriptAsync((await host.Store.FindCaseAsync(ids[0]))!.CustomerId, 20))[^1].Text, StringComparison.Ordinal);
        Assert.NotNull((await host.Services.GetRequiredService<Accounts>().FindAsync("Jonas"))!.AwaySince);
        Assert.Equal(0, (await SendAsync(jonas, "away", new { away = false })).Body.GetProperty("givenBack").GetInt32());
        Assert.Null((await host.Services.GetRequiredService<Accounts>().FindAsync("Jonas"))!.AwaySince);
    }

    [Fact]
    public async Task A_case_can_be_given_to_a_team()
    {
        await using var host = await TestHost.StartAsync();
        await WantsAPersonAsync(host, "dl_1");
        using var jonas = await host.SignInAsync("Jonas");
        var id = (await CasesAsync(jonas))[0].GetProperty("id").GetString();
        await SendAsync(jonas, $"cases/{id}/claim", new { requestId = "1" });
        Assert.Contains("there is no team called the gardeners; there are", $"{(await SendAsync(jonas, $"cases/{id}/release", new { requestId = "2", lease = 1, team = "the gardeners" })).Body}", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(jonas, $"cases/{id}/release", new { requestId = "2", lease = 1, team = "The owner" })).Status);
        var given = (await CasesAsync(jonas))[0];
        Assert.Equal((null, "the owner"), (given.GetProperty("owner").GetString(), given.GetProperty("team").GetString()));
    }

    [Fact]
    public async Task A_lead_says_what_somebody_answers_for_and_an_agent_does_not()
    {
        await using var host = await TestHost.StartAsync();
        using var lead = await host.SignInAsync("Lena", Role.Lead);
        using var agent = await host.SignInAsync("Jonas", Role.Agent);
        var duties = new { teams = new[] { " the owner " }, products = new[] { "TrailLight 300" }, languages = new[] { "de", "" }, atOnce = 4 };
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(agent, "../people/Jonas/duties", duties)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(lead, "../people/Jonas/duties", new { atOnce = 1000 })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(lead, "../people/Nobody/duties", duties)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(lead, "../people/Jonas/duties", duties)).Status);
        var kept = (await host.Services.GetRequiredService<Accounts>().FindAsync("Jonas"))!.Duties;
        Assert.Equal(["the owner", "TrailLight 300", "de", "4"], [.. kept.Teams, .. kept.Products, .. kept.Languages, $"{kept.AtOnce}"]);
        Assert.True(kept.Reads("de-AT") && !kept.Reads("den") && kept.Knows("traillight 300") && kept.BelongsTo("The owner"));
    }

    // As an open page of the desk: somebody is there until it is closed.
    private static async Task<Stream> HereAsync(HttpClient agent)
    {
        var answer = await agent.GetAsync("/api/desk/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
    }

    private static async Task WantsAPersonAsync(TestHost host, string user)
    {
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = user } });
        var (_, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", made.GetProperty("token").GetString());
        await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{opened.GetProperty("conversationId").GetString()}/activities", opened.GetProperty("token").GetString(), new { type = "message", text = "I want a person" });
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpClient agent, string path, object body)
    {
        using var answer = await agent.PostAsJsonAsync($"/api/desk/{path}", body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    private static async Task<IReadOnlyList<JsonElement>> CasesAsync(HttpClient agent) =>
        [.. (await agent.GetFromJsonAsync<JsonElement>("/api/desk/cases", TestContext.Current.CancellationToken)).GetProperty("cases").EnumerateArray()];

    private static async Task<string?> OwnerAsync(HttpClient agent) => (await CasesAsync(agent))[0].GetProperty("owner").GetString();

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var left = 200; !await holds(); left--)
        {
            Assert.True(left > 0, "It did not happen in ten seconds.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
