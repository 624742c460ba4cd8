using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace FollowUpBot.Tests.Bot;

/// <summary>What comes from outside and is wrong: a clear answer with the way out, never a 500, and nothing half done.</summary>
public class BadInputTests
{
    private static readonly string Nested = string.Concat(Enumerable.Repeat("[", 10_000));

    [Theory]
    [InlineData("/api/purchases", TestHost.ApiKey)]
    [InlineData("/v3/directline/tokens/generate", TestHost.Secret)]
    [InlineData("/v3/directline/conversations/{conversation}/activities", TestHost.Secret)]
    [InlineData("/desk/sign-in", null)]
    [InlineData("/api/desk/cases/C-1-1/reply", "desk")]
    [InlineData("/shop/orders", null)]
    [InlineData("/dev/clock", null)]
    public async Task Malformed_bodies_are_refused_with_a_word(string path, string? bearer)
    {
        await using var host = await TestHost.StartAsync();
        var (_, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", TestHost.Secret);
        path = path.Replace("{conversation}", opened.GetProperty("conversationId").GetString(), StringComparison.Ordinal);
        using var client = bearer == "desk" ? await host.SignInAsync("Jonas") : new HttpClient { BaseAddress = new Uri(host.Url) };
        if (bearer is not null and not "desk") client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);

        foreach (var (body, type, expected) in new[]
        {
            ("{", "application/json", 400), ("", "application/json", 400), ("null", "application/json", 400), ("[]", "application/json", 400), (Nested, "application/json", 400),
            ("{\"a\":1,\"a\":2}", "application/json", 400), ("{\"text\":\"\\ud800\"}", "application/json", 400), ("{\"a\":NaN}", "application/json", 400), ("\uFEFF{}x", "application/json", 400),
            ($"{{\"text\":\"{new string('x', 300_000)}\"}}", "application/json", 413), ("{}", "application/json", 400), ("a=b", "application/x-www-form-urlencoded", 415),
        })
        {
            // Every field of a token request may be left out.
            if (path.EndsWith("generate", StringComparison.Ordinal) && (body is "{}" or "" || body.Contains("ud800", StringComparison.Ordinal))) continue;
            using var content = new StringContent(body, Encoding.UTF8, type);
            using var answer = await client.PostAsync(path, content, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode == expected, $"{path} answered {(int)answer.StatusCode}, not {expected}, to {body[..Math.Min(40, body.Length)]}: {text}");
            Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
            Assert.NotEmpty(text);
        }
    }

