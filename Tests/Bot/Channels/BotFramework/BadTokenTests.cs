using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace FollowUpBot.Tests.Bot.Channels.BotFramework;

/// <summary>Who shows no good token is refused, and learns from the refusal nothing but that.</summary>
public class BadTokenTests
{
    private const string Here = "https://smba.trafficmanager.net/teams/";

    [Fact]
    public async Task Every_bad_token_is_refused_alike()
    {
        await using var cloud = await BotCloudServer.StartAsync();
        cloud.Publish("key-of-nobody");
        cloud.Publish("key-of-another", "facebook");
        await using var host = await TestHost.StartAsync(flags: cloud.Flags);
        var bad = Bad(cloud, TestHost.Start).ToList();
        Assert.True(bad.Count >= 60, $"{bad.Count} bad tokens");
        var refusals = new Dictionary<string, string>();
        foreach (var (what, headers) in bad) refusals[what] = await PostAsync(host, headers);
        TestContext.Current.TestOutputHelper?.WriteLine($"{bad.Count} bad tokens: {string.Join("; ", refusals.Values.Distinct())}");
        Assert.True(refusals.Values.Distinct().Count() == 1 && refusals.Values.First() == "401 Bearer ''", string.Join(Environment.NewLine, refusals.Where(r => r.Value != "401 Bearer ''")));

        // The same activity with a good one is taken, so it was the tokens.
        Assert.Equal("200  ''", await PostAsync(host, [$"Bearer {cloud.Token(Here, TestHost.Start)}"]));
    }

