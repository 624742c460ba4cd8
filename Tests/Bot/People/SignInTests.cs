using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Bot.People;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.People;

/// <summary>Who gets in, as what, and how long.</summary>
public class SignInTests
{
    private const string Good = "wet boots by the stove";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_lets_one_person_in_once_and_their_password_lets_them_in_again()
    {
        await using var host = await TestHost.StartAsync();
        var token = await host.NewTokenAsync(Role.Lead);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, new { token, name = "Amira", password = Good })).Status);
        var (again, said) = await PostAsync(host, new { token, name = "Amira B", password = Good });
        Assert.Equal((HttpStatusCode.Forbidden, "This link has been used or is too old"), (again, said.GetProperty("title").GetString()));

        using var amira = new HttpClient { BaseAddress = new Uri(host.Url) };
        (await amira.PostAsJsonAsync("/desk/sign-in", new { name = " amira ", password = Good }, Cancel)).EnsureSuccessStatusCode();
        var me = await amira.GetFromJsonAsync<JsonElement>("/api/people/me", Cancel);
        Assert.Equal(("Amira", "Lead"), (me.GetProperty("name").GetString(), me.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Of_ten_who_use_a_link_at_once_one_gets_in()
    {
        await using var host = await TestHost.StartAsync();
        var token = await host.NewTokenAsync(Role.Agent);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => PostAsync(host, new { token, name = $"Jonas {i}", password = Good })));
        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.OK));
        Assert.Single(await host.Services.GetRequiredService<Accounts>().ReadAsync());
    }

    [Theory]
    [InlineData("JONAS")]
    [InlineData("jonas ")]
    [InlineData("Ｊonas")]
    public async Task Nobody_takes_a_name_that_customers_cannot_tell_from_a_colleagues(string name)
    {
        await using var host = await TestHost.StartAsync();
        using var jonas = await host.SignInAsync("Jonas", Role.Agent);
        var (status, said) = await PostAsync(host, new { token = await host.NewTokenAsync(Role.Agent), name, password = Good });
        Assert.Equal((HttpStatusCode.Conflict, "There is a Jonas already"), (status, said.GetProperty("title").GetString()));
    }

    [Theory]
    [InlineData("Jo\u202Enas", null)]
    [InlineData("", null)]
    [InlineData("Jonas", "short")]
    [InlineData("Jonas", "aaaaaaaaaaaaaaaa")]
    public async Task A_bad_name_or_password_leaves_the_link_good(string name, string? password)
    {
        await using var host = await TestHost.StartAsync();
        var token = await host.NewTokenAsync(Role.Agent);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(host, new { token, name, password = password ?? Good })).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, new { token, name = "Jonas", password = Good })).Status);
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_right_one_waits_a_quarter_of_an_hour()
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var host = await TestHost.StartAsync(clock);
        await PostAsync(host, new { token = await host.NewTokenAsync(Role.Agent), name = "Jonas", password = Good });
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(host, new { name = "Jonas", password = "not the right one" })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(host, new { name = "Jonas", password = Good })).Status);

        clock.Now += TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, new { name = "Jonas", password = Good })).Status);
    }

    [Fact]
    public async Task Of_a_hundred_guesses_at_once_no_more_than_five_are_looked_at()
    {
        await using var host = await TestHost.StartAsync();
        await PostAsync(host, new { token = await host.NewTokenAsync(Role.Agent), name = "Jonas", password = Good });
        var accounts = host.Services.GetRequiredService<Accounts>();

        // Were each looked at, the right one would be found among them.
        var found = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => accounts.CheckAsync("Jonas", i == 11 ? Good : $"guess number {i}")));
        var jonas = (await accounts.FindAsync("Jonas"))!;
        Assert.True(found.Any(f => f is not null) || jonas is { Failures: 5, LockedUntil: not null }, $"{jonas.Failures} were counted.");
        Assert.True(jonas.Failures <= 5);
    }

    [Fact]
    public async Task What_is_said_to_a_wrong_password_is_said_to_a_name_that_nobody_has()
    {
        await using var host = await TestHost.StartAsync();
        await PostAsync(host, new { token = await host.NewTokenAsync(Role.Agent), name = "Jonas", password = Good });
        var known = await PostAsync(host, new { name = "Jonas", password = "not the right one" });
        var unknown = await PostAsync(host, new { name = "Nobody", password = "not the right one" });
        Assert.Equal((known.Status, known.Body.GetProperty("title").GetString()), (unknown.Status, unknown.Body.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Who_tries_too_often_from_one_address_waits()
    {
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:SignIn:AttemptsPerMinute", "3"]);
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(host, new { name = $"Nobody {i}", password = Good })).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await PostAsync(host, new { name = "Nobody 4", password = Good })).Status);
    }

    [Fact]
    public async Task A_cookie_from_before_the_sign_in_is_not_taken_over()
    {
        await using var host = await TestHost.StartAsync();
        using var first = new HttpRequestMessage(HttpMethod.Get, "/api/people/me");
        first.Headers.Add("Cookie", "desk=planted-by-somebody");
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.SendAsync(first, Cancel)).StatusCode);

        using var sign = new HttpRequestMessage(HttpMethod.Post, "/desk/sign-in") { Content = JsonContent.Create(new { token = await host.NewTokenAsync(Role.Agent), name = "Jonas", password = Good }) };
        sign.Headers.Add("Cookie", "desk=planted-by-somebody");
        using var signed = await host.Http.SendAsync(sign, Cancel);
        var cookie = Assert.Single(signed.Headers.GetValues("Set-Cookie"), c => c.StartsWith("desk=", StringComparison.Ordinal));
        Assert.DoesNotContain("planted-by-somebody", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Who_changes_their_password_is_signed_out_elsewhere_and_stays_here()
    {
        await using var host = await TestHost.StartAsync();
        using var here = await host.SignInAsync("Jonas", Role.Agent);
        Assert.Equal(HttpStatusCode.NoContent, (await here.PostAsJsonAsync("/api/people/me/password", new { password = Good }, Cancel)).StatusCode);
        using var elsewhere = new HttpClient { BaseAddress = new Uri(host.Url) };
        (await elsewhere.PostAsJsonAsync("/desk/sign-in", new { name = "Jonas", password = Good }, Cancel)).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.Forbidden, (await here.PostAsJsonAsync("/api/people/me/password", new { current = "not the right one", password = "dry socks on a rope" }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await here.PostAsJsonAsync("/api/people/me/password", new { current = Good, password = "dry socks on a rope" }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/api/people/me", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/api/people/me", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_role_that_was_taken_away_counts_from_the_next_request_on()
    {
        await using var host = await TestHost.StartAsync();
        using var admin = await host.SignInAsync("Ines");
        using var jonas = await host.SignInAsync("Jonas", Role.Lead);
        Assert.Equal(HttpStatusCode.OK, (await jonas.GetAsync("/insights", Cancel)).StatusCode);
        (await admin.PostAsJsonAsync("/api/people/Jonas/role", new { role = "Agent" }, Cancel)).EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.Forbidden, (await jonas.GetAsync("/insights", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await jonas.GetAsync("/api/desk/cases", Cancel)).StatusCode);
    }

    [Fact]
    public async Task The_live_stream_of_a_disabled_agent_ends()
    {
        await using var host = await TestHost.StartAsync();
        using var admin = await host.SignInAsync("Ines");
        using var jonas = await host.SignInAsync("Jonas", Role.Agent);
        await using var stream = await jonas.GetStreamAsync("/api/desk/events", Cancel);
        using var reader = new StreamReader(stream);
        Assert.Equal("event: changed", await reader.ReadLineAsync(Cancel));

        (await admin.PostAsync("/api/people/Jonas/disable", null, Cancel)).EnsureSuccessStatusCode();
        await reader.ReadToEndAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, (await jonas.GetAsync("/api/desk/cases", Cancel)).StatusCode);
        var (status, said) = await PostAsync(host, new { token = await host.NewTokenAsync(), name = "Jonas" });
        Assert.Equal((HttpStatusCode.Forbidden, "Jonas may not sign in any more"), (status, said.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Who_may_only_read_is_not_at_the_desk_for_customers()
    {
        await using var host = await TestHost.StartAsync();
        using var manager = await host.SignInAsync("Ines", Role.Manager);
        using var agent = await host.SignInAsync("Jonas", Role.Agent);
        await using var watching = await manager.GetStreamAsync("/api/desk/events", Cancel);
        await using var answering = await agent.GetStreamAsync("/api/desk/events", Cancel);
        var queue = await manager.GetFromJsonAsync<JsonElement>("/api/desk/cases", Cancel);
        Assert.Equal(["Jonas"], queue.GetProperty("colleagues").EnumerateArray().Select(c => c.GetString()));
    }

    [Fact]
    public async Task Who_opens_a_page_that_is_not_theirs_reads_a_page_and_a_program_a_problem()
    {
        await using var host = await TestHost.StartAsync();
        using var agent = await host.SignInAsync("Jonas", Role.Agent);
        foreach (var (accept, type) in new[] { ("text/html,*/*", "text/html"), ("*/*", "application/problem+json") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/insights") { Headers = { { "Accept", accept } } };
            using var answer = await agent.SendAsync(request, Cancel);
            Assert.Equal((HttpStatusCode.Forbidden, type), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            Assert.Contains("This is not yours to see or do", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_lead_lets_agents_in_and_nobody_above()
    {
        await using var host = await TestHost.StartAsync();
        using var lead = await host.SignInAsync("Amira", Role.Lead);
        Assert.Equal(HttpStatusCode.OK, (await lead.PostAsJsonAsync("/api/people/invitations", new { role = "Agent" }, Cancel)).StatusCode);
        foreach (var role in new[] { "Lead", "Editor", "Manager", "Admin" })
            Assert.Equal(HttpStatusCode.Forbidden, (await lead.PostAsJsonAsync("/api/people/invitations", new { role }, Cancel)).StatusCode);

        // A new link for the password of somebody above would be a way up too.
        using var admin = await host.SignInAsync("Ines");
        Assert.Equal(HttpStatusCode.Forbidden, (await lead.PostAsJsonAsync("/api/people/invitations", new { account = "Ines" }, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Nobody_disables_or_demotes_themselves()
    {
        await using var host = await TestHost.StartAsync();
        using var admin = await host.SignInAsync("Ines");
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsync("/api/people/ines/disable", null, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsJsonAsync("/api/people/INES/role", new { role = "Agent" }, Cancel)).StatusCode);
    }

    [Fact]
    public async Task The_audit_tells_who_came_and_what_they_read()
    {
        await using var host = await TestHost.StartAsync();
        using var manager = await host.SignInAsync("Ines", Role.Manager);
        var entries = (await manager.GetFromJsonAsync<JsonElement>("/api/audit", Cancel)).GetProperty("entries").EnumerateArray().Select(e => $"{e.GetProperty("who")} {e.GetProperty("what")}").ToList();
        Assert.Equal(["Ines account.created", "Ines sign-in", "Ines audit.read"], entries);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(TestHost host, object body)
    {
        using var answer = await host.Http.PostAsJsonAsync("/desk/sign-in", body, Cancel);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }
}
