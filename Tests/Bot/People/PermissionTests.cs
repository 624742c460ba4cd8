using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.People;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.People;

/// <summary>Every endpoint that is really there, with every role: what it may and what it may not. A new endpoint that says nothing is for nobody, and fails here.</summary>
public partial class PermissionTests
{
    // What is open to everybody, with what guards it instead.
    private static readonly Dictionary<string, string> Open = new()
    {
        ["/v3/directline"] = "a secret or a token, at each endpoint",
        ["/files"] = "an id that nobody can guess",
        ["/f/"] = "an address that nobody can make up, for thirty days",
        ["/chat"] = "customers, who are nobody before they chat",
        ["/sms/twilio"] = "Twilio's signature",
        ["/api/messages"] = "a token of the Bot Framework",
        ["/api/purchases"] = "the shop's key",
        ["/api/rewards"] = "the shop's key",
        ["/api/improvements"] = "the shop's key",
        ["/api/other-desk"] = "the key of the other desk",
        ["/manuals"] = "customers, who open what answers cite",
        ["/m/"] = "the short form of the same",
        ["/desk/sign-in"] = "who signs in is not signed in yet",
        ["/healthz"] = "says nothing but that it runs",
        ["/readyz"] = "says nothing but how many messages are unknown",
        ["/dev/clock"] = "Development only",
        ["/shop"] = "the sample shop, Development only",
        ["/"] = "the sample shop, Development only; elsewhere a way to the sign-in",
    };

    // What everybody of the staff may do, whatever they are.
    private static readonly string[] Everybodys = ["/api/people/me", "/desk/home"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_open_to_everybody_is_on_the_list_and_everything_else_names_a_permission()
    {
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:Twilio:AccountSid", $"AC{new string('0', 32)}", "--FollowUp:Twilio:AuthToken", new string('0', 32), "--FollowUp:Twilio:From", "+15005550006", "--FollowUp:Twilio:PublicUrl", "https://bot.example"]);
        var used = new HashSet<string>();
        foreach (var endpoint in EndpointsOf(host))
        {
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            {
                var policies = PoliciesOf(endpoint);
                Assert.True(policies.Count > 0 || Everybodys.Any(e => endpoint.Path.StartsWith(e, StringComparison.Ordinal)), $"{endpoint} names no permission.");
                Assert.All(policies, p => Assert.Contains(p, Permission.All));
                continue;
            }

            var reason = Open.Keys.Where(o => o == "/" ? endpoint.Path == "/" : endpoint.Path.StartsWith(o, StringComparison.Ordinal)).MaxBy(o => o.Length);
            Assert.True(reason is not null, $"{endpoint} is open to everybody: say here why, or name a permission.");
            used.Add(reason);
        }

        Assert.Equal(Open.Keys.Order(), used.Order());
    }

    [Theory]
    [InlineData(Role.Agent)]
    [InlineData(Role.Lead)]
    [InlineData(Role.Editor)]
    [InlineData(Role.Manager)]
    [InlineData(Role.Admin)]
    [InlineData(null)]
    internal async Task Each_role_does_what_it_may_and_nothing_else(Role? role)
    {
        await using var host = await TestHost.StartAsync();
        using var client = role is { } known ? await host.SignInAsync("Jonas", known) : new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(host.Url) };
        var tried = 0;
        foreach (var endpoint in EndpointsOf(host).Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && !e.Path.EndsWith("/events", StringComparison.Ordinal) && !e.Path.EndsWith("/sign-out", StringComparison.Ordinal)))
        {
            using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), endpoint.WithForeignIds) { Content = endpoint.Method == "GET" ? null : new StringContent("{}", Encoding.UTF8, "application/json") };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
            var status = (int)answer.StatusCode;
            tried++;
            if (role is not { } who)
            {
                Assert.True(status is 401 || (status == 302 && answer.Headers.Location!.ToString().StartsWith("/desk/sign-in", StringComparison.Ordinal)), $"{endpoint} answered {status} to a stranger.");
                continue;
            }

            var may = PoliciesOf(endpoint).All(p => Roles.May(who, p));
            Assert.True(may ? status is not (401 or 403) and < 500 : status == 403, $"{endpoint} answered {status} to {role}, who {(may ? "may" : "may not")}.");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{tried} endpoints tried as {role?.ToString() ?? "nobody"}");
        Assert.True(tried > 30, $"Only {tried} endpoints were tried.");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    public async Task Nothing_is_changed_for_a_page_of_another_site(string header, string value)
    {
        await using var host = await TestHost.StartAsync();
        using var admin = await host.SignInAsync("Ines");
        foreach (var endpoint in EndpointsOf(host).Where(e => e.Method != "GET" && (e.Metadata.GetMetadata<IAllowAnonymous>() is null || e.Path.StartsWith("/desk/sign-in", StringComparison.Ordinal))))
        {
            using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), endpoint.WithForeignIds) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            request.Headers.Add(header, value);
            using var answer = await admin.SendAsync(request, Cancel);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{endpoint} answered {(int)answer.StatusCode} to {header}: {value}.");
        }

        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/people/me", Cancel)).StatusCode);
    }

    private static IReadOnlyList<string> PoliciesOf(Known endpoint) => [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).OfType<string>()];

    private static List<Known> EndpointsOf(TestHost host)
    {
        var endpoints = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Where(m => m is not "OPTIONS").Select(m => new Known(m, $"/{e.RoutePattern.RawText!.Trim('/')}", e.Metadata)))
            .ToList();
        Assert.True(endpoints.Count > 50, $"Only {endpoints.Count} endpoints were found.");
        return endpoints;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    private sealed record Known(string Method, string Path, Microsoft.AspNetCore.Http.EndpointMetadataCollection Metadata)
    {
        // Ids that are somebody else's, or nobody's.
        public string WithForeignIds => Parameter().Replace(Path, "C-somebody-elses-1");

        public override string ToString() => $"{Method} {Path}";
    }
}
