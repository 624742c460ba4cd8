using System.Text.Json;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.OtherDesk;

/// <summary>
/// A customer who complains in the web chat, and what they hear from then on. After everything that happens it is looked at whether they are left alone: somebody has their case and is waited for no longer than a first word takes, or there is a time by
/// which somebody writes, or they were told that none is named any more; and nothing may be said into a conversation that a person has.
/// </summary>
internal sealed class HandoverStory(TestHost host)
{
    public const string CaseId = "C-1-1";

    private string conversation = "", token = "";

    public string Conversation => conversation;

    public string Token => token;

    public DateTimeOffset Now => host.Services.GetRequiredService<TravelClock>().GetUtcNow();

    /// <summary>Buys a lamp, and complains about it.</summary>
    public async Task ComplainAsync()
    {
        await BuyAsync(host, [new { channel = "directline", user = "dl_customer" }]);
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_customer" } });
        var (_, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", made.GetProperty("token").GetString());
        (conversation, token) = (opened.GetProperty("conversationId").GetString()!, opened.GetProperty("token").GetString()!);
        await SayAsync("the lamp is dark after an hour and I am disappointed");
    }

    public static async Task BuyAsync(TestHost host, object[] addresses)
    {
        var (status, _) = await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A-1001",
            purchasedAt = TestHost.Start,
            customer = new { id = "C-1", name = "Maria Lopez", locale = "en", timeZone = "Europe/Madrid" },
            addresses,
            product = "TrailLight 300",
        });
        Assert.Equal(201, status);
    }

    /// <summary>The customer writes; where a person has the conversation the bot must not answer.</summary>
    public async Task SayAsync(string text)
    {
        var (held, lines) = ((await CaseAsync())?.HolderAt(Now) is not null, (await LinesAsync()).Count);
        var (status, _) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", token, new { type = "message", text });
        Assert.Equal(200, status);
        if (held) Assert.Equal(lines + 1, (await LinesAsync()).Count);
        await WaitAsync(TimeSpan.FromSeconds(1));
    }

    /// <summary>Time passes, and what came due has been handled.</summary>
    public async Task WaitAsync(TimeSpan time)
    {
        await host.AdvanceAsync(time);
        await CheckAsync();
    }

    public async Task<Case?> CaseAsync() => (await host.Store.LoadCustomerAsync("C-1")).File?.Cases.FirstOrDefault(c => c.Id == CaseId);

    /// <summary>What was said: the customer's words after <c>&gt;</c>, and the names of our prompts. What came before the complaint is left out.</summary>
    public async Task<string> ToldAsync() => string.Join("; ", (await LinesAsync()).SkipWhile(l => l.Speaker != Speaker.Customer).Skip(1).Select(l => l.Speaker == Speaker.Customer ? $"> {l.Text}" : l.Form!.Prompt));

    public async Task<IReadOnlyList<TranscriptLine>> LinesAsync() => await host.Store.ReadTranscriptAsync("C-1", 1000);

    /// <summary>What the hub's client reads on Direct Line.</summary>
    public async Task<IReadOnlyList<JsonElement>> ActivitiesAsync(string? key = null)
    {
        var (status, body) = await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities", key ?? TestHost.Secret);
        Assert.Equal(200, status);
        return [.. body.GetProperty("activities").EnumerateArray()];
    }

    private async Task CheckAsync()
    {
        var lines = await LinesAsync();
        foreach (var (before, line) in lines.Zip(lines.Skip(1))) Assert.False(before.Speaker == Speaker.Bot && line.Speaker == Speaker.Bot && before.Text == line.Text, $"Said twice: {line.Text}");
        if (await CaseAsync() is not { IsOpen: true } open) return;
        var isHonest = open.HolderAt(Now) is not null || open.DeskAnswersBy > Now || (open.FirstWordAt is null && (open.FirstWordBy > Now || lines.Any(l => l.Form?.Prompt == "Handoff/no-third-hour")));
        Assert.True(isHonest, $"Nobody has {open.Id}, and what was promised is over: {await ToldAsync()}");
    }
}
