using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Bot.People;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.People;

/// <summary>The company's identity provider says who somebody is; the way there and back is gone as a browser goes it, by the real time, for by that a browser keeps cookies.</summary>
public sealed class CompanySignInTests : IAsyncLifetime
{
    private CompanyProvider provider = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_a_role_there_gets_in_as_that_under_the_name_that_customers_see()
    {
        await using var host = await TestHost.StartAsync(TimeProvider.System, flags: provider.Flags);
        provider.Claims = new() { ["sub"] = "u-1", ["given_name"] = "Amira", ["name"] = "Amira Benali", ["roles"] = new[] { "agent", "Lead", "something else" } };
        using var amira = new HttpClient { BaseAddress = new Uri(host.Url) };
        using var landed = await amira.GetAsync("/desk/sign-in/company?to=/insights", Cancel);
        Assert.Equal("/insights", landed.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(("Amira", "Lead"), await MeAsync(amira));

        // The same name there is somebody else.
        provider.Claims = new() { ["sub"] = "u-2", ["given_name"] = "Amira", ["roles"] = "agent" };
        using var other = new HttpClient { BaseAddress = new Uri(host.Url) };
        (await other.GetAsync("/desk/sign-in/company", Cancel)).EnsureSuccessStatusCode();
        Assert.Equal(("Amira 2", "Agent"), await MeAsync(other));
    }

    [Fact]
    public async Task A_role_that_changed_there_has_changed_here_with_the_next_sign_in()
    {
        await using var host = await TestHost.StartAsync(TimeProvider.System, flags: provider.Flags);
        provider.Claims = new() { ["sub"] = "u-1", ["given_name"] = "Amira", ["roles"] = "admin" };
        using var amira = new HttpClient { BaseAddress = new Uri(host.Url) };
        await amira.GetAsync("/desk/sign-in/company", Cancel);
        provider.Claims["roles"] = "agent";
        await amira.GetAsync("/desk/sign-in/company", Cancel);
        Assert.Equal(("Amira", "Agent"), await MeAsync(amira));
    }

    [Fact]
    public async Task Who_has_no_role_there_is_refused_and_told_whom_to_ask()
    {
        await using var host = await TestHost.StartAsync(TimeProvider.System, flags: provider.Flags);
        provider.Claims = new() { ["sub"] = "u-1", ["given_name"] = "Amira" };
        Assert.Equal("?refused=unknown", await RefusalAsync(host));
        Assert.Empty(await host.Services.GetRequiredService<Accounts>().ReadAsync());
    }

    [Fact]
    public async Task Who_comes_from_a_directory_of_Entras_is_known_in_Teams_by_it()
    {
        await using var host = await TestHost.StartAsync(TimeProvider.System, flags: provider.Flags);
        const string oid = "5B0F4C1E-8f0b-4a55-9d0c-1a2b3c4d5e6f";
        var accounts = host.Services.GetRequiredService<Accounts>();
        using var amira = new HttpClient { BaseAddress = new Uri(host.Url) };

        // Claims of that name from elsewhere, or that are no such ids, say nothing.
        foreach (var (tid, id) in new[] { ("00000000-0000-0000-0000-000000000666", oid), (CompanyProvider.Tenant, "amira"), ("", oid) })
        {
            provider.Claims = new() { ["sub"] = "u-1", ["given_name"] = "Amira", ["roles"] = "lead", ["tid"] = tid, ["oid"] = id };
            (await amira.GetAsync("/desk/sign-in/company", Cancel)).EnsureSuccessStatusCode();
            Assert.Null((await accounts.FindAsync("Amira"))!.Teams);
        }

        provider.Claims = new() { ["sub"] = "u-1", ["given_name"] = "Amira", ["roles"] = "lead", ["tid"] = CompanyProvider.Tenant, ["oid"] = oid };
        (await amira.GetAsync("/desk/sign-in/company", Cancel)).EnsureSuccessStatusCode();
        Assert.Equal("Amira", (await accounts.OfTeamsAsync(TeamsPeople.IdOf(CompanyProvider.Tenant, oid)!))!.Name);
        Assert.Equal(("Amira", "Lead"), await MeAsync(amira));
    }

    [Fact]
    public async Task Who_was_disabled_here_does_not_come_in_by_the_provider()
    {
        await using var host = await TestHost.StartAsync(TimeProvider.System, flags: [.. provider.Flags, "--FollowUp:SignIn:DefaultRole", "Agent"]);
        provider.Claims = new() { ["sub"] = "u-1", ["name"] = "Amira" };
        using var amira = new HttpClient { BaseAddress = new Uri(host.Url) };
        await amira.GetAsync("/desk/sign-in/company", Cancel);
        await host.Services.GetRequiredService<Accounts>().DisableAsync("Amira");
        Assert.Equal("?refused=disabled", await RefusalAsync(host));
    }

    [Fact]
    public async Task A_token_that_somebody_else_signed_is_refused()
    {
        await using var host = await TestHost.StartAsync(TimeProvider.System, flags: provider.Flags);
        provider.Claims = new() { ["sub"] = "u-1", ["given_name"] = "Amira", ["roles"] = "admin" };
        provider.Forges = true;
        Assert.Equal("?refused=failed", await RefusalAsync(host));
    }

    [Fact]
    public async Task An_answer_that_nobody_here_asked_for_is_refused()
    {
        await using var host = await TestHost.StartAsync(TimeProvider.System, flags: provider.Flags);
        using var answer = await host.Http.GetAsync("/desk/sign-in/callback?code=stolen&state=made-up", Cancel);
        Assert.Equal("?refused=failed", answer.RequestMessage!.RequestUri!.Query);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    public async Task After_the_sign_in_one_stays_on_this_host(string to)
    {
        await using var host = await TestHost.StartAsync(TimeProvider.System, flags: provider.Flags);
        provider.Claims = new() { ["sub"] = "u-1", ["given_name"] = "Amira", ["roles"] = "agent" };
        using var amira = new HttpClient { BaseAddress = new Uri(host.Url) };
        using var landed = await amira.GetAsync($"/desk/sign-in/company?to={Uri.EscapeDataString(to)}", Cancel);
        Assert.Equal($"{host.Url}/desk", landed.RequestMessage!.RequestUri!.ToString());
    }

    public async ValueTask InitializeAsync() => provider = await CompanyProvider.StartAsync();

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    private static async Task<string> RefusalAsync(TestHost host)
    {
        using var client = new HttpClient { BaseAddress = new Uri(host.Url) };
        using var landed = await client.GetAsync("/desk/sign-in/company", Cancel);
        Assert.Equal("/desk/sign-in", landed.RequestMessage!.RequestUri!.AbsolutePath);
        return landed.RequestMessage.RequestUri.Query;
    }

    private static async Task<(string?, string?)> MeAsync(HttpClient client)
    {
        var me = await client.GetFromJsonAsync<JsonElement>("/api/people/me", Cancel);
        return (me.GetProperty("name").GetString(), me.GetProperty("role").GetString());
    }
}
