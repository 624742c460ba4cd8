using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Bot;
using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests;

/// <summary>The real host on a port of its own, with a store of its own and a clock that only moves when it is told to.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    /// <summary>A Monday, eleven o'clock in Madrid: within service hours.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    public const string ApiKey = "test-purchases-key-0123456789";
    public const string Secret = "test-directline-secret-0123456789";

    private readonly DirectoryInfo data;
    private readonly WebApplication app;
    private readonly IStore store;

    private TestHost(DirectoryInfo data, WebApplication app, IStore store)
    {
        this.data = data;
        this.app = app;
        this.store = store;
        Url = app.Urls.First();
        Http = new HttpClient { BaseAddress = new Uri(Url) };
    }

    public string Url { get; }

    public HttpClient Http { get; }

    public IStore Store => store;

    public string StorePath => Path.Combine(data.FullName, "followup.db");

    public IServiceProvider Services => app.Services;

    /// <summary>What is learned from the example sentences is learned once for all hosts of all tests.</summary>
    public static string LearnedFolder { get; } = Path.Combine(AppContext.BaseDirectory, "learned");

    public static string PromptsFolder { get; } = Path.Combine(AppContext.BaseDirectory, "Prompts");

    // Read once for all: nothing changes it, and to compile a hundred prompts takes longer than many a test.
    private static readonly Lazy<(ShopContent? Content, IReadOnlyList<Problem> Problems)> Sample = new(() => ShopContent.Load(PromptsFolder));

    public static async Task<TestHost> StartAsync(TimeProvider? clock = null, string? prompts = null, params IReadOnlyList<string> flags)
    {
        SQLitePCL.Batteries_V2.Init();
        var data = Directory.CreateTempSubdirectory("followup-test-");
        var builder = FollowUpHost.Configure(
        [
            "--environment", "Development", "--urls", "http://127.0.0.1:0", "--FollowUp:Data", data.FullName, "--FollowUp:Prompts", prompts ?? PromptsFolder,
            "--FollowUp:Language:Cache", LearnedFolder, "--FollowUp:Knowledge:Index", prompts is null ? Path.Combine(LearnedFolder, "knowledge.db") : Path.Combine(data.FullName, "knowledge.db"),
            "--FollowUp:Purchases:ApiKey", ApiKey, "--FollowUp:DirectLine:Secrets:0", Secret, "--FollowUp:DirectLine:MessagesPerMinute", "6000", "--FollowUp:DirectLine:OpeningsPerMinute", "100000", "--FollowUp:SignIn:AttemptsPerMinute", "100000", "--Logging:LogLevel:Default", "Error",
            .. flags,
        ]);
        var options = FollowUpOptions.Read(builder.Configuration, builder.Environment);
        var (content, problems) = prompts is null ? Sample.Value : ShopContent.Load(prompts);
        if (content is null) throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
        var store = await FollowUpHost.OpenStoreAsync(options);
        var app = await FollowUpHost.BuildAsync(builder, options, content, store, clock ?? new StillClock(Start));
        await app.StartAsync();
        return new TestHost(data, app, store);
    }

    /// <summary>An HTTP client signed in at the desk under this name.</summary>
    public async Task<HttpClient> SignInAsync(string agent, Role? role = null)
    {
        var client = new HttpClient { BaseAddress = new Uri(Url) };
        var token = await NewTokenAsync(role);
        using var answer = await client.PostAsJsonAsync("/desk/sign-in", new { token, name = agent });
        answer.EnsureSuccessStatusCode();
        return client;
    }

    /// <summary>A link that lets somebody in who has no account yet; without a role one like the host prints.</summary>
    public async Task<string> NewSignInLinkAsync(Role? role = null) => $"{Url}/desk/sign-in?token={await NewTokenAsync(role)}";

    /// <summary>What is in such a link.</summary>
    public Task<string> NewTokenAsync(Role? role = null) => app.Services.GetRequiredService<Invitations>().CreateAsync(role ?? Role.Admin, "the tests", operators: role is null);

    public static HttpRequestMessage Request(HttpMethod method, string path, string? bearer, object? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (body is not null) request.Content = JsonContent.Create(body);
        return request;
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? bearer, object? body = null, string? origin = null)
    {
        using var request = Request(method, path, bearer, body);
        if (origin is not null) request.Headers.Add("Origin", origin);
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    public async Task AdvanceAsync(TimeSpan by)
    {
        using var answer = await Http.PostAsJsonAsync("/dev/clock", new { advance = by.ToString("c") });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What an agent does with the first case of the queue; the result is the lease of the case that is first afterwards.</summary>
    public async Task<int> ActAsync(string agent, string what, object body)
    {
        using var desk = await SignInAsync(agent);
        var open = (await desk.GetFromJsonAsync<JsonElement>("/api/desk/cases")).GetProperty("cases").EnumerateArray().First();
        using var answer = await desk.PostAsJsonAsync($"/api/desk/cases/{open.GetProperty("id")}/{what}", body);
        answer.EnsureSuccessStatusCode();
        return (await desk.GetFromJsonAsync<JsonElement>("/api/desk/cases")).GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("lease").GetInt32()).FirstOrDefault();
    }

    /// <summary>Lets time pass until a customer's planned contact comes due; the result is its name, null when none is planned.</summary>
    public async Task<string?> NextContactAsync(string customer)
    {
        if ((await Store.LoadCustomerAsync(customer)).File!.Next is not { } next) return null;
        using var answer = await Http.PostAsJsonAsync("/dev/clock", new { to = next.At });
        answer.EnsureSuccessStatusCode();
        return next.Step;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await store.DisposeAsync();
        data.Delete(recursive: true);
    }
}

/// <summary>A clock that stands still; the host's travel clock moves ahead of it.</summary>
internal sealed class StillClock(DateTimeOffset at) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => at;
}

/// <summary>A clock that a test sets.</summary>
internal sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;
}
