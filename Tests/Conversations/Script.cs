using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FollowUpBot.Tests.Bot.Language;

namespace FollowUpBot.Tests.Conversations;

/// <summary>
/// Plays a conversation written down line by line against the real host and writes what a person would have seen:
/// <c>buy PRODUCT as NAME in ZONE</c>, <c>visit</c>, <c>&gt; what the customer writes</c>, <c>wait 3.00:00:00</c>, <c>next</c> (jump to the next contact),
/// <c>skip to STEP</c> (live on to that contact, of which only the last is shown), <c>shop redeems ORDER</c> (the code of the last perk), <c>shop improves PROMPT</c>,
/// <c>NAME claims|releases</c>, <c>NAME replies TEXT</c>, <c>NAME resolves OUTCOME</c>, <c>NAME calls</c>, <c>NAME rings in vain</c>, <c>desk</c> (how the first case stands), <c>plan</c> (what is planned), <c># a comment</c>.
/// With a model: <c>model BEHAVIOUR [TEXT]</c> (what it does with the next request; see <see cref="OpenAiServer"/>), <c>wire</c> (what it was sent last).
/// </summary>
internal sealed partial class Script(TestHost host, OpenAiServer? model = null)
{
    private const int MostSkipped = 60;

    private readonly StringBuilder transcript = new();
    private readonly Dictionary<string, HttpClient> agents = [];
    private string user = "";
    private string conversation = "";
    private string token = "";
    private string watermark = "0";
    private string customerId = "C-1";
    private int orders;

    public async Task<string> PlayAsync(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (line.Trim().Length == 0) continue;
            if (line.StartsWith('#')) transcript.Append(line).Append("\n\n");
            else await TakeAsync(line);
        }

