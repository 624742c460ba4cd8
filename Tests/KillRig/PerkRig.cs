using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace FollowUpBot.KillRig;

/// <summary>
/// Kills a host (SIGKILL) again and again while perks are given and redeemed, and counts in the store afterwards: each customer's perk once, each redemption once, the budget as it was spent.
/// </summary>
internal static class PerkRig
{
    private const string Perk = "first-hundred-days";

    // In the middle of the days in which the sample shop's perk is earned, where no step of a journey is due.
    private const int DaysAgo = 115;

    private const int Buyers = 4, Redeemers = 3;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100), Drain = TimeSpan.FromSeconds(30);

    /// <summary>Runs it; the result is 0 when nothing was given or redeemed twice and nothing was lost.</summary>
    public static async Task<int> RunAsync(bool postgres, int kills, int seed, CancellationToken cancel)
    {
        SQLitePCL.Batteries_V2.Init();
        var folder = Directory.CreateTempSubdirectory("perk-rig-");
        var random = new Random(seed);
        await using var server = postgres ? await PostgresCluster.StartAsync() : null;
        var store = new StoreReader(postgres, server?.ConnectionString ?? $"Data Source={Path.Combine(folder.FullName, "followup.db")};Mode=ReadOnly;Pooling=False;Default Timeout=30");
        var prompts = WithABudgetForAll(Path.Combine(folder.FullName, "Prompts"));
        await using var place = new Place(1, HostProcess.Program, folder.FullName, _ => ["--FollowUp:Prompts", prompts, .. On(server)], new Chronicle());
        await place.StartAsync(cancel);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var http = new HttpClient { BaseAddress = new Uri(place.Url), Timeout = TimeSpan.FromSeconds(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", HostProcess.ApiKey);
        var (bought, redeemed) = (new ConcurrentBag<string>(), new ConcurrentDictionary<string, string>());
        var number = 0;
        var buyers = Enumerable.Range(0, Buyers).Select(_ => BuyAsync()).ToList();
        var redeemers = Enumerable.Range(0, Redeemers).Select(i => RedeemAsync(i)).ToList();
        for (var kill = 1; kill <= kills; kill++)
        {
            await Task.Delay(random.Next(50, 900), cancel);
            await place.KillAsync();
            await place.StartAsync(cancel);
            if (kill % 20 == 0) Console.WriteLine($"{kill} kills; {bought.Count} sales, {redeemed.Count} perks redeemed");
        }

        // No new sale, and what was begun is brought to its end.
        await closing.CancelAsync();
        await Task.WhenAll(buyers);
        await Task.Delay(Drain, cancel);
        await over.CancelAsync();
        await Task.WhenAll(redeemers);
        return await CountAsync();

        async Task BuyAsync()
        {
            while (!closing.IsCancellationRequested)
            {
                var customer = $"C-{Interlocked.Increment(ref number)}";
                var now = DateTimeOffset.UtcNow;
                var sale = new
                {
                    orderId = $"A-{customer}",
                    purchasedAt = now.AddDays(-DaysAgo).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                    customer = new { id = customer, name = "Maria", timeZone = Shop.ZoneWhereItIsMorning(now) },
                    addresses = new[] { new { channel = "directline", user = $"dl_{customer}" } },
                    product = "TrailLight 300",
                };
                if (await InsistAsync("/api/purchases", sale) is HttpStatusCode.Created or HttpStatusCode.OK) bought.Add(customer);
                await Task.Delay(20, CancellationToken.None);
            }
        }

        async Task RedeemAsync(int which)
        {
            while (!over.IsCancellationRequested)
            {
                await Task.Delay(BetweenLooks, CancellationToken.None);
                var codes = await CodesAsync();
                foreach (var code in codes.Where(c => !redeemed.ContainsKey(c) && Math.Abs(c.GetHashCode(StringComparison.Ordinal)) % Redeemers == which).Take(5))
                {
                    // Twice at once with one order, as a shop that is not sure, and then with another.
                    var order = $"R-{code}";
                    var answers = await Task.WhenAll(InsistAsync("/api/rewards/redeem", new { code, orderId = order }), InsistAsync("/api/rewards/redeem", new { code, orderId = order }));
                    if (answers.Contains(HttpStatusCode.OK)) redeemed[code] = order;
                    await InsistAsync("/api/rewards/redeem", new { code, orderId = $"{order}-again" });
                }
            }
        }

        async Task<List<string>> CodesAsync()
        {
            try
            {
                return await store.RowsAsync("SELECT code FROM reward WHERE redeemed_at IS NULL LIMIT 200", r => r.GetString(0));
            }
            catch (System.Data.Common.DbException)
            {
                return [];
            }
        }

        async Task<HttpStatusCode?> InsistAsync(string path, object body)
        {
            while (!over.IsCancellationRequested)
            {
                try
                {
                    using var answer = await http.PostAsJsonAsync(path, body, CancellationToken.None);
                    if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) return answer.StatusCode;
                }
                catch (Exception error) when (error is HttpRequestException or TaskCanceledException or IOException)
                {
                    // The host is dead or dying: the same again.
                }

                await Task.Delay(50, CancellationToken.None);
            }

            return null;
        }

        async Task<int> CountAsync()
        {
            var facts = await store.RowsAsync("SELECT kind, customer_id, document FROM fact WHERE kind IN ('RewardIssued', 'RewardHeldOut', 'RewardRedeemed')", r => (Kind: r.GetString(0), Customer: r.GetString(1), Document: r.GetString(2)));
            var rewards = await store.RowsAsync("SELECT code, customer_id, redeemed_with FROM reward", r => (Code: r.GetString(0), Customer: r.GetString(1), With: r.IsDBNull(2) ? null : r.GetString(2)));
            var spent = (await store.RowsAsync($"SELECT issued FROM reward_budget WHERE reward = '{Perk}'", r => r.GetInt64(0))).FirstOrDefault();
            var words = await store.RowsAsync("SELECT customer_id, text FROM message WHERE speaker = 'Bot'", r => (Customer: r.GetString(0), Text: r.GetString(1)));
            var decided = facts.Where(f => f.Kind != "RewardRedeemed").GroupBy(f => f.Customer).ToDictionary(g => g.Key, g => g.Count());
            var issued = facts.Where(f => f.Kind == "RewardIssued").Select(f => f.Customer).ToHashSet();
            var told = rewards.ToDictionary(r => r.Customer, r => words.Count(w => w.Customer == r.Customer && w.Text.Contains(r.Code, StringComparison.Ordinal)));
            (string What, long Count, bool IsFault)[] lines =
            [
                ("kills", kills, false),
                ("sales taken", bought.Count, false),
                ("perks given", issued.Count, false),
                ("held out", facts.Count(f => f.Kind == "RewardHeldOut"), false),
                ("perks redeemed", redeemed.Count, false),
                ("given or held out twice", decided.Count(d => d.Value > 1) + rewards.GroupBy(r => r.Customer).Count(g => g.Count() > 1), true),
                ("lost: sold, and neither given nor held out", bought.Count(b => !decided.ContainsKey(b)), true),
                ("given and not told, or told twice", told.Count(t => t.Value != 1), true),
                ("given beside the budget", Math.Abs(spent - issued.Count) + Math.Abs(rewards.Count - issued.Count), true),
                ("redeemed twice", facts.Where(f => f.Kind == "RewardRedeemed").GroupBy(f => f.Customer).Count(g => g.Count() > 1), true),
                ("redemption acknowledged and lost", redeemed.Count(r => rewards.First(w => w.Code == r.Key).With != r.Value), true),
            ];
            foreach (var (what, count, _) in lines) Console.WriteLine($"{what,-48} {count,8}");
            return lines.Any(l => l.IsFault && l.Count > 0) ? 1 : 0;
        }
    }

    private static string[] On(PostgresCluster? server) => server is null ? [] : ["--FollowUp:Storage:Provider", "Postgres", "--FollowUp:Storage:ConnectionString", server.ConnectionString];

    private static string WithABudgetForAll(string target)
    {
        foreach (var file in Directory.EnumerateFiles(HostProcess.PromptsFolder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(HostProcess.PromptsFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var rule = Path.Combine(target, "Rewards", $"{Perk}.yaml");
        var text = File.ReadAllText(rule);
        File.WriteAllText(rule, text.Replace("budget: 5000.00", "budget: 50000000.00", StringComparison.Ordinal));
        return target;
    }
}
