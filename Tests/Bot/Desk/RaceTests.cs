using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Tests.Bot.Storage;
using Npgsql;

namespace FollowUpBot.Tests.Bot.Desk;

/// <summary>Two agents who want the same cases at the same moments, each now at this host and now at that.</summary>
public class RaceTests
{
    private const int Hosts = 3, Cases = 40, Rounds = 25, AtOnce = 8;

    private static readonly string[] Names = ["Jonas", "Amira"];

    [Fact]
    public async Task A_thousand_claims_and_replies_of_each_on_three_hosts_never_meet_in_one_case()
    {
        var cancel = TestContext.Current.CancellationToken;
        var schema = await PostgresServer.NewSchemaAsync();
        var hosts = new List<TestHost>();
        try
        {
            for (var i = 0; i < Hosts; i++) hosts.Add(await PostgresServer.StartHostAsync(schema));
            var agents = new Dictionary<(string, int), HttpClient>();
            foreach (var name in Names)
                for (var i = 0; i < Hosts; i++) agents[(name, i)] = await hosts[i].SignInAsync(name);
            for (var i = 0; i < Cases; i++) await ComplainAsync(hosts[i % Hosts], i);

            // A case is handed only to who is there.
            var doors = await Task.WhenAll(agents.Values.Select(a => a.GetStreamAsync("/api/desk/events", cancel)));

            var told = new ConcurrentDictionary<string, int>();
            for (var round = 0; round < Rounds; round++)
            {
                await Parallel.ForAsync(0, Cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (number, _) =>
                {
                    var id = $"C-{number}-1";
                    var draws = new Random((round * Cases) + number);
                    var answers = await Task.WhenAll(Names.Select(name => PostAsync(agents[(name, draws.Next(Hosts))], id, "claim", new { requestId = $"{name}-claim-{round}" })));
                    var lease = answers.Max(a => a.Lease);

                    // Both write by the lease that one of them has, while whoever has it gives it back or hands it over, or the other takes it.
                    var winner = Array.FindIndex(answers, a => a.Status == 200);
                    var (has, other) = (Names[winner], Names[1 - winner]);
                    var moved = draws.Next(3) switch
                    {
                        0 => PostAsync(agents[(has, draws.Next(Hosts))], id, "release", new { requestId = $"{has}-release-{round}", lease }),
                        1 => PostAsync(agents[(has, draws.Next(Hosts))], id, "transfer", new { requestId = $"{has}-transfer-{round}", lease, to = other }),
                        _ => PostAsync(agents[(other, draws.Next(Hosts))], id, "take-over", new { requestId = $"{other}-take-over-{round}", reason = "It is urgent." }),
                    };
                    await Task.WhenAll(
                        PostAsync(agents[(Names[0], draws.Next(Hosts))], id, "reply", new { requestId = $"{Names[0]}-reply-{round}", lease, text = "I am on it." }),
                        PostAsync(agents[(Names[1], draws.Next(Hosts))], id, "reply", new { requestId = $"{Names[1]}-reply-{round}", lease, text = "I am on it." }),
                        moved);

                    // For the next round nobody has it.
                    if ((await moved).Owner is { } owner) Assert.Equal(200, (await PostAsync(agents[(owner, draws.Next(Hosts))], id, "release", new { requestId = $"{owner}-release-{round}", (await moved).Lease })).Status);
                });
            }

            var (claims, replies, moves, pairs, strays) = await CountAsync(schema);
            TestContext.Current.TestOutputHelper?.WriteLine($"{Cases * Rounds} claims and replies of each agent on {Hosts} hosts: {string.Join(", ", told.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key} {t.Value:N0}"))}; in the store {claims} claims, {replies} replies and {moves} changes of hand: conflicting pairs {pairs}, stray replies {strays}");
            Assert.Equal((0, 0), (pairs, strays));
            Assert.Equal(Cases * Rounds, claims);
            Assert.InRange(replies, 1, 2 * claims);
            Assert.True(moves > claims / 2);

            foreach (var door in doors) await door.DisposeAsync();

            // What an agent was told is what is there.
            Assert.Equal((claims, replies), (told["claim 200"], told["reply 200"]));
            Assert.All(told.Keys, key => Assert.Matches(" (200|409)$", key));

            async Task<(int Status, int Lease, string? Owner)> PostAsync(HttpClient agent, string id, string verb, object body)
            {
                using var answer = await agent.PostAsJsonAsync($"/api/desk/cases/{id}/{verb}", body, cancel);
                told.AddOrUpdate($"{verb} {(int)answer.StatusCode}", 1, (_, n) => n + 1);
                if (!answer.IsSuccessStatusCode) return ((int)answer.StatusCode, 0, null);
                var found = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
                return (200, found.GetProperty("lease").GetInt32(), found.GetProperty("owner").GetString());
            }
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
        }
    }

    // Counted from the facts, in the order in which they became true: who had the case when somebody claimed it or wrote in it.
    private static async Task<(int Claims, int Replies, int Moves, int Pairs, int Strays)> CountAsync(string schema)
    {
        await using var source = NpgsqlDataSource.Create(schema);
        await using var command = source.CreateCommand("SELECT kind, document FROM fact WHERE kind IN ('CaseClaimed', 'CaseAnswered', 'CaseReleased', 'CaseTransferred', 'CaseTakenOver') ORDER BY id");
        await using var rows = await command.ExecuteReaderAsync();
        var (owners, claims, replies, moves, pairs, strays) = (new Dictionary<string, string?>(), 0, 0, 0, 0, 0);
        while (await rows.ReadAsync())
        {
            var fact = JsonSerializer.Deserialize<JsonElement>(rows.GetString(1));
            var (id, agent) = (fact.GetProperty("caseId").GetString()!, fact.GetProperty("agent").GetString()!);
            var owner = owners.GetValueOrDefault(id);
            switch (rows.GetString(0))
            {
                case "CaseClaimed":
                    claims++;
                    if (owner is not null) pairs++;
                    owners[id] = agent;
                    break;
                case "CaseAnswered":
                    replies++;
                    if (owner != agent) strays++;
                    break;
                case "CaseTransferred":
                    if (owner != agent) strays++;
                    owners[id] = fact.GetProperty("to").GetString();
                    moves++;
                    break;
                case "CaseTakenOver":
                    if (owner != fact.GetProperty("from").GetString()) pairs++;
                    owners[id] = agent;
                    moves++;
                    break;
                default:
                    if (owner != agent) strays++;
                    owners[id] = null;
                    break;
            }
        }

        return (claims, replies, moves, pairs, strays);
    }

    private static async Task ComplainAsync(TestHost host, int n)
    {
        await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = $"A-{n}",
            purchasedAt = TestHost.Start,
            customer = new { id = $"C-{n}", name = "Maria Lopez" },
            addresses = new[] { new { channel = "directline", user = $"dl_user{n}" } },
            product = "TL-300",
        });
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = $"dl_user{n}" } });
        var (status, _) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{made.GetProperty("conversationId").GetString()}/activities", made.GetProperty("token").GetString(), new { type = "message", text = "the lamp arrived broken in the box" });
        Assert.Equal(200, status);
    }
}
