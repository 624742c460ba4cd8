using FollowUpBot.Bot;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Turns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FollowUpBot.Tests.Bot.Language;

/// <summary>Requests to a model, over the wire: its judgement, its summary, its limits.</summary>
public class LanguageModelTests
{
    private static readonly PromptLibrary Prompts = ShopContent.Load(TestHost.PromptsFolder).Content!.Prompts;

    [Theory]
    [InlineData("""{"complaint":0.9,"wantsHuman":0.25}""", 0.9, 0.25)]
    [InlineData("""{"complaint":1.7,"wantsHuman":0.2}""", null, null)]
    [InlineData("""{"complaint":0.7}""", null, null)]
    [InlineData("""{"complaint":0.7,"wantsHuman":0.2,"refund":1}""", null, null)]
    [InlineData("""{"complaint":"yes","wantsHuman":0.2}""", null, null)]
    [InlineData("""I think that is a complaint.""", null, null)]
    [InlineData("", null, null)]
    public async Task A_judgement_is_two_probabilities_or_none(string said, double? complaint, double? human)
    {
        await using var model = await OpenAiServer.StartAsync();
        model.Next($"says {said}");
        var judged = await ModelAt(model).JudgeAsync("maria", "Maria Lopez", "well, that went great. my mail is maria@example.com", new Fence("abc"), TestContext.Current.CancellationToken);
        Assert.Equal(complaint is null ? null : new Opinion(complaint.Value, human!.Value), judged);
        var request = Assert.Single(model.Requests);
        Assert.Equal("json_schema", request.Body.GetProperty("response_format").GetProperty("type").GetString());
        Assert.True(request.Body.GetProperty("response_format").GetProperty("json_schema").GetProperty("strict").GetBoolean());
        Assert.Equal("[abc message]\nwell, that went great. my mail is [e-mail]\n[/abc]\n", request.User);
    }

    [Theory]
    [InlineData("The battery of the lamp lasts an hour. Waits for an answer by 17:00.", true)]
    [InlineData("The battery lasts 3 hours.", false)]
    [InlineData("See https://evil.example for more.", false)]
    public async Task A_summary_has_no_number_that_nobody_said(string said, bool used)
    {
        await using var model = await OpenAiServer.StartAsync();
        model.Next($"says {said}");
        TranscriptLine[] lines =
        [
            new(1, "c|1", Speaker.Customer, "Maria Lopez", "the battery dies after an hour, call me on +34 612 345 678", [], TestHost.Start, null),
            new(2, "c|2", Speaker.Bot, null, "I'm sorry, Maria. You will hear by 17:00 today.", [], TestHost.Start, null),
        ];
        var summary = await ModelAt(model).SummariseAsync("maria", "Maria Lopez", lines, new Fence("abc"), TestContext.Current.CancellationToken);
        Assert.Equal(used ? said : null, summary);
        Assert.Equal("[abc conversation]\nCustomer: the battery dies after an hour, call me on [number]\nShop: I'm sorry, [name]. You will hear by 17:00 today.\n[/abc]\n", model.Requests[0].User);
    }

    [Fact]
    public async Task After_three_failures_it_is_left_alone_for_a_minute()
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var server = await OpenAiServer.StartAsync();
        server.Otherwise = _ => "fails";
        var model = ModelAt(server, clock);
        for (var i = 0; i < 5; i++) Assert.Null(await JudgeAsync(model));
        Assert.Equal(3, server.Requests.Count);
        Assert.False(model.IsReadyFor("maria"));

        clock.Now += TimeSpan.FromSeconds(61);
        Assert.True(model.IsReadyFor("maria"));
        Assert.Null(await JudgeAsync(model));
        Assert.False(model.IsReadyFor("maria"));

        clock.Now += TimeSpan.FromSeconds(61);
        server.Otherwise = _ => """says {"complaint":0,"wantsHuman":0}""";
        Assert.NotNull(await JudgeAsync(model));
        Assert.True(model.IsReadyFor("maria"));
    }

    [Fact]
    public async Task A_filter_is_no_failure()
    {
        await using var server = await OpenAiServer.StartAsync();
        server.Otherwise = _ => "refuses";
        var model = ModelAt(server);
        for (var i = 0; i < 5; i++) Assert.Null(await JudgeAsync(model));
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task A_conversation_and_a_day_have_their_tokens_and_a_restart_does_not_give_new_ones()
    {
        var clock = new SteppedClock(TestHost.Start);
        string? saved = null;
        await using var server = await OpenAiServer.StartAsync();
        server.Otherwise = _ => """says {"complaint":0,"wantsHuman":0}""";

        // A request may use about 900 tokens and is counted with the 460 that the server reports.
        var model = ModelAt(server, clock, Budget(2000, 2900));
        Assert.NotNull(await JudgeAsync(model));
        Assert.NotNull(await JudgeAsync(model));
        Assert.NotNull(await JudgeAsync(model));
        Assert.Null(await JudgeAsync(model));
        Assert.NotNull(await JudgeAsync(model, "jonas"));
        Assert.NotNull(await JudgeAsync(model, "jonas"));
        Assert.Null(await JudgeAsync(model, "amira"));
        Assert.Equal("2026-11-23|2300", saved);

        var restarted = ModelAt(server, clock, Budget(2000, 2300));
        Assert.False(restarted.IsReadyFor("amira"));
        clock.Now += TimeSpan.FromDays(1);
        Assert.True(restarted.IsReadyFor("maria"));
        Assert.NotNull(await JudgeAsync(restarted));

        TokenBudget Budget(long one, long all) => new(one, all, saved, count => Task.FromResult(saved = count), clock);
    }

    [Fact]
    public async Task Nothing_of_the_key_or_the_words_is_logged()
    {
        var log = new Lines();
        await using var server = await OpenAiServer.StartAsync();
        foreach (var order in new[] { "fails", "refuses", "busy 99" }) server.Next(order);
        var model = ModelAt(server, log: log);
        for (var i = 0; i < 3; i++) await JudgeAsync(model);
        Assert.Equal(3, log.All.Count);
        Assert.All(log.All, line => Assert.DoesNotContain("sk-", line, StringComparison.Ordinal));
        Assert.All(log.All, line => Assert.DoesNotContain("customer's words", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_model_nothing_is_ready()
    {
        await using var host = await TestHost.StartAsync();
        Assert.False(host.Services.GetRequiredService<LanguageModel>().IsReadyFor("maria"));
    }

    private static Task<Opinion?> JudgeAsync(LanguageModel model, string customer = "maria") => model.JudgeAsync(customer, null, "the customer's words", new Fence("abc"), TestContext.Current.CancellationToken);

    internal static LanguageModel ModelAt(OpenAiServer server, TimeProvider? clock = null, TokenBudget? budget = null, ILogger<ModelCalls>? log = null)
    {
        clock ??= new StillClock(TestHost.Start);
        var options = new FollowUpOptions.LanguageModelOptions { Endpoint = server.Flags[1], ApiKey = OpenAiServer.Key, Model = "test-model", TimeoutSeconds = 3, FirstTokenSeconds = 1 };
        budget ??= new TokenBudget(1_000_000, 1_000_000, null, _ => Task.CompletedTask, clock);
        return new LanguageModel(new ModelCalls(options, ModelConnection.Open(options), budget, new Breaker(clock), log ?? new Lines()), Prompts);
    }

    private sealed class Lines : ILogger<ModelCalls>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Add($"{formatter(state, exception)} {exception}");
    }
}
