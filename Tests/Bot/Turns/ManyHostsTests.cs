using System.Collections.Concurrent;
using System.Net.Http.Json;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Bot.Commands;
using FollowUpBot.Tests.Bot.Storage;
using Npgsql;

namespace FollowUpBot.Tests.Bot.Turns;

/// <summary>Several hosts on one store, as processes.</summary>
public sealed class ManyHostsTests : IClassFixture<LearnedOnce>
{
    private const int Hosts = 3, Senders = 40, Each = 25;

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("followup-hosts-");

    [Fact]
    public async Task A_thousand_messages_at_once_into_one_conversation_over_three_hosts_are_each_taken_once_in_the_order_of_their_sender_and_answered_once()
    {
        var schema = await PostgresServer.NewSchemaAsync();
        await using var connector = await ConnectorServer.StartAsync();
        var hosts = new List<HostProcess>();
        var ports = Enumerable.Range(0, Hosts).Select(_ => HostProcess.FreePort()).ToList();
        try
        {
            foreach (var port in ports)
                hosts.Add(await HostProcess.ServeAsync(Path.Combine(data.FullName, $"{port}"), port, [.. PostgresServer.Flags(schema), "--FollowUp:BotFramework:Authentication", "Off"]));
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
            var failures = new ConcurrentBag<string>();

            // Each sender's next message goes to another host, when the one before has been acknowledged. Every tenth arrives twice.
            await Task.WhenAll(Enumerable.Range(0, Senders).Select(async sender =>
            {
                for (var i = 0; i < Each; i++)
                {
                    await PostAsync(http, ports[(sender + i) % Hosts], connector.Url, $"s{sender:00}-{i:00}", failures);
                    if (i % 10 == 0) await PostAsync(http, ports[(sender + i + 1) % Hosts], connector.Url, $"s{sender:00}-{i:00}", failures);
                }
            }));
            Assert.Empty(failures);
            for (var patience = 0; connector.Heard.Count < Senders * Each && patience < 600; patience++) await Task.Delay(100, TestContext.Current.CancellationToken);

            var taken = await SaidAsync(schema);
            Assert.Equal(Senders * Each, taken.Count);
            Assert.All(taken.GroupBy(id => id[..3]), sender => Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{sender.Key}-{i:00}"), sender));
            Assert.Equal(taken.Order(StringComparer.Ordinal), connector.Heard.Select(h => h.ReplyTo!).Order(StringComparer.Ordinal));
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
            data.Delete(recursive: true);
        }
    }

    private static async Task PostAsync(HttpClient http, int port, string serviceUrl, string id, ConcurrentBag<string> failures)
    {
        using var body = JsonContent.Create(new
        {
            type = "message",
            id,
            channelId = "emulator",
            serviceUrl,
            from = new { id = "user-1", name = "Maria" },
            recipient = new { id = "bot" },
            conversation = new { id = "one" },
            text = "thanks",
        });

        // With its length, as channels send it.
        await body.LoadIntoBufferAsync();
        using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{port}/api/messages"), body);
        if (!answer.IsSuccessStatusCode) failures.Add($"{id}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    // The customer's lines by their ids on the channel, as they stand in the conversation.
    private static async Task<List<string>> SaidAsync(string schema)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(schema) { Pooling = false });
        await using var command = source.CreateCommand("SELECT client_id FROM message WHERE speaker = 'Customer' ORDER BY sequence");
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await reader.ReadAsync()) ids.Add(reader.GetString(0));
        return ids;
    }
}
