using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Bot.Desk;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Desk;

/// <summary>What somebody has begun to write is there again, until it has been sent.</summary>
public class DraftTests
{
    [Fact]
    public async Task A_draft_is_kept_for_each_agent_and_case_and_the_last_one_counts()
    {
        await using var host = await TestHost.StartAsync();
        var drafts = host.Services.GetRequiredService<Drafts>();
        var draft = Draft.Empty with { Text = "Dear" };
        await drafts.WriteAsync("Jonas", "C-1-1", draft);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => drafts.WriteAsync("Jonas", "C-1-1", draft with { Text = $"Dear Maria {i}" })));
        await drafts.WriteAsync("Amira", "C-1-1", Draft.Empty with { Text = "Hello" });
        Assert.StartsWith("Dear Maria", (await drafts.ReadAsync("Jonas", "C-1-1")).Text, StringComparison.Ordinal);
        Assert.Equal(draft.RequestId, (await drafts.ReadAsync("Jonas", "C-1-1")).RequestId);
        Assert.Equal("Hello", (await drafts.ReadAsync("Amira", "C-1-1")).Text);
        Assert.Equal("", (await drafts.ReadAsync("Jonas", "C-1-2")).Text);
        await drafts.WriteAsync("Jonas", "C-1-1", draft with { Text = "" });
        Assert.Equal("", (await drafts.ReadAsync("Jonas", "C-1-1")).Text);
    }

    [Fact]
    public async Task What_was_sent_while_the_page_did_not_hear_of_it_is_no_draft_any_more()
    {
        await using var host = await TestHost.StartAsync();
        var drafts = host.Services.GetRequiredService<Drafts>();
        var (_, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", TestHost.Secret);
        await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{opened.GetProperty("conversationId").GetString()}/activities", opened.GetProperty("token").GetString(), new { type = "message", text = "I want to talk to a person" });
        using var jonas = await host.SignInAsync("Jonas");
        var id = (await jonas.GetFromJsonAsync<JsonElement>("/api/desk/cases", TestContext.Current.CancellationToken)).GetProperty("cases")[0].GetProperty("id").GetString()!;
        await jonas.PostAsJsonAsync($"/api/desk/cases/{id}/claim", new { requestId = "claim" }, TestContext.Current.CancellationToken);
        var draft = Draft.Empty with { Text = "I am here" };
        await drafts.WriteAsync("Jonas", id, draft);
        using var sent = await jonas.PostAsJsonAsync($"/api/desk/cases/{id}/reply", new { requestId = draft.RequestId, lease = 1, text = draft.Text }, TestContext.Current.CancellationToken);
        sent.EnsureSuccessStatusCode();
        var next = await drafts.ReadAsync("Jonas", id);
        Assert.Equal("", next.Text);
        Assert.NotEqual(draft.RequestId, next.RequestId);
        Assert.True(await drafts.WasSentAsync(id, draft.RequestId));
    }
}
