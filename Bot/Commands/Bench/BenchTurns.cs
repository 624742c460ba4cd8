using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using FollowUpBot.Bot.Channels.DirectLine;

namespace FollowUpBot.Bot.Commands.Bench;

/// <summary><c>bench turns</c>: a closed loop of customers over Direct Line against a running host. A turn counts when its POST was answered; by then message and reply are durable.</summary>
internal static class BenchTurns
{
    private static readonly string[] Questions = ["Can I leave it outside when it rains?", "How do I clean the lamp?", "Can I wash the headband in the washing machine?", "How do I reset it?"];
    private static readonly string[] Courtesies = ["hello", "thanks", "hi", "thank you"];

    public static Command Create()
    {
        var url = new Option<string>("--url") { Description = "The host to measure.", DefaultValueFactory = _ => FollowUpHost.DefaultUrl };
        var secret = new Option<string>("--secret") { Description = "Its Direct Line secret.", Required = true };
        var key = new Option<string>("--api-key") { Description = "Its key for purchases; customers of a lamp are made with it.", Required = true };
        var conversations = new Option<int>("--conversations") { Description = "How many customers talk.", DefaultValueFactory = _ => 200 };
        var turns = new Option<int>("--turns") { Description = "Turns of each customer.", DefaultValueFactory = _ => 50 };
        var concurrency = new Option<int>("--concurrency") { Description = "Turns under way at once.", DefaultValueFactory = _ => 16 };
        var say = new Option<string>("--say") { Description = "What they say: questions or courtesies.", DefaultValueFactory = _ => "questions" };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        var command = new Command("turns", "Measure turns over Direct Line against a running host.") { url, secret, key, conversations, turns, concurrency, say, json };
        command.SetAction((parsed, cancel) => RunAsync(
            new Load(parsed.GetValue(url)!, parsed.GetValue(secret)!, parsed.GetValue(key)!, parsed.GetValue(conversations), parsed.GetValue(turns), parsed.GetValue(concurrency), parsed.GetValue(say)!),
            parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Load load, bool json, CancellationToken cancel)
    {
        if (load.Say is not ("questions" or "courtesies")) return CommandLine.Fail($"--say is 'questions' or 'courtesies', not '{load.Say}'.");
        if (load.Conversations < 1 || load.Turns < 1 || load.Concurrency < 1) return CommandLine.Fail("--conversations, --turns and --concurrency are 1 or more.");
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = load.Concurrency }) { BaseAddress = new Uri(load.Url) };
        try
        {
            var run = $"{Environment.ProcessId}-{Stopwatch.GetTimestamp():x}";
            var customers = new List<(string Conversation, string Token)>();
            for (var i = 0; i < load.Conversations; i++) customers.Add(await OpenAsync(http, load, $"{run}-{i}", cancel));

            // The first turns pay for what is compiled on first use.
            await TalkAsync(http, load, customers, Math.Max(1, load.Turns / 10), cancel);
            var began = Stopwatch.GetTimestamp();
            var times = await TalkAsync(http, load, customers, load.Turns, cancel);
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var of = new Percentiles(times);
            var figures = new { turns = times.Count, seconds = Math.Round(seconds, 2), perSecond = Math.Round(times.Count / seconds), p50 = of.At(0.5), p95 = of.At(0.95), p99 = of.At(0.99), worst = of.At(1) };
            Console.WriteLine(json
                ? JsonSerializer.Serialize(figures)
                : $"{figures.turns} {load.Say} turns, {load.Concurrency} at once: {figures.perSecond}/s, p50 {figures.p50} ms, p95 {figures.p95} ms, p99 {figures.p99} ms, worst {figures.worst} ms");
            return CommandLine.Ok;
        }
        catch (HttpRequestException error)
        {
            Console.Error.WriteLine($"{load.Url} did not answer as it should: {error.Message} Is the host running, with these keys and a high --FollowUp:DirectLine:MessagesPerMinute and OpeningsPerMinute?");
            return CommandLine.Found;
        }
    }

    private static async Task<(string Conversation, string Token)> OpenAsync(HttpClient http, Load load, string id, CancellationToken cancel)
    {
        var user = $"dl_bench-{id}";
        await SendAsync(http, "/api/purchases", load.ApiKey, new
        {
            orderId = $"B-{id}",
            purchasedAt = TimeProvider.System.GetUtcNow(),
            customer = new { id = $"bench-{id}", name = "Bench" },
            addresses = new[] { new { channel = DirectLineDoor.Channel, user } },
            product = "TL-300",
        }, cancel);
        var made = await SendAsync(http, "/v3/directline/tokens/generate", load.Secret, new { user = new { id = user } }, cancel);
        return (made.GetProperty("conversationId").GetString()!, made.GetProperty("token").GetString()!);
    }

    private static async Task<List<double>> TalkAsync(HttpClient http, Load load, List<(string Conversation, string Token)> customers, int turns, CancellationToken cancel)
    {
        var texts = load.Say == "questions" ? Questions : Courtesies;
        var times = new List<double>(customers.Count * turns);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, load.Concurrency).Select(async _ =>
        {
            var own = new List<double>();
            for (var i = Interlocked.Increment(ref next); i < customers.Count * turns; i = Interlocked.Increment(ref next))
            {
                var (conversation, token) = customers[i % customers.Count];
                var began = Stopwatch.GetTimestamp();
                await SendAsync(http, $"/v3/directline/conversations/{conversation}/activities", token, new { type = "message", text = texts[i / customers.Count % texts.Length] }, cancel);
                own.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            lock (times) times.AddRange(own);
        }));
        return times;
    }

    private static async Task<JsonElement> SendAsync(HttpClient http, string path, string bearer, object body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var answer = await http.SendAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
    }

    private sealed record Load(string Url, string Secret, string ApiKey, int Conversations, int Turns, int Concurrency, string Say);
}
