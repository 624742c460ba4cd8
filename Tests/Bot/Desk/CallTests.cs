using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace FollowUpBot.Tests.Bot.Desk;

/// <summary>What an agent says of a call, and what the desk is told of it.</summary>
public class CallTests
{
    [Fact]
    public async Task A_call_that_was_agreed_stands_in_the_queue_and_is_kept_by_who_has_the_case()
    {
        await using var host = await TestHost.StartAsync();
        await host.AdvanceAsync(TimeSpan.FromHours(10));
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_customer" } });
        var (_, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", made.GetProperty("token").GetString());
        foreach (var text in new[] { "I want a person", "tomorrow after 3", "+34 600 000 002" })
            await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{opened.GetProperty("conversationId").GetString()}/activities", opened.GetProperty("token").GetString(), new { type = "message", text });

        using var desk = await host.SignInAsync("Jonas");
        var queued = (await desk.GetFromJsonAsync<JsonElement>("/api/desk/cases", TestContext.Current.CancellationToken)).GetProperty("cases")[0];
        Assert.Equal(("Normal", 0, JsonValueKind.Null), (queued.GetProperty("priority").GetString(), queued.GetProperty("level").GetInt32(), queued.GetProperty("team").ValueKind));
        var call = queued.GetProperty("callBack");
        Assert.Equal(("+34600000002", DateTimeOffset.Parse("2026-11-24T15:00:00+01:00"), DateTimeOffset.Parse("2026-11-24T17:00:00+01:00")), (call.GetProperty("phone").GetString(), call.GetProperty("at").GetDateTimeOffset(), call.GetProperty("until").GetDateTimeOffset()));

        var id = queued.GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.Conflict, await ActAsync("call", new { requestId = "1", lease = 0, reached = true }));
        Assert.Equal(HttpStatusCode.OK, await ActAsync("claim", new { requestId = "2" }));
        Assert.Equal(HttpStatusCode.BadRequest, await ActAsync("call", new { requestId = "3", lease = 1 }));
        Assert.Equal(HttpStatusCode.BadRequest, await ActAsync("call", new { requestId = "4", lease = 1, reached = "yes" }));
        Assert.Equal(HttpStatusCode.OK, await ActAsync("call", new { requestId = "5", lease = 1, reached = true, words = "she sends it in" }));
        var read = await desk.GetFromJsonAsync<JsonElement>($"/api/desk/cases/{id}", TestContext.Current.CancellationToken);
        Assert.NotEqual(JsonValueKind.Null, read.GetProperty("summary").GetProperty("callBack").GetProperty("keptAt").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, read.GetProperty("summary").GetProperty("firstWordAt").ValueKind);
        Assert.Equal("she sends it in", read.GetProperty("notes")[0].GetProperty("text").GetString());

        async Task<HttpStatusCode> ActAsync(string what, object body)
        {
            using var answer = await desk.PostAsJsonAsync($"/api/desk/cases/{id}/{what}", body, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }
}