        foreach (var agent in agents.Values) agent.Dispose();
        return Code().Replace(transcript.ToString().TrimEnd(), "XXXX-XXXX-XXXX") + "\n";
    }

    private async Task TakeAsync(string line)
    {
        if (Buy().Match(line) is { Success: true } buy) await BuyAsync(buy.Groups["product"].Value, buy.Groups["name"].Value, buy.Groups["zone"].Value, buy.Groups["business"].Success, buy.Groups["id"].Value);
        else if (line == "visit") await VisitAsync();
        else if (line.StartsWith("> ", StringComparison.Ordinal)) await SayAsync(line[2..]);
        else if (line.StartsWith("wait ", StringComparison.Ordinal)) await WaitAsync(TimeSpan.Parse(line[5..], CultureInfo.InvariantCulture));
        else if (line == "next") await NextAsync();
        else if (line.StartsWith("skip to ", StringComparison.Ordinal)) await SkipAsync(line[8..]);
        else if (line.StartsWith("shop redeems ", StringComparison.Ordinal)) await RedeemAsync(line[13..]);
        else if (line.StartsWith("shop improves ", StringComparison.Ordinal)) await ImproveAsync(line[14..]);
        else if (line == "plan") await PlanAsync();
        else if (line == "desk") await DeskAsync();
        else if (line.StartsWith("model ", StringComparison.Ordinal)) model!.Next(line[6..]);
        else if (line == "wire") Wire();
        else if (Act().Match(line) is { Success: true } act) await ActAsync(act.Groups["agent"].Value, act.Groups["verb"].Value, act.Groups["text"].Value);
        else throw new FormatException($"The script says '{line}', which is not a step.");
        await ShowAsync();
    }

    private async Task BuyAsync(string product, string name, string zone, bool business, string id)
    {
        if (id.Length > 0) customerId = id;
        user = user.Length > 0 ? user : "dl_customer";
        var now = (await host.Http.GetFromJsonAsync<JsonElement>("/dev/clock")).GetProperty("now").GetDateTimeOffset();
        var (status, _) = await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = $"A-100{++orders}",
            purchasedAt = now,
            customer = new { id = customerId, name, locale = "en", timeZone = zone, business },
            addresses = new[] { new { channel = "directline", user } },
            product,
        });
        Assert.Equal(201, status);
        Note($"buys a {product}");
        await OpenAsync();
    }

    private async Task VisitAsync()
    {
        user = "dl_customer";
        Note("opens the chat");
        await OpenAsync();
    }

    private async Task OpenAsync()
    {
        if (token.Length > 0) return;
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = user } });
        var (_, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", made.GetProperty("token").GetString());
        token = opened.GetProperty("token").GetString()!;
        conversation = opened.GetProperty("conversationId").GetString()!;
    }

    private async Task SayAsync(string text)
    {
        var (status, _) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", token, new { type = "message", text });
        Assert.Equal(200, status);

        // What is being written is to be there before the next line of the script.
        if (model is not null) await host.AdvanceAsync(TimeSpan.Zero);
    }

    private async Task WaitAsync(TimeSpan by)
    {
        Note($"{by.TotalHours:0.##} hours pass");
        await host.AdvanceAsync(by);
    }

    private async Task NextAsync()
    {
        var next = (await host.Store.LoadCustomerAsync(customerId)).File!.Next!;
        Note("the next contact comes due");
        using var answer = await host.Http.PostAsJsonAsync("/dev/clock", new { to = next.At });
        answer.EnsureSuccessStatusCode();
    }

    private async Task SkipAsync(string step)
    {
        for (var contact = 0; contact < MostSkipped; contact++)
        {
            var next = (await host.Store.LoadCustomerAsync(customerId)).File!.Next ?? throw new FormatException($"Nothing is planned any more, and '{step}' never came.");
            using var answer = await host.Http.PostAsJsonAsync("/dev/clock", new { to = next.At });
            answer.EnsureSuccessStatusCode();
            if (next.Step == step && (await host.Store.LoadCustomerAsync(customerId)).File!.Next?.Step != step)
            {
                Note($"time passes, until {step}");
                return;
            }

            await SeeAsync();
        }

        throw new FormatException($"'{step}' never came.");
    }

    // The code of a perk is another each time, so only its form is shown.
    private async Task RedeemAsync(string order)
    {
        var earned = (await host.Store.LoadCustomerAsync(customerId)).File!.Rewards[^1];
        var (status, answer) = await host.SendAsync(HttpMethod.Post, "/api/rewards/redeem", TestHost.ApiKey, new { code = earned.Code, orderId = order });
        Note($"the shop redeems the code with order {order}: {status} {(answer.TryGetProperty("title", out var title) ? title.GetString() : answer.GetProperty("state").GetString())}");
    }

    private async Task ImproveAsync(string prompt)
    {
        Note($"the shop has done something about it, and says so in {prompt}");
        var turns = (FollowUpBot.Bot.Turns.TurnRunner)host.Services.GetService(typeof(FollowUpBot.Bot.Turns.TurnRunner))!;
        await turns.RunAsync(new FollowUpBot.Bot.Turns.Turn(customerId, "voice", prompt, new FollowUpBot.Dialogs.Turns.ImprovementMade(prompt)));
    }

    private async Task SeeAsync()
    {
        var (_, set) = await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities?watermark={watermark}", token);
        watermark = set.GetProperty("watermark").GetString()!;
    }

    private async Task PlanAsync()
    {
        var file = (await host.Store.LoadCustomerAsync(customerId)).File!;
        Note(file.Next is { } next ? $"planned: {next.Step} at {next.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : $"nothing planned: {file.Resting}");
    }

    private void Wire() =>
        transcript.Append("*(the model was sent)*\n\n").Append(CultureInfo.InvariantCulture, $"    {model!.Requests[^1].Data.TrimEnd().Replace("\n", "\n    ", StringComparison.Ordinal)}\n\n");

    private async Task ActAsync(string agent, string verb, string text)
    {
        if (!agents.TryGetValue(agent, out var desk)) agents[agent] = desk = await host.SignInAsync(agent);
        var queue = await desk.GetFromJsonAsync<JsonElement>("/api/desk/cases");
        var open = queue.GetProperty("cases").EnumerateArray().First();
        var (path, body) = verb switch
        {
            "claims" => ("claim", (object)new { requestId = Guid.NewGuid() }),
            "releases" => ("release", new { requestId = Guid.NewGuid(), lease = open.GetProperty("lease").GetInt32() }),
            "calls" or "rings in vain" => ("call", new { requestId = Guid.NewGuid(), lease = open.GetProperty("lease").GetInt32(), reached = verb == "calls", words = text }),
            "replies" => ("reply", new { requestId = Guid.NewGuid(), lease = open.GetProperty("lease").GetInt32(), text }),
            _ => ("resolve", new { requestId = Guid.NewGuid(), lease = open.GetProperty("lease").GetInt32(), outcome = text }),
        };
        if (verb == "claims") Note($"{agent} at the desk sees: {open.GetProperty("kind")}, \"{open.GetProperty("reason")}\"");
        using var answer = await desk.PostAsJsonAsync($"/api/desk/cases/{open.GetProperty("id")}/{path}", body);
        if (!answer.IsSuccessStatusCode)
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Note($"{agent} {verb}: {(int)answer.StatusCode} {problem.GetProperty("title")}. {problem.GetProperty("detail")}");
        }
        else if (verb is "claims" or "releases" or "resolves")
        {
            Note($"{agent} {verb} the case");
        }
        else if (verb is not "replies")
        {
            Note(verb == "calls" ? $"{agent} calls the customer" : $"{agent} calls, and nobody answers");
        }
    }

    private async Task DeskAsync()
    {
        var open = (await host.Store.LoadCustomerAsync(customerId)).File!.Cases.First(c => c.IsOpen);
        Note($"the desk shows: {open.Priority}{(open.Level == 0 ? "" : $", level {open.Level}, with {open.Team}")}, a word by {open.FirstWordBy.UtcDateTime:yyyy-MM-dd HH:mm} UTC{(open.CallBack is { KeptAt: null } call ? $", call {call.Phone}" : "")}");
    }

    private async Task ShowAsync()
    {
        if (token.Length == 0) return;
        var (_, set) = await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities?watermark={watermark}", token);
        watermark = set.GetProperty("watermark").GetString()!;
        foreach (var activity in set.GetProperty("activities").EnumerateArray())
        {
            var from = activity.GetProperty("from");
            var who = from.GetProperty("role").GetString() == "user" ? "customer" : from.GetProperty("name").GetString() is { } name && name != "FollowUpBot" ? name.ToLowerInvariant() : "bot";
            transcript.Append(CultureInfo.InvariantCulture, $"**{who}** {activity.GetProperty("text").GetString()!.Replace(host.Url, "", StringComparison.Ordinal).Replace("\n", "\n    ", StringComparison.Ordinal).Replace("\n    \n", "\n\n", StringComparison.Ordinal)}\n");
            if (activity.TryGetProperty("suggestedActions", out var suggested))
                transcript.Append(CultureInfo.InvariantCulture, $"    [{string.Join("] [", suggested.GetProperty("actions").EnumerateArray().Select(a => a.GetProperty("title").GetString()))}]\n");
            transcript.Append('\n');
        }
    }

    private void Note(string what) => transcript.Append(CultureInfo.InvariantCulture, $"*({what})*\n\n");

    [GeneratedRegex("[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}")]
    private static partial Regex Code();

    [GeneratedRegex(@"^buy (?<product>.+?) as (?<name>.+?)(?: \((?<id>C-\d+)\))? in (?<zone>\S+)(?<business> for a business)?$")]
    private static partial Regex Buy();

    [GeneratedRegex(@"^(?<agent>\w+) (?<verb>claims|releases|replies|resolves|calls|rings in vain)(?: (?<text>.+))?$")]
    private static partial Regex Act();
}
