using System.Collections.Concurrent;
using System.Text;
using FollowUpBot.Bot.Channels.BotFramework;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FollowUpBot.Tests.Bot.Channels.BotFramework;

/// <summary>Each call of the Connector as it goes over the wire.</summary>
public class ConnectorClientTests
{
    [Fact]
    public async Task Every_call_goes_where_the_protocol_says_with_our_token()
    {
        await using var cloud = await BotCloudServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: cloud.Flags);
        var calls = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Map("/{**path}", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            calls.Enqueue($"{request.Method} {Uri.UnescapeDataString(request.Path)}{request.QueryString} {request.Headers.Authorization} {await reader.ReadToEndAsync()}");
            return request.Path.Value!.EndsWith("pagedmembers", StringComparison.Ordinal) ? Results.Json(new { members = new[] { new { id = "29:maria" } }, continuationToken = "more" }) : Results.Json(new { id = "29:maria", userPrincipalName = "maria@shop.example" });
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        var (url, client, cancel) = (app.Urls.First(), host.Services.GetRequiredService<ConnectorClient>(), TestContext.Current.CancellationToken);
        var said = new Activity { Type = "message", Text = "x" };
        using (await client.SendAsync(url, "a b/1", said, null, cancel)) { }
        using (await client.SendAsync(url, "c", said, "m1", cancel)) { }
        using (await client.UpdateAsync(url, "c", "r1", said, cancel)) { }
        using (await client.DeleteAsync(url, "c", "r1", cancel)) { }
        using (await client.CreateConversationAsync(url, new ConversationParameters(new ChannelAccount("28:bot")) { Members = [new ChannelAccount("29:maria")], TenantId = "t" }, cancel)) { }
        using (await client.UploadAsync(url, "c", new AttachmentData("text/plain", "a.txt", [1, 2, 3]), cancel)) { }
        Assert.Equal("maria@shop.example", (await client.MemberAsync(url, "c", "29:maria", cancel))!.UserPrincipalName);
        Assert.Equal("more", (await client.MembersAsync(url, "c", 50, "next page", cancel))!.ContinuationToken);
        Assert.Equal(
        [
            """POST /v3/conversations/a b/1/activities Bearer app-token-1 {"type":"message","text":"x"}""",
            """POST /v3/conversations/c/activities/m1 Bearer app-token-1 {"type":"message","text":"x"}""",
            """PUT /v3/conversations/c/activities/r1 Bearer app-token-1 {"type":"message","text":"x"}""",
            "DELETE /v3/conversations/c/activities/r1 Bearer app-token-1 ",
            """POST /v3/conversations Bearer app-token-1 {"bot":{"id":"28:bot"},"isGroup":false,"members":[{"id":"29:maria"}],"tenantId":"t"}""",
            """POST /v3/conversations/c/attachments Bearer app-token-1 {"type":"text/plain","name":"a.txt","originalBase64":"AQID"}""",
            "GET /v3/conversations/c/members/29:maria Bearer app-token-1 ",
            "GET /v3/conversations/c/pagedmembers?pageSize=50&continuationToken=next%20page Bearer app-token-1 ",
        ], calls);
        Assert.Equal(1, cloud.Given);
    }
}
