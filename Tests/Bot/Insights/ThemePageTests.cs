using System.Net;
using FollowUpBot.Bot.Insights;
using FollowUpBot.Bot.Insights.Themes;
using FollowUpBot.Dialogs.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Insights;

/// <summary>The page of a theme: who answers for it, by when, and the word to those who said it.</summary>
public class ThemePageTests
{
    private static readonly string[] Said = ["The charging cap falls off.", "I lost the charging cap.", "The cap of the charging port is loose.", "My charging cap came off and is lost.", "The charging cap is gone. <script>alert('x')</script> مرحبا 🦊"];

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_theme_gets_an_owner_and_a_day_and_those_who_said_it_hear_what_was_done_once()
    {
        await using var host = await TestHost.StartAsync();
        using var agent = await host.SignInAsync("Jonas");
        var id = await PlantAsync(host);
        var list = await agent.GetStringAsync("/insights/voice", Cancel);
        Assert.Contains($"/insights/voice/{id}", list, StringComparison.Ordinal);
        Assert.Contains("nobody yet", list, StringComparison.Ordinal);

        Assert.Contains("Kept.", await PostAsync(agent, id, HttpStatusCode.OK, ("do", "keep"), ("name", "Cap gets lost"), ("owner", "Ines"), ("due", "2026-11-20")), StringComparison.Ordinal);
        list = await agent.GetStringAsync("/insights/voice", Cancel);
        foreach (var shown in new[] { "Cap gets lost", "Ines", "20 Nov 2026", "overdue" }) Assert.Contains(shown, list, StringComparison.Ordinal);
        Assert.Contains("Cap gets lost", await agent.GetStringAsync("/insights/voice.csv", Cancel), StringComparison.Ordinal);
        Assert.Contains("What customers say: Cap gets lost", await agent.GetStringAsync($"/insights/words?what=voice.theme&step={id}", Cancel), StringComparison.Ordinal);

        var told = await PostAsync(agent, id, HttpStatusCode.OK, ("do", "tell"), ("says", "Voice/charging-cap-cord"));
        Assert.Contains("5 customers are going to hear of it", told, StringComparison.Ordinal);
        Assert.Contains("(told)", told, StringComparison.Ordinal);
        Assert.Contains("5 knew already", await PostAsync(agent, id, HttpStatusCode.OK, ("do", "tell"), ("says", "Voice/charging-cap-cord")), StringComparison.Ordinal);
        await host.AdvanceAsync(TimeSpan.FromDays(14));
        for (var i = 0; i < Said.Length; i++) Assert.Single(await host.Store.ReadTranscriptAsync($"C-{i}", 100), l => l.Text.Contains("the charging cap gets lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_theme_is_set_aside_and_opened_again()
    {
        await using var host = await TestHost.StartAsync();
        using var agent = await host.SignInAsync("Jonas");
        var id = await PlantAsync(host);
        await PostAsync(agent, id, HttpStatusCode.OK, ("do", "dismiss"));
        Assert.DoesNotContain($"/insights/voice/{id}", await agent.GetStringAsync("/insights/voice", Cancel), StringComparison.Ordinal);
        await PostAsync(agent, id, HttpStatusCode.OK, ("do", "open"));
        Assert.Contains($"/insights/voice/{id}", await agent.GetStringAsync("/insights/voice", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_makes_no_sense_is_said_and_changes_nothing_and_words_are_plain_text()
    {
        await using var host = await TestHost.StartAsync();
        using var agent = await host.SignInAsync("Jonas");
        var id = await PlantAsync(host);
        Assert.Contains("is no day", await PostAsync(agent, id, HttpStatusCode.BadRequest, ("do", "keep"), ("due", "tomorrow")), StringComparison.Ordinal);
        Assert.Contains("80 characters at most", await PostAsync(agent, id, HttpStatusCode.BadRequest, ("do", "keep"), ("name", new string('x', 81))), StringComparison.Ordinal);
        Assert.Contains("Choose the message", await PostAsync(agent, id, HttpStatusCode.BadRequest, ("do", "tell"), ("says", "Welcome/welcome")), StringComparison.Ordinal);
        await PostAsync(agent, id, HttpStatusCode.BadRequest, ("do", "something"));
        await PostAsync(agent, "1-99", HttpStatusCode.NotFound, ("do", "done"));
        var page = await agent.GetStringAsync($"/insights/voice/{id}", Cancel);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("nobody yet", await agent.GetStringAsync("/insights/voice", Cancel), StringComparison.Ordinal);

        using var foreign = new HttpRequestMessage(HttpMethod.Post, $"/insights/voice/{id}") { Content = new FormUrlEncodedContent([KeyValuePair.Create("do", "done")]), Headers = { { "Sec-Fetch-Site", "same-site" } } };
        using var refused = await agent.SendAsync(foreign, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(host.Url) };
        using var shown = await stranger.GetAsync($"/insights/voice/{id}", Cancel);
        Assert.Equal(HttpStatusCode.Redirect, shown.StatusCode);
        await PostAsync(stranger, id, HttpStatusCode.Redirect, ("do", "done"));
    }

    // Customers who bought and wrote; the theme is there when it has been found.
    private static async Task<string> PlantAsync(TestHost host)
    {
        for (var i = 0; i < Said.Length; i++)
        {
            var (status, _) = await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
            {
                orderId = $"A-{i}",
                purchasedAt = TestHost.Start.AddDays(-40),
                customer = new { id = $"C-{i}", name = "Maria Lopez", locale = "en", timeZone = "Europe/Madrid" },
                addresses = new[] { new { channel = "directline", user = $"dl_{i}" } },
                product = "TrailLight 300",
            });
            Assert.Equal(201, status);
        }

        PlantedFacts.Write(host.StorePath, Said.Select((words, i) => ($"C-{i}", TestHost.Start, (Fact)new MessageHeard(null, null, "TrailLight 300", -0.5, false, words))));
        var book = host.Services.GetRequiredService<ThemeBook>();
        for (var tries = 0; tries < 300; tries++)
        {
            if (await book.ReadAsync() is [var theme] && (long)host.Services.GetRequiredService<ReadModel>().Readers.Scalar("SELECT count(*) FROM entry e JOIN cell c ON c.id = e.cell WHERE c.what = $1", Whats.Theme)! == Said.Length) return theme.Id;
            await Task.Delay(100, Cancel);
        }

        throw new TimeoutException("The theme was not found.");
    }

    private static async Task<string> PostAsync(HttpClient agent, string id, HttpStatusCode expected, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await agent.PostAsync(new Uri($"/insights/voice/{id}", UriKind.Relative), form, Cancel);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }
}
