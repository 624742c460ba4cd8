using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using FollowUpBot.Bot.People;

namespace FollowUpBot.Loads;

/// <summary>
/// Many agents with a page of the desk open, and many customers with their chats, each handed over to one of them. Customers write, agents answer in the case they have open; how long until the other
/// sees it. A desk has seen a message when a rendering that holds it has arrived at its page; half of the messages are of the case that is open there, half of one that is a row of its queue.
/// </summary>
internal static class Desks
{
    private const int AtOnce = 32;
    private const int MarkLength = 8;

    // So much of what customers write is answered.
    private const int AnswersOf = 5;

    private static readonly TimeSpan LastArrivals = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(string store, int desks, int chats, int perSecond, int seconds, CancellationToken cancel)
    {
        if (chats < desks) throw new ArgumentException("Each desk needs a chat of its own.", nameof(chats));
        await using var ground = await Ground.MakeAsync(store);
        var links = await InviteAsync(ground, desks);
        await ground.StartAsync(pace: 100, "--FollowUp:DirectLine:MessagesPerMinute", "100000", "--FollowUp:DirectLine:OpeningsPerMinute", "1000000", "--FollowUp:SignIn:AttemptsPerMinute", "100000");
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = ground.Url, Timeout = TimeSpan.FromMinutes(2) };
        var seen = new Seen();
        var empty = ground.Memory();

        var began = Stopwatch.GetTimestamp();
        var cookies = new string[desks];
        await EachAsync(desks, async i => cookies[i] = await SignInAsync(http, links[i], NameOf(i)));
        var talking = new WebChatSocket[chats];
        await EachAsync(chats, async i =>
        {
            talking[i] = await WebChatSocket.OpenAsync(http, string.Create(CultureInfo.InvariantCulture, $"dl_load-{i:0000}"), heard => seen.Look(heard, Seen.Customers));
            await talking[i].SayAsync("I want to talk to a person, please");
        });
        var cases = await CasesAsync(ground, talking);
        await EachAsync(chats, i => ClaimAsync(http, cookies[i % desks], cases[i]));
        Say($"{store}: {chats:N0} chats are open and have somebody, after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s; the host holds {ground.Memory():N0} MB ({empty:N0} MB when it was empty).");

        began = Stopwatch.GetTimestamp();
        var pages = new Circuit[desks];
        await EachAsync(desks, async i => pages[i] = await Circuit.OpenAsync(http, cookies[i], $"/desk/mine/{Uri.EscapeDataString(cases[i])}", drawn => seen.Look(drawn, i)));
        Say($"{desks:N0} desks are open after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s; the host holds {ground.Memory():N0} MB.");

        await Task.Delay(TimeSpan.FromSeconds(5), cancel);
        await TalkAsync(seen, talking, pages, perSecond, seconds: 10, cancel);
        seen.Forget();
        var (cpu, own, from) = (ground.CpuTime(), Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.GetTimestamp());
        var (drawings, bytes) = (pages.Sum(p => p.Renderings), pages.Sum(p => p.Bytes));
        await TalkAsync(seen, talking, pages, perSecond, seconds, cancel);
        var (used, took) = (ground.CpuTime(), Stopwatch.GetElapsedTime(from).TotalSeconds);
        var generator = (Process.GetCurrentProcess().TotalProcessorTime - own).TotalSeconds;
        for (var wait = Stopwatch.StartNew(); seen.Missing > 0 && wait.Elapsed < LastArrivals;) await Task.Delay(100, cancel);