    [Fact]
    public async Task A_purchase_names_every_field_that_is_wrong_at_once()
    {
        await using var host = await TestHost.StartAsync();
        var (status, problem) = await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A 1/2",
            purchasedAt = "2031-01-01T00:00:00Z",
            customer = new { id = "stranger-1", name = "", locale = "english!", timeZone = "Mars/Olympus" },
            addresses = new[] { new { channel = "fax", user = "1" }, new { channel = "directline", user = "maria" } },
            product = "TrailLite 300",
            quantity = 0,
            price = new { amount = -1, currency = "euro" },
            promises = new[] { new { what = "delivery", by = "soon" } },
        });
        Assert.Equal(400, status);
        var fields = problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order().ToList();
        Assert.Equal(
            [
                "addresses[0].channel", "addresses[1].user", "customer.id", "customer.locale", "customer.name", "customer.timeZone", "orderId",
                "price.amount", "price.currency", "product", "promises[0].by", "purchasedAt", "quantity",
            ],
            fields);
        Assert.Contains("did you mean 'TrailLight 300'?", problem.GetProperty("errors").GetProperty("product")[0].GetString(), StringComparison.Ordinal);
        Assert.Null(await host.Store.FindPurchaseAsync("A 1/2"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    [InlineData(TestHost.Secret)]
    public async Task A_purchase_without_the_key_is_refused(string? key)
    {
        await using var host = await TestHost.StartAsync();
        var (status, problem) = await host.SendAsync(HttpMethod.Post, "/api/purchases", key, new { });
        Assert.Equal(401, status);
        Assert.Contains("FollowUp:Purchases:ApiKey", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Direct_line_refuses_what_is_forged_expired_or_for_another_conversation()
    {
        await using var host = await TestHost.StartAsync();
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_maria" } });
        var token = made.GetProperty("token").GetString()!;
        var (_, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", token);
        var mine = opened.GetProperty("conversationId").GetString();
        var (_, other) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", TestHost.Secret);
        var theirs = other.GetProperty("conversationId").GetString();
        var stream = new Uri(opened.GetProperty("streamUrl").GetString()!).Query.Split("t=")[1];
        var none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + token.Split('.')[1] + ".";
        var forged = token[..^4] + (token.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA");

        foreach (var (bearer, conversation, expected) in new[]
        {
            (token, mine, 200), (null, mine, 401), ("", mine, 401), ("x", mine, 403), (none, mine, 403), (forged, mine, 403), (stream, mine, 403),
            (new string('x', 9000), mine, 401), (token, theirs, 403), (token, "../../x", 404), (TestHost.Secret, "unknown", 404),
        })
        {
            var (status, body) = await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities", bearer);
            Assert.True(status == expected, $"{bearer?[..Math.Min(12, bearer.Length)]} on {conversation}: {status}, not {expected}: {body}");
        }

        foreach (var watermark in new[] { "x", "-1", "1e3", "99999999999999999999" })
        {
            var (status, _) = await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{mine}/activities?watermark={watermark}", token);
            Assert.Equal(400, status);
        }
    }

    [Fact]
    public async Task An_agent_who_is_not_signed_in_sees_nothing()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var (method, path) in new[] { ("GET", "desk/cases"), ("GET", "desk/cases/C-1-1"), ("POST", "desk/cases/C-1-1/claim"), ("POST", "desk/cases/C-1-1/reply"), ("POST", "people/invitations"), ("GET", "desk/events"), ("GET", "people/me") })
        {
            var (status, body) = await host.SendAsync(new HttpMethod(method), $"/api/{path}", null, method == "POST" ? new { } : null);
            Assert.Equal(401, status);
            Assert.Contains("not signed in", body.GetProperty("title").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_customers_markdown_and_html_stay_words()
    {
        await using var host = await TestHost.StartAsync();
        var (_, _) = await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A-1",
            purchasedAt = TestHost.Start,
            customer = new { id = "C-1", name = "[Maria](http://evil.example) <img src=x>" },
            addresses = new[] { new { channel = "directline", user = "dl_maria" } },
            product = "TL-300",
        });
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_maria" } });
        var conversation = made.GetProperty("conversationId").GetString();
        var (_, _) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", TestHost.Secret, new { type = "message", text = "it is broken <script>alert(1)</script> **now**" });
        var (_, set) = await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities", TestHost.Secret);
        var said = set.GetProperty("activities").EnumerateArray().Where(a => a.GetProperty("from").GetProperty("role").GetString() == "bot").Select(a => a.GetProperty("text").GetString()!).ToList();
        Assert.Contains(said, text => text.Contains(@"Thank you, \[Maria\](http://evil.example)", StringComparison.Ordinal));
        Assert.All(said, text => Assert.DoesNotContain("<script", text.Replace(@"\<script", "", StringComparison.Ordinal), StringComparison.Ordinal));

        using var desk = await host.SignInAsync("Jonas");
        var html = await desk.GetStringAsync("/api/desk/cases/C-1-1", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("\"html\":\"<script", html, StringComparison.Ordinal);
        Assert.All(
            JsonSerializer.Deserialize<JsonElement>(html).GetProperty("transcript").EnumerateArray().Select(l => l.GetProperty("html").GetString()).OfType<string>(),
            line => Assert.False(line.Contains("<script", StringComparison.Ordinal) || line.Contains("<img", StringComparison.Ordinal) || line.Contains("href=\"http://evil", StringComparison.Ordinal), line));
    }

    [Fact]
    public async Task A_flood_into_one_conversation_is_slowed_down()
    {
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:DirectLine:MessagesPerMinute", "60"]);
        using var http = new HttpClient { BaseAddress = new Uri(host.Url), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", TestHost.Secret) } };
        var opened = await (await http.PostAsync("/v3/directline/conversations", null, TestContext.Current.CancellationToken)).Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var path = $"/v3/directline/conversations/{opened.GetProperty("conversationId").GetString()}/activities";
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => http.PostAsJsonAsync(path, new { type = "message", text = "hello" })));
        Assert.Contains(answers, a => (int)a.StatusCode == 429 && a.Headers.RetryAfter is not null);
        Assert.Contains(answers, a => a.IsSuccessStatusCode);
    }
}
