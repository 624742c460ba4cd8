using System.Security.Claims;
using System.Text;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Tasks;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Markdig;

namespace FollowUpBot.Bot.Desk;

/// <summary><c>/api/desk</c>: what the page does, for programs: the queue, a case with its story, and what is done with it.</summary>
internal sealed class DeskEndpoints(Cases cases, CaseActs acts, Accounts accounts, Presence presence, IHostApplicationLifetime lifetime)
{
    private const int MostBytes = 64 * 1024;
    private const int LongestReply = 4000;
    private const int LongestOutcome = 500;
    private const int LongestFileId = 64;

    private static readonly TimeSpan LongestSnooze = TimeSpan.FromDays(90);

    // Comments keep proxies from closing a quiet stream.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().DisableHtml().Build();

    public static void Map(WebApplication app)
    {
        var desk = app.Services.GetRequiredService<DeskEndpoints>();
        var api = app.MapGroup("/api/desk").RequireAuthorization(Permission.Read);
        api.MapGet("/cases", desk.QueueAsync);
        api.MapGet("/cases/{id}", (string id, ClaimsPrincipal agent) => desk.ReadAsync(id, agent));
        api.MapGet("/cases/{id}/summary", async (string id, CancellationToken cancel) => Results.Ok(new { summary = await desk.SummariseAsync(id, cancel) })).Audited("case.summarised");
        var act = api.MapGroup("").RequireAuthorization(Permission.Answer);
        act.MapPost("/cases/{id}/claim", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, _ => new AgentClaimed(id, NameOf(agent)), cancel));
        act.MapPost("/cases/{id}/release", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ReleaseAsync(id, request, agent, cancel));
        act.MapPost("/cases/{id}/reply", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => RepliedIn(body, id, agent), cancel));
        DeskFiles.Map(act);
        act.MapPost("/cases/{id}/transfer", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentTransferred(id, NameOf(agent), LeaseOf(body), desk.ColleagueIn(body)), cancel));
        act.MapPost("/cases/{id}/take-over", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentTookOver(id, NameOf(agent), body.Text("reason", LongestOutcome)), cancel));
        act.MapPost("/cases/{id}/call", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentCalled(id, NameOf(agent), LeaseOf(body), ReachedIn(body), body.Text("words", LongestOutcome, required: false)), cancel));
        act.MapPost("/cases/{id}/snooze", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentSnoozed(id, NameOf(agent), LeaseOf(body), desk.LaterIn(body)), cancel));
        act.MapPost("/cases/{id}/notes", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentNoted(id, NameOf(agent), body.Text("text", LongestReply)), cancel));
        act.MapPost("/cases/{id}/resolve", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentResolved(id, NameOf(agent), LeaseOf(body), body.Text("outcome", LongestOutcome)) { Cause = body.Choice<RootCause>("cause", required: false) }, cancel));
        act.MapPost("/cases/{id}/article", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) => desk.SuggestArticleAsync(id, request, agent, cancel));
        act.MapPost("/away", (HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) => desk.BeAwayAsync(request, agent, cancel));
        api.MapGet("/events", desk.StreamAsync);
    }

    private static string NameOf(ClaimsPrincipal agent) => agent.Identity!.Name!;

    private static int LeaseOf(JsonBody body) => (int)body.Number("lease", 0, int.MaxValue);

    // By their ids: what they are stands where they were added.
    private static AgentReplied RepliedIn(JsonBody body, string id, ClaimsPrincipal agent)
    {
        var files = body.Texts("files", Drafts.MostFiles, LongestFileId);
        return new AgentReplied(id, NameOf(agent), LeaseOf(body), body.Text("text", LongestReply, required: files.Count == 0)) { Files = [.. files.Select(f => new SentFile(f, "", "", 0))] };
    }

    // Who is not at the desk would not see that a case is theirs.
    private string ColleagueIn(JsonBody body)
    {
        var to = body.Text("to", 40);
        if (to.Length > 0 && !presence.Names.Contains(to)) body.Wrong("to", $"{to} is not at the desk; at the desk are {string.Join(", ", presence.Names)}");
        return to;
    }

    private DateTimeOffset LaterIn(JsonBody body)
    {
        var until = body.Moment("until");
        if (!body.Errors.ContainsKey("until") && (until <= cases.Now || until > cases.Now + LongestSnooze)) body.Wrong("until", "must be in the future, and within ninety days");
        return until;
    }

    private static bool ReachedIn(JsonBody body) => body.Has("reached") ? body.Flag("reached") : body.Wrong("reached", "is missing").Length > 0;

    private Task<string?> SummariseAsync(string id, CancellationToken cancel) => cases.SummariseAsync(id, cancel);

    private async Task<object> QueueAsync() => new
    {
        now = cases.Now,
        colleagues = presence.Names,
        cases = (await cases.QueueAsync()).Select(Summary),
    };

    private async Task<IResult> ReadAsync(string id, ClaimsPrincipal agent)
    {
        if (await StaffCookie.CurrentAsync(accounts, agent) is not { } who || await acts.OpenAsync(who, id) is not var (found, customer, transcript)) return ProblemOf(Refused.Of(Refusal.NoSuchCase, null, cases.Now));
        return Results.Ok(new
        {
            now = cases.Now,
            summary = Summary(found),
            story = found.Case.Story,
            outcome = found.Case.Outcome,
            notes = found.Case.Notes.Select(n => new { at = n.At, agent = n.Agent, text = n.Text }),
            canSummarise = cases.CanSummarise(customer.Id),
            customer = new
            {
                id = customer.Id,
                name = customer.Name,
                isStranger = customer.IsStranger,
                locale = customer.Locale,
                timeZone = customer.TimeZone,
                stopped = customer.Stopped,
                mayWrite = !customer.WantsSilence,
                purchases = customer.Purchases.Select(p => new { p.OrderId, p.Product, p.PurchasedAt, p.Quantity, promises = p.Promises.Select(x => new { x.Name, x.Due, state = x.State.ToString() }) }),
                nextContact = customer.Next is { } next ? new { at = next.At, step = next.Step } : null,
                resting = customer.Resting?.ToString(),
                cases = customer.Cases.Where(c => c.Id != id).Select(c => new { c.Id, kind = c.Kind.ToString(), c.Reason, c.OpenedAt, c.ResolvedAt, c.Outcome }),
            },
            transcript = transcript.Select(l => new
            {
                id = l.Id,
                speaker = l.Speaker.ToString(),
                name = l.Name,
                at = l.At,
                text = l.Speaker == Speaker.Customer ? l.Text : null,
                files = l.Files.Select(f => new { name = f.Name, url = $"/files/{f.Id}/{Uri.EscapeDataString(f.Name)}", bytes = f.Bytes }),
                html = l.Speaker == Speaker.Customer ? null : SafeHtml.Of(l.Text, Markdown),
            }),
        });
    }

    private object Summary(StoredCase stored) => new
    {
        id = stored.Case.Id,
        kind = stored.Case.Kind.ToString(),
        reason = stored.Case.Reason,
        customer = stored.CustomerName ?? "A visitor",
        product = stored.Case.Product,
        mood = stored.Case.Mood,
        openedAt = stored.Case.OpenedAt,
        firstWordBy = stored.Case.FirstWordBy,
        firstWordAt = stored.Case.FirstWordAt,
        owner = stored.Case.HolderAt(cases.Now),
        desk = stored.Case.HolderAt(cases.Now) is null ? null : stored.Case.Desk,
        lease = stored.Case.Lease,
        isOpen = stored.Case.IsOpen,
        snoozedUntil = stored.Case.SnoozedUntil,
        reopened = stored.Case.Reopened,
        priority = stored.Case.Priority.ToString(),
        level = stored.Case.Level,
        team = stored.Case.Team,
        callBack = stored.Case.CallBack is { } call ? new { at = call.At, until = call.Until, phone = call.Phone, bookedAt = call.BookedAt, keptAt = call.KeptAt } : null,
        cause = stored.Case.Cause?.ToString(),
    };

    private async Task<IResult> ActAsync(HttpRequest request, ClaimsPrincipal agent, Func<JsonBody, AgentAction> read, CancellationToken cancel)
    {
        var (body, error) = await JsonBody.ReadAsync(request, MostBytes, cancel);
        if (body is null) return error!;

        // The page makes an id for each press of a button, so that a press that is sent twice over a bad line acts once.
        var requestId = body.Text("requestId", 64);
        var action = read(body);
        if (body.Errors.Count > 0) return Invalid(body);
        if (await StaffCookie.CurrentAsync(accounts, agent) is not { } who) return Results.Unauthorized();
        if (await acts.ActAsync(who, requestId, action) is { } refused) return ProblemOf(refused);
        return await cases.ReadAsync(action.CaseId) is { } acted ? Results.Ok(Summary(acted.Case)) : Results.Ok();
    }

    private async Task<IResult> ReleaseAsync(string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel)
    {
        var teams = await acts.TeamsAsync();
        return await ActAsync(request, agent, body => new AgentReleased(id, NameOf(agent), LeaseOf(body)) { Team = TeamIn(body) }, cancel);

        // A team that nobody has heard of would be nobody's.
        string? TeamIn(JsonBody body)
        {
            if (body.Text("team", Duties.LongestName, required: false) is not { Length: > 0 } said) return null;
            if (teams.FirstOrDefault(t => t.Equals(said, StringComparison.OrdinalIgnoreCase)) is { } team) return team;
            body.Wrong("team", $"there is no team called {said}; there {(teams.Count == 0 ? "is none" : $"are {string.Join(", ", teams)}")}");
            return null;
        }
    }

    private async Task<IResult> SuggestArticleAsync(string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel)
    {
        var (body, error) = await JsonBody.ReadAsync(request, MostBytes, cancel);
        if (body is null) return error!;
        var (requestId, question, answer) = (body.Text("requestId", 64), body.Text("question", ArticleDraft.LongestQuestion), body.Text("answer", ArticleDraft.LongestAnswer));
        if (body.Errors.Count > 0) return Invalid(body);
        if (await StaffCookie.CurrentAsync(accounts, agent) is not { } who) return Results.Unauthorized();
        return await acts.SuggestArticleAsync(who, requestId, id, question, answer) is { } refused ? ProblemOf(refused) : Results.NoContent();
    }

    private async Task<IResult> BeAwayAsync(HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel)
    {
        var (body, error) = await JsonBody.ReadAsync(request, MostBytes, cancel);
        if (body is null) return error!;
        var away = body.Has("away") ? body.Flag("away") : body.Wrong("away", "is missing").Length > 0;
        if (body.Errors.Count > 0) return Invalid(body);
        return await StaffCookie.CurrentAsync(accounts, agent) is { } who ? Results.Ok(new { away, givenBack = await acts.BeAwayAsync(who, away) }) : Results.Unauthorized();
    }

    private static IResult Invalid(JsonBody body) => Results.ValidationProblem(body.Errors.ToDictionary(e => e.Key, e => e.Value.ToArray()));

    private static IResult ProblemOf(Refused refused) => JsonBody.Problem(refused.Status, refused.Title, refused.Detail);

    private async Task StreamAsync(HttpContext context, ClaimsPrincipal agent)
    {
        IDisposable? here = null;
        using var watch = cases.Watch();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            var said = "event: changed\ndata: {}\n\n";
            while (!ending.IsCancellationRequested && await StaffCookie.CurrentAsync(accounts, agent) is { } account && Roles.May(account.Role, Permission.Read))
            {
                // Who may only read, or is away, is nobody whom a customer could wait for.
                if (Roles.May(account.Role, Permission.Answer) && account.AwaySince is null) here ??= presence.Enter(account.Name);
                else Leave();
                await SendAsync(said);
                said = await watch.WaitAsync(KeepAlive, ending.Token) ? "event: changed\ndata: {}\n\n" : ": still here\n\n";
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed or the host is stopping; an open page comes back by itself.
        }
        finally
        {
            Leave();
        }

        void Leave()
        {
            here?.Dispose();
            here = null;
        }

        async Task SendAsync(string text)
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ending.Token);
            await context.Response.Body.FlushAsync(ending.Token);
        }
    }
}