        Say($"{perSecond} messages of customers a second and {perSecond / AnswersOf} answers, for {took:0} s:");
        Report("seen in the open case", seen.Of(Where.Case));
        Report("seen in the queue", seen.Of(Where.Row));
        Report("answer seen by customer", seen.Of(Where.Chat));
        Say($"  never seen: {seen.Missing}; pages that broke: {pages.Count(p => p.Broken is not null)}{(pages.FirstOrDefault(p => p.Broken is not null) is { } broken ? $" ({broken.Broken})" : "")}");
        Say($"  processor: host {(used.Host - cpu.Host).TotalSeconds / took:P0} of one core{(ground.IsPostgres ? $", database {(used.Database - cpu.Database).TotalSeconds / took:P0}" : "")}, this program {generator / took:P0}, of {Environment.ProcessorCount} cores");
        Say($"  memory: host {ground.Memory():N0} MB; to each page {(pages.Sum(p => p.Renderings) - drawings) / took / desks:0.0} renderings a second, {(pages.Sum(p => p.Bytes) - bytes) / took / desks / 1024:0.0} KB/s");
        foreach (var page in pages) await page.DisposeAsync();
        foreach (var chat in talking) await chat.DisposeAsync();
        return seen.Missing == 0 && Enum.GetValues<Where>().All(w => Quantile(seen.Of(w), 0.99) <= 1000) ? 0 : 1;
    }

    // At an even pace, whether the last was seen or not; what begins late counts from when it was to begin.
    private static async Task TalkAsync(Seen seen, WebChatSocket[] talking, Circuit[] pages, int perSecond, int seconds, CancellationToken cancel)
    {
        var (from, under, random) = (Stopwatch.GetTimestamp(), new List<Task>(), new Random(7));
        for (var said = 0; said < perSecond * seconds; said++)
        {
            var due = TimeSpan.FromSeconds((double)said / perSecond);
            if (due - Stopwatch.GetElapsedTime(from) is { Ticks: > 0 } early) await Task.Delay(early, cancel);
            var at = from + (long)(due.TotalSeconds * Stopwatch.Frequency);
            var desk = random.Next(pages.Length);
            var chat = said % 2 == 0 || talking.Length == pages.Length ? desk : desk + (pages.Length * random.Next(1, talking.Length / pages.Length));
            under.Add(talking[chat].SayAsync($"{seen.Expect(desk, chat, chat == desk ? Where.Case : Where.Row, at)} is what I am still waiting for"));
            if (said % AnswersOf == 0) under.Add(pages[desk].ReplyAsync($"{seen.Expect(Seen.Customers, desk, Where.Chat, at)} is on its way"));
        }

        await Task.WhenAll(under);
    }

    private static async Task<string[]> InviteAsync(Ground ground, int desks)
    {
        await using var store = await ground.OpenAsync();
        var invitations = new Invitations(store, TimeProvider.System);
        var links = new string[desks];
        for (var i = 0; i < desks; i++) links[i] = await invitations.CreateAsync(Role.Agent, "the load");
        return links;
    }

    private static async Task<string> SignInAsync(HttpClient http, string token, string name)
    {
        using var answer = await http.PostAsJsonAsync("/desk/sign-in", new { token, name });
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        return answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];
    }

    private static async Task<string[]> CasesAsync(Ground ground, WebChatSocket[] talking)
    {
        Dictionary<string, string> found = [];
        await Ground.UntilAsync(async () =>
        {
            found = (await ground.Store.RowsAsync($"SELECT a.{(ground.IsPostgres ? "user_id" : "user")}, c.id FROM address a JOIN \"case\" c ON c.customer_id = a.customer_id", r => (User: r.GetString(0), Case: r.GetString(1)))).ToDictionary(r => r.User, r => r.Case);
            return found.Count == talking.Length;
        }, TimeSpan.FromMinutes(2));
        return [.. talking.Select(t => found[t.User])];
    }

    private static async Task ClaimAsync(HttpClient http, string cookie, string caseId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/desk/cases/{Uri.EscapeDataString(caseId)}/claim") { Headers = { { "Cookie", cookie } }, Content = JsonContent.Create(new { requestId = Guid.NewGuid().ToString("N") }) };
        using var answer = await http.SendAsync(request);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    private static Task EachAsync(int count, Func<int, Task> act) => Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await act(i));

    // Names are letters.
    private static string NameOf(int i) => $"Agent {(char)('A' + (i / 26 / 26))}{(char)('a' + (i / 26 % 26))}{(char)('a' + (i % 26))}";

    private static void Report(string what, IReadOnlyList<double> times) =>
        Say($"  {what,-24} {times.Count,6:N0} times: median {Quantile(times, 0.5):0} ms, p95 {Quantile(times, 0.95):0} ms, p99 {Quantile(times, 0.99):0} ms, most {Quantile(times, 1):0} ms");

    private static double Quantile(IReadOnlyList<double> ordered, double share) => ordered.Count == 0 ? double.NaN : ordered[(int)Math.Ceiling((ordered.Count - 1) * share)];

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private enum Where
    {
        Case,
        Row,
        Chat,
    }

    /// <summary>What was said, and when it was seen by whom it is for. Each message begins with a mark of its own.</summary>
    private sealed class Seen
    {
        /// <summary>Instead of a desk: all customers, each of whom sees only their own chat.</summary>
        public const int Customers = -1;

        private const byte Sign = (byte)'Q';

        private readonly ConcurrentDictionary<string, (int Desk, int Chat, Where Where, long At)> expected = new();
        private readonly ConcurrentBag<(Where Where, double Took)> seen = [];
        private int marks;

        public int Missing => expected.Count;

        public string Expect(int desk, int chat, Where where, long at)
        {
            var mark = string.Create(CultureInfo.InvariantCulture, $"Q{Interlocked.Increment(ref marks):000000}Z");
            expected[mark] = (desk, chat, where, at);
            return mark;
        }

        public void Look(ReadOnlySpan<byte> bytes, int desk)
        {
            var now = Stopwatch.GetTimestamp();
            for (var rest = bytes; rest.IndexOf(Sign) is >= 0 and var at; rest = rest[(at + 1)..])
            {
                if (rest.Length < at + MarkLength || rest[at + MarkLength - 1] != (byte)'Z') continue;
                var mark = Encoding.ASCII.GetString(rest.Slice(at, MarkLength));
                if (!expected.TryGetValue(mark, out var said) || said.Desk != desk) continue;
                Note(mark, now);

                // A row of the queue shows the last words; with them those before were seen, which came in the same reading.
                if (said.Where == Where.Row) foreach (var (older, _) in expected.Where(e => e.Value.Where == Where.Row && e.Value.Chat == said.Chat && string.CompareOrdinal(e.Key, mark) < 0)) Note(older, now);
            }
        }

        private void Note(string mark, long now)
        {
            if (expected.TryRemove(mark, out var said)) seen.Add((said.Where, Stopwatch.GetElapsedTime(said.At, now).TotalMilliseconds));
        }

        /// <summary>Warming up is over.</summary>
        public void Forget()
        {
            expected.Clear();
            seen.Clear();
        }

        public IReadOnlyList<double> Of(Where where) => [.. seen.Where(s => s.Where == where).Select(s => s.Took).Order()];
    }
}