    [Fact]
    public async Task A_token_is_good_for_the_channels_and_the_address_it_is_for()
    {
        await using var cloud = await BotCloudServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: cloud.Flags);
        var good = new[] { $"Bearer {cloud.Token(Here, TestHost.Start)}" };
        Assert.Equal("200  ''", await PostAsync(host, good));
        Assert.Equal("200  ''", await PostAsync(host, good, channel: "webchat"));
        Assert.Equal("200  ''", await PostAsync(host, ["bearer " + cloud.Token(Here.TrimEnd('/'), TestHost.Start)]));
        foreach (var (channel, serviceUrl) in new[] { ("facebook", Here), ("", Here), (null, Here), ("msteams", "https://smba.trafficmanager.net/other/"), ("msteams", null), ("AseChannel", Here), ("emulator\0", Here), ("msteams ", Here) })
            Assert.Equal("401 Bearer ''", await PostAsync(host, good, channel, serviceUrl));
    }

    [Fact]
    public async Task A_new_key_is_found_at_once_and_a_withdrawn_one_within_a_day()
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var cloud = await BotCloudServer.StartAsync();
        await using var host = await TestHost.StartAsync(clock, flags: cloud.Flags);
        Assert.StartsWith("200", await PostAsync(host, [$"Bearer {cloud.Token(Here, clock.Now)}"]), StringComparison.Ordinal);
        cloud.Publish("key-2", "msteams");
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.StartsWith("200", await PostAsync(host, [$"Bearer {cloud.Token(Here, clock.Now, "key-2")}"]), StringComparison.Ordinal);
        Assert.Equal(2, cloud.Looks);

        // Whoever makes up keys does not make us ask for each.
        for (var i = 0; i < 50; i++)
        {
            var header = new JsonObject { ["alg"] = "RS256", ["kid"] = $"made-up-{i}" };
            Assert.StartsWith("401", await PostAsync(host, [$"Bearer {cloud.Sign(BotCloudServer.Claims(Here, clock.Now), header: header)}"]), StringComparison.Ordinal);
        }

        Assert.Equal(2, cloud.Looks);
        var old = cloud.KeyOf("key-1");
        Assert.NotNull(old);
        var last = cloud.Token(Here, clock.Now.AddDays(1));
        cloud.Withdraw("key-1");
        clock.Now += TimeSpan.FromDays(1);
        Assert.StartsWith("401", await PostAsync(host, [$"Bearer {last}"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_keys_are_away_known_ones_stay_good_and_a_page_that_says_nonsense_replaces_nothing()
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var cloud = await BotCloudServer.StartAsync();
        await using var host = await TestHost.StartAsync(clock, flags: cloud.Flags);
        Func<Microsoft.AspNetCore.Http.HttpContext, Task> down = c =>
        {
            c.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        cloud.Instead = down;
        Assert.Equal("503  ''", await PostAsync(host, [$"Bearer {cloud.Token(Here, clock.Now)}"]));
        cloud.Instead = null;
        clock.Now += TimeSpan.FromSeconds(11);
        Assert.StartsWith("200", await PostAsync(host, [$"Bearer {cloud.Token(Here, clock.Now)}"]), StringComparison.Ordinal);
        foreach (var nonsense in new[] { "", "null", "[]", "{}", "{\"keys\":[]}", "{\"keys\":5}", "{\"keys\":[{\"kty\":\"RSA\"}]}", "<html>", "{\"keys\":[{\"kty\":5}]}", new string('[', 5000), new string('x', 2_000_000) })
        {
            cloud.Instead = c => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(c.Response, nonsense);
            clock.Now += TimeSpan.FromHours(25) / 3;
            Assert.StartsWith("200", await PostAsync(host, [$"Bearer {cloud.Token(Here, clock.Now)}"]), StringComparison.Ordinal);
        }

        // For ever they are not.
        cloud.Instead = down;
        clock.Now += TimeSpan.FromDays(5);
        Assert.StartsWith("503", await PostAsync(host, [$"Bearer {cloud.Token(Here, clock.Now)}"]), StringComparison.Ordinal);
    }

    // Each with the headers Authorization that are sent.
    internal static IEnumerable<(string What, string[] Headers)> Bad(BotCloudServer cloud, DateTimeOffset now)
    {
        var good = cloud.Token(Here, now);
        var parts = good.Split('.');
        yield return ("none", []);
        foreach (var header in new[] { "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", $"Basic {good}", good, $"Token {good}", $"Bearer{good}", $"Bearer \"{good}\"", $"Bearer {good}, Bearer {good}", $"Bearer token={good}" }) yield return ($"header {header[..Math.Min(24, header.Length)]}", [header]);
        yield return ("two headers", [$"Bearer {good}", $"Bearer {good}"]);
        foreach (var text in new[]
        {
            "x", "null", "..", "...", "a.b.c", $"{good}.", $".{good}", $"{good}.x.y", parts[0], $"{parts[0]}.{parts[1]}", $"{parts[0]}.{parts[1]}.", $"{parts[0]}..{parts[2]}", $".{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}.{parts[2]}x",
            $"{parts[0]}.{parts[1]}.{parts[2][..^4]}", $"{parts[0]}.{parts[1]}x.{parts[2]}", $"{parts[2]}.{parts[1]}.{parts[0]}", $"{BotCloudServer.Part("{")}.{parts[1]}.{parts[2]}", $"{BotCloudServer.Part("[]")}.{parts[1]}.{parts[2]}",
            $"{BotCloudServer.Part("null")}.{parts[1]}.{parts[2]}", $"{parts[0]}.{BotCloudServer.Part("[1]")}.{parts[2]}", new string('a', 7000), $"{new string('a', 7000)}.b.c", new string('a', 20_000), "%00.%00.%00",
        }) yield return ($"text {text[..Math.Min(20, text.Length)]} ({text.Length})", [$"Bearer {text}"]);

        JsonObject Header(string alg, string? kid = "key-1")
        {
            var header = new JsonObject { ["alg"] = alg, ["typ"] = "JWT" };
            if (kid is not null) header["kid"] = kid;
            return header;
        }

        var claims = BotCloudServer.Claims(Here, now);
        yield return ("alg none", [$"Bearer {BotCloudServer.Part(Header("none").ToJsonString())}.{parts[1]}."]);
        yield return ("alg None with a signature", [$"Bearer {BotCloudServer.Part(Header("None").ToJsonString())}.{parts[1]}.{parts[2]}"]);
        foreach (var alg in new[] { "RS384", "PS256", "ES256", "HS256", "rs256", "", "RSA-OAEP" }) yield return ($"alg {alg} over a signature by RS256", [$"Bearer {cloud.Sign(claims, header: Header(alg))}"]);
        yield return ("HS256 by the public key", [$"Bearer {Symmetric(cloud.KeyOf("key-1").ExportSubjectPublicKeyInfo())}"]);
        yield return ("HS256 by the public key as PEM", [$"Bearer {Symmetric(Encoding.UTF8.GetBytes(cloud.KeyOf("key-1").ExportSubjectPublicKeyInfoPem()))}"]);
        yield return ("HS256 by the modulus", [$"Bearer {Symmetric(cloud.KeyOf("key-1").ExportParameters(false).Modulus!)}"]);
        yield return ("no kid", [$"Bearer {cloud.Sign(claims, header: Header("RS256", null))}"]);
        foreach (var kid in new[] { "", "key-9", "KEY-1", "../key-1", "' OR 1=1 --", "key-of-nobody" }) yield return ($"kid {kid}", [$"Bearer {cloud.Sign(claims, header: Header("RS256", kid))}"]);
        yield return ("signed by another than its kid", [$"Bearer {cloud.Sign(claims, "key-of-another", Header("RS256"))}"]);
        yield return ("a key that is endorsed for nothing", [$"Bearer {cloud.Sign(claims, "key-of-nobody")}"]);
        yield return ("a key that is endorsed for another channel", [$"Bearer {cloud.Sign(claims, "key-of-another")}"]);
        using (var own = RSA.Create(2048))
        {
            var header = Header("RS256");
            var published = own.ExportParameters(false);
            header["jwk"] = new JsonObject { ["kty"] = "RSA", ["n"] = BotCloudServer.Part(published.Modulus!), ["e"] = BotCloudServer.Part(published.Exponent!) };
            header["jku"] = "http://127.0.0.1:9/keys";
            header["x5u"] = "http://127.0.0.1:9/keys";
            var signed = $"{BotCloudServer.Part(header.ToJsonString())}.{parts[1]}";
            yield return ("a key that the token brings along", [$"Bearer {signed}.{BotCloudServer.Part(own.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}"]);
        }

        foreach (var (claim, values) in new (string, JsonNode?[])[]
        {
            ("iss", [null, "", "https://api.botframework.com/", "https://api.botframework.us", "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", "http://api.botframework.com", 5, true]),
            ("aud", [null, "", "api.botframework.com", "00000000-0000-0000-0000-000000000000", new JsonArray(), new JsonArray("a", "b"), 5]),
            ("exp", [null, 0, -1, now.AddMinutes(-6).ToUnixTimeSeconds(), "soon"]),
            ("nbf", [now.AddMinutes(6).ToUnixTimeSeconds(), now.AddYears(1).ToUnixTimeSeconds()]),
            ("serviceurl", [null, "", "https://smba.trafficmanager.net/", "https://SMBA.trafficmanager.net/teams/", "https://example.com/", 5, new JsonArray(Here)]),
        })
            foreach (var value in values)
            {
                var spoiled = BotCloudServer.Claims(Here, now);
                if (value is null) spoiled.Remove(claim);
                else spoiled[claim] = value;
                yield return (string.Create(CultureInfo.InvariantCulture, $"{claim} {value?.ToJsonString() ?? "missing"}"), [$"Bearer {cloud.Sign(spoiled)}"]);
            }

        string Symmetric(byte[] key)
        {
            var signed = $"{BotCloudServer.Part(Header("HS256").ToJsonString())}.{parts[1]}";
            return $"{signed}.{BotCloudServer.Part(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
        }
    }

    private static async Task<string> PostAsync(TestHost host, string[] authorization, string? channel = "msteams", string? serviceUrl = Here)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages")
        {
            Content = JsonContent.Create(new { type = "typing", id = "t", channelId = channel, serviceUrl, from = new { id = "29:maria" }, recipient = new { id = "28:bot" }, conversation = new { id = "c" } }),
        };
        foreach (var header in authorization) request.Headers.TryAddWithoutValidation("Authorization", header);
        try
        {
            using var answer = await host.Http.SendAsync(request);
            return $"{(int)answer.StatusCode} {answer.Headers.WwwAuthenticate} '{await answer.Content.ReadAsStringAsync()}'";
        }
        catch (HttpRequestException error) when (error.InnerException is not null || error.StatusCode is HttpStatusCode.RequestHeaderFieldsTooLarge)
        {
            return $"no answer: {error.Message}";
        }
    }
}
