using System.Text;
using System.Text.Json;
using FollowUpBot.Bot;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Tests.Conformance;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>Who somebody is in the chat on a shop's page, and who they are not.</summary>
public class ChatTokenTests
{
    private const string Shop = "https://shop.example";

    [Fact]
    public async Task A_visitor_comes_back_to_their_conversation_by_a_key_that_is_not_their_id()
    {
        await using var host = await StartAsync();
        var first = await AskAsync(host, new { });
        var (visitor, user) = (first.GetProperty("visitor").GetString()!, first.GetProperty("user").GetString()!);
        Assert.StartsWith("dl_", user, StringComparison.Ordinal);
        Assert.Equal(43, visitor.Length);
        Assert.False(first.GetProperty("signedIn").GetBoolean());
        Assert.NotEqual(user, (await AskAsync(host, new { })).GetProperty("user").GetString());
        var conversation = await StartConversationAsync(host, first);
        var again = await AskAsync(host, new { visitor });
        Assert.Equal((user, conversation), (again.GetProperty("user").GetString(), again.GetProperty("conversation").GetString()));

        // Whoever has read the id has nothing by it, nor by one of their own making.
        foreach (var guess in new[] { user, "dl_maria", user[3..], new string('x', 39), visitor + "!" })
            Assert.NotEqual(user, (await AskAsync(host, new { visitor = guess })).GetProperty("user").GetString());
    }

