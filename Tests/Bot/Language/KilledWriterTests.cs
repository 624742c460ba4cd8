using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Bot.Commands;

namespace FollowUpBot.Tests.Bot.Language;

/// <summary>A host that is killed while the model writes.</summary>
public class KilledWriterTests : IClassFixture<LearnedOnce>
{
    [Fact]
    public async Task The_answer_comes_from_the_next_host_once()
    {
        var cancel = TestContext.Current.CancellationToken;
        var data = Directory.CreateTempSubdirectory("followup-kill-");
        var port = HostProcess.FreePort();
        await using var model = await OpenAiServer.StartAsync();
        string[] flags = [.. model.Flags, "--FollowUp:LanguageModel:TimeoutSeconds", "5"];
        model.Next("hangs");
        model.Otherwise = _ => "says The lamp can stay outside in the rain if the charging cap is closed [1].";
        var host = await HostProcess.ServeAsync(data.FullName, port, flags);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", TestHost.Secret) } };
        var made = await (await http.PostAsJsonAsync("/v3/directline/tokens/generate", new { user = new { id = "dl_killed" } }, cancel)).Content.ReadFromJsonAsync<JsonElement>(cancel);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.GetProperty("token").GetString());
        var opened = await (await http.PostAsync("/v3/directline/conversations", null, cancel)).Content.ReadFromJsonAsync<JsonElement>(cancel);
        var activities = $"/v3/directline/conversations/{opened.GetProperty("conversationId").GetString()}/activities";
        (await http.PostAsJsonAsync(activities, new { type = "message", text = "can I leave the TrailLight 300 outside when it rains?" }, cancel)).EnsureSuccessStatusCode();
        while (model.Requests.Count == 0) await Task.Delay(10, cancel);
        await host.KillAsync();
        host = await HostProcess.ServeAsync(data.FullName, port, flags);
        Assert.DoesNotContain("charging cap", await AnswersAsync(), StringComparison.Ordinal);

        // The lease of the dead host runs out; then the row is due again.
        var said = "";
        for (var patience = Stopwatch.StartNew(); !said.Contains("charging cap", StringComparison.Ordinal) && patience.Elapsed < TimeSpan.FromSeconds(60); said = await AnswersAsync()) await Task.Delay(100, cancel);
        Assert.Equal(2, said.Split("charging cap is closed").Length);
        Assert.Equal(2, model.Requests.Count);
        await host.DisposeAsync();
        data.Delete(recursive: true);

        async Task<string> AnswersAsync()
        {
            var set = await http.GetFromJsonAsync<JsonElement>(activities, cancel);
            return string.Join('\n', set.GetProperty("activities").EnumerateArray().Where(a => a.GetProperty("from").GetProperty("role").GetString() == "bot").Select(a => a.GetProperty("text").GetString()));
        }
    }
}