    [Fact]
    public async Task Only_pages_of_the_shop_get_a_token()
    {
        await using var host = await StartAsync("--environment", "Production", "--FollowUp:Desk:PrintSignInLink", "false");
        foreach (var (origin, expected) in new[] { (Shop, 200), (host.Url, 200), ("https://shop.example.evil", 403), ("http://shop.example", 403), ("http://localhost:5000", 403), ("null", 403), (null, 403) })
        {
            using var request = TestHost.Request(HttpMethod.Post, "/chat/token", null, new { });
            if (origin is not null) request.Headers.Add("Origin", origin);
            using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode == expected, $"{origin}: {(int)answer.StatusCode}");
            Assert.Equal(origin == Shop, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out _));
        }

        using var page = await host.Http.GetAsync("/chat", TestContext.Current.CancellationToken);
        Assert.EndsWith($"frame-ancestors 'self' {Shop}", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        using var script = await host.Http.GetAsync("/chat.js", TestContext.Current.CancellationToken);
        Assert.Equal("cross-origin", Assert.Single(script.Headers.GetValues("Cross-Origin-Resource-Policy")));
    }

    [Fact]
    public async Task A_customer_of_purchases_is_known_though_the_sale_named_no_address()
    {
        await using var host = await StartAsync();
        Assert.Equal(201, (await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, DirectLineTests.Sale("A-1", "C-7", user: null))).Status);
        var session = await AskAsync(host, new { handOver = HandOvers.For("C-7", TestHost.Start) });
        Assert.True(session.GetProperty("signedIn").GetBoolean());
        Assert.Equal(JsonValueKind.Null, session.GetProperty("visitor").ValueKind);
        var conversation = await StartConversationAsync(host, session);
        var lines = await host.Store.ReadLinesAsync(new("directline", conversation), 0, 10);
        Assert.StartsWith("Thank you, Maria", lines[0].Text, StringComparison.Ordinal);

        // The same for everybody who is vouched for as that customer, and for a report of the same sale.
        Assert.Equal(session.GetProperty("user").GetString(), (await AskAsync(host, new { handOver = HandOvers.For("C-7", TestHost.Start, HandOvers.OldKey) })).GetProperty("user").GetString());
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, DirectLineTests.Sale("A-1", "C-7", user: null))).Status);

        // Who has an address of the shop's making goes on there.
        await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, DirectLineTests.Sale("A-2", "C-8", "dl_shops_own"));
        Assert.Equal("dl_shops_own", (await AskAsync(host, new { handOver = HandOvers.For("C-8", TestHost.Start) })).GetProperty("user").GetString());
    }

    [Fact]
    public async Task A_stranger_who_signs_in_was_the_customer_all_along_and_their_browser_alone_is_not()
    {
        await using var host = await StartAsync();
        await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, DirectLineTests.Sale("A-1", "C-7", user: null));
        var stranger = await AskAsync(host, new { });
        var visitor = stranger.GetProperty("visitor").GetString();
        var before = await StartConversationAsync(host, stranger);
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{before}/activities", TokenOf(stranger), new { type = "message", text = "I want to talk to a person" }, host.Url)).Status);

        var session = await AskAsync(host, new { visitor, handOver = HandOvers.For("C-7", TestHost.Start) });
        var after = await StartConversationAsync(host, session);
        Assert.NotEqual(before, after);
        Assert.Equal("C-7", await host.Store.CustomerAtAsync("directline", stranger.GetProperty("user").GetString()!));
        Assert.Contains(await host.Store.ReadTranscriptAsync("C-7", 100), l => l.Text == "I want to talk to a person");
        Assert.NotNull((await host.Store.LoadCustomerAsync("C-7")).File!.OpenHandoff);

        // What is said from now on stands where the customer is, and the visitor's key and token open none of it.
        Assert.Equal(after, (await host.Store.LatestConversationAsync("C-7"))!.Value.Id);
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{before}/activities", TokenOf(stranger), null, host.Url)).Status);
        var next = await AskAsync(host, new { visitor });
        Assert.NotEqual(visitor, next.GetProperty("visitor").GetString());
        Assert.NotEqual(stranger.GetProperty("user").GetString(), next.GetProperty("user").GetString());

        // Again it changes nothing.
        Assert.Equal(after, (await AskAsync(host, new { visitor, handOver = HandOvers.For("C-7", TestHost.Start) })).GetProperty("conversation").GetString());
    }

    [Fact]
    public async Task A_customer_without_a_purchase_is_greeted_like_anybody_and_keeps_their_id()
    {
        await using var host = await StartAsync();
        var session = await AskAsync(host, new { handOver = HandOvers.For("C-9", TestHost.Start) });
        var conversation = await StartConversationAsync(host, session);
        Assert.Contains("a program", (await host.Store.ReadLinesAsync(new("directline", conversation), 0, 10))[0].Text, StringComparison.Ordinal);
        var (file, _) = await host.Store.LoadCustomerAsync("C-9");
        Assert.Equal(("Maria Lopez", RestingReason.NoPurchase), (file!.Name, file.Resting));
    }

    [Fact]
    public async Task What_the_readme_shows_signs_somebody_in()
    {
        await using var host = await TestHost.StartAsync(TimeProvider.System, null, [.. HandOvers.Flags, "--FollowUp:WebChat:Origins:0", Shop]);
        var credentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(HandOvers.Key)), SecurityAlgorithms.HmacSha256);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var byHandler = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { ["sub"] = "C-7" },
            Audience = "followupbot",
            IssuedAt = now,
            Expires = now.AddMinutes(5),
            SigningCredentials = credentials,
        });
        foreach (var handOver in new[] { byHandler, await Makers.RunAsync("hand-over.mjs", HandOvers.Key, "C-7") })
            Assert.True((await AskAsync(host, new { handOver })).GetProperty("signedIn").GetBoolean());
    }

    public static TheoryData<string, string> Forged()
    {
        var now = TestHost.Start;
        var (iat, exp) = (now.ToUnixTimeSeconds(), now.AddMinutes(5).ToUnixTimeSeconds());
        var good = new { sub = "C-7", aud = "followupbot", iat, exp };
        var hs256 = new { alg = "HS256", typ = "JWT" };
        var right = HandOvers.Sign(hs256, good, HandOvers.Key);
        var unsigned = $"{HandOvers.Part(JsonSerializer.SerializeToUtf8Bytes(new { alg = "none", typ = "JWT" }))}.{right.Split('.')[1]}.";
        return new TheoryData<string, string>
        {
            { "another key", HandOvers.For("C-7", now, "a-key-that-somebody-made-up-0123456789") },
            { "no algorithm", unsigned },
            { "no algorithm, signed all the same", HandOvers.Sign(new { alg = "none" }, good, HandOvers.Key) },
            { "an algorithm of public keys", HandOvers.Sign(new { alg = "RS256", typ = "JWT" }, good, HandOvers.Key) },
            { "a longer hash by name", HandOvers.Sign(new { alg = "HS512", typ = "JWT" }, good, HandOvers.Key) },
            { "the customer changed after signing", $"{right.Split('.')[0]}.{HandOvers.Part(JsonSerializer.SerializeToUtf8Bytes(new { sub = "C-8", aud = "followupbot", iat, exp }))}.{right.Split('.')[2]}" },
            { "no signature", right[..(right.LastIndexOf('.') + 1)] },
            { "expired", HandOvers.For("C-7", now.AddMinutes(-6)) },
            { "good for eleven minutes", HandOvers.For("C-7", now, minutes: 11) },
            { "from the future", HandOvers.For("C-7", now.AddMinutes(2)) },
            { "for another audience", HandOvers.For("C-7", now, audience: "somebody") },
            { "without exp", HandOvers.Sign(hs256, new { sub = "C-7", aud = "followupbot", iat }, HandOvers.Key) },
            { "without iat", HandOvers.Sign(hs256, new { sub = "C-7", aud = "followupbot", exp }, HandOvers.Key) },
            { "without aud", HandOvers.Sign(hs256, new { sub = "C-7", iat, exp }, HandOvers.Key) },
            { "without sub", HandOvers.Sign(hs256, new { aud = "followupbot", iat, exp }, HandOvers.Key) },
            { "as a stranger", HandOvers.Sign(hs256, new { sub = "stranger-1", aud = "followupbot", iat, exp }, HandOvers.Key) },
            { "as nobody that could be", HandOvers.Sign(hs256, new { sub = "C 7/../8", aud = "followupbot", iat, exp }, HandOvers.Key) },
            { "a key in the header", HandOvers.Sign(new { alg = "HS256", kid = "../../dev/null", jwk = new { kty = "oct", k = "AAAA" } }, good, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") },
            { "encrypted", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0..AAAA.AAAA.AAAA" },
            { "no token at all", "x" },
            { "very long", new string('a', 5000) + ".b.c" },
        };
    }

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task Nobody_can_say_of_themselves_who_they_are(string how, string handOver)
    {
        await using var host = await StartAsync();
        await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, DirectLineTests.Sale("A-1", "C-7", user: null));
        var session = await AskAsync(host, new { handOver });
        Assert.False(session.GetProperty("signedIn").GetBoolean(), how);
        Assert.NotEmpty(session.GetProperty("refused").GetString()!);
        Assert.Null(await host.Store.CustomerAtAsync("directline", session.GetProperty("user").GetString()!));
        var lines = await host.Store.ReadLinesAsync(new("directline", await StartConversationAsync(host, session)), 0, 10);
        Assert.DoesNotContain(lines, l => l.Text.Contains("Maria", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_keys_nobody_is_vouched_for_and_a_sale_needs_an_address()
    {
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:WebChat:Origins:0", Shop]);
        Assert.Equal("not configured", (await AskAsync(host, new { handOver = HandOvers.For("C-7", TestHost.Start) })).GetProperty("refused").GetString());
        Assert.Equal(400, (await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, DirectLineTests.Sale("A-1", "C-7", user: null))).Status);
        foreach (var flags in new[] { new[] { "--FollowUp:WebChat:HandOverKeys:0", "short" }, ["--FollowUp:WebChat:Origins:0", "https://shop.example/shop"], ["--FollowUp:TrustedProxies:0", "proxy.example"] })
            await Assert.ThrowsAsync<OptionsException>(() => TestHost.StartAsync(flags: flags));
    }

    private static Task<TestHost> StartAsync(params string[] flags) => TestHost.StartAsync(flags: [.. HandOvers.Flags, "--FollowUp:WebChat:Origins:0", Shop, .. flags]);

    private static async Task<JsonElement> AskAsync(TestHost host, object body)
    {
        var (status, session) = await host.SendAsync(HttpMethod.Post, "/chat/token", null, body, Shop);
        Assert.Equal(200, status);
        return session;
    }

    private static string TokenOf(JsonElement session) => session.GetProperty("token").GetString()!;

    // As the chat's own page does.
    private static async Task<string> StartConversationAsync(TestHost host, JsonElement session)
    {
        var (status, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", TokenOf(session), null, host.Url);
        Assert.InRange(status, 200, 201);
        return opened.GetProperty("conversationId").GetString()!;
    }
}
