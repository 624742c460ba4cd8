using System.Security.Claims;
using System.Text;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Markdig;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace FollowUpBot.Bot.Desk;

/// <summary><c>/desk</c> and its API: the queue, a case with its story, claim, reply, release, resolve.</summary>
internal sealed class DeskEndpoints(Cases cases, SignInLinks links, Presence presence, IHostApplicationLifetime lifetime)
{
    private const int MostBytes = 64 * 1024;
    private const int LongestReply = 4000;
    private const int LongestOutcome = 500;

    private static readonly TimeSpan LongestSnooze = TimeSpan.FromDays(90);

    // Comments keep proxies from closing a quiet stream.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().DisableHtml().Build();

    public static void Map(WebApplication app)
    {
        var desk = app.Services.GetRequiredService<DeskEndpoints>();
        app.MapGet("/desk", (HttpContext context) => context.User.Identity is { IsAuthenticated: true } ? Page("desk.html") : Results.Redirect("/desk/sign-in"));
        app.MapGet("/desk/sign-in", () => Page("desk-sign-in.html"));
        app.MapPost("/desk/sign-in", desk.SignInAsync);

        var api = app.MapGroup("/api/desk").RequireAuthorization();
        api.MapGet("/me", (ClaimsPrincipal agent) => Results.Ok(new { name = NameOf(agent) }));
        api.MapPost("/sign-out", async (HttpContext context) => await context.SignOutAsync());
        api.MapPost("/invitations", (HttpRequest request) => Results.Ok(new { url = $"{request.Scheme}://{request.Host}/desk/sign-in?token={desk.Invite()}" }));
        api.MapGet("/cases", desk.QueueAsync);
        api.MapGet("/cases/{id}", desk.ReadAsync);
        api.MapGet("/cases/{id}/summary", async (string id, CancellationToken cancel) => Results.Ok(new { summary = await desk.SummariseAsync(id, cancel) }));
        api.MapPost("/cases/{id}/claim", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, _ => new AgentClaimed(id, NameOf(agent)), cancel));
        api.MapPost("/cases/{id}/release", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentReleased(id, NameOf(agent), LeaseOf(body)), cancel));
        api.MapPost("/cases/{id}/reply", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentReplied(id, NameOf(agent), LeaseOf(body), body.Text("text", LongestReply)), cancel));
        api.MapPost("/cases/{id}/transfer", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentTransferred(id, NameOf(agent), LeaseOf(body), desk.ColleagueIn(body)), cancel));
        api.MapPost("/cases/{id}/take-over", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentTookOver(id, NameOf(agent), body.Text("reason", LongestOutcome)), cancel));
        api.MapPost("/cases/{id}/call", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentCalled(id, NameOf(agent), LeaseOf(body), ReachedIn(body), body.Text("words", LongestOutcome, required: false)), cancel));
        api.MapPost("/cases/{id}/snooze", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentSnoozed(id, NameOf(agent), LeaseOf(body), desk.LaterIn(body)), cancel));
        api.MapPost("/cases/{id}/notes", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentNoted(id, NameOf(agent), body.Text("text", LongestReply)), cancel));
        api.MapPost("/cases/{id}/resolve", (string id, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel) =>
            desk.ActAsync(request, agent, body => new AgentResolved(id, NameOf(agent), LeaseOf(body), body.Text("outcome", LongestOutcome)) { Cause = CauseIn(body) }, cancel));
        api.MapGet("/events", desk.StreamAsync);
    }

    private static IResult Page(string name) => Results.File(Path.Combine(AppContext.BaseDirectory, "web", name), "text/html; charset=utf-8");

    private static string NameOf(ClaimsPrincipal agent) => agent.Identity!.Name!;

    private static int LeaseOf(JsonBody body) => (int)body.Number("lease", 0, int.MaxValue);

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

    private static RootCause? CauseIn(JsonBody body)
    {
        if (!body.Has("cause")) return null;
        var name = body.Text("cause", 20);
        if (Enum.GetNames<RootCause>().Contains(name)) return Enum.Parse<RootCause>(name);
        body.Wrong("cause", $"must be one of {string.Join(", ", Enum.GetNames<RootCause>())}");
        return null;
    }

    private string Invite() => links.Create();

    private Task<string?> SummariseAsync(string id, CancellationToken cancel) => cases.SummariseAsync(id, cancel);

    private async Task<IResult> SignInAsync(HttpContext context, CancellationToken cancel)
    {
        var (body, error) = await JsonBody.ReadAsync(context.Request, MostBytes, cancel);
        if (body is null) return error!;
        var name = body.Text("name", 40);
        var token = body.Text("token", 100);
        name = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (body.Errors.Count > 0) return Invalid(body);
        if (presence.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
            return JsonBody.Problem(StatusCodes.Status409Conflict, $"{name} is at the desk already", "Take a name that customers can tell apart, for example with your initial.");
        if (!links.Redeem(token)) return JsonBody.Problem(StatusCodes.Status403Forbidden, "This link has been used or is too old", "Ask a colleague at the desk for a new one, or start the host again: it prints one.");
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
        return Results.Ok(new { name });
    }

    private async Task<object> QueueAsync() => new
    {
        now = cases.Now,
        colleagues = presence.Names,
        cases = (await cases.QueueAsync()).Select(Summary),
    };

    private async Task<IResult> ReadAsync(string id)
    {
        if (await cases.ReadAsync(id) is not var (found, customer, transcript)) return Refused(Refusal.NoSuchCase, null);
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
                html = l.Speaker == Speaker.Customer ? null : Markdig.Markdown.ToHtml(l.Text, Markdown),
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
        return await cases.ActAsync(requestId, action) switch
        {
            null => Refused(Refusal.NoSuchCase, null),
            TurnResult.Refused refused => Refused(refused.Why, refused.File.Cases.FirstOrDefault(c => c.Id == action.CaseId)),
            _ => await cases.ReadAsync(action.CaseId) is var (found, _, _) ? Results.Ok(Summary(found)) : Results.Ok(),
        };
    }

    private static IResult Invalid(JsonBody body) => Results.ValidationProblem(body.Errors.ToDictionary(e => e.Key, e => e.Value.ToArray()));

    private IResult Refused(Refusal why, Case? found) => why switch
    {
        Refusal.NoSuchCase => JsonBody.Problem(StatusCodes.Status404NotFound, "There is no such case", "It may have been erased with its customer."),
        Refusal.Closed => Conflict("This case is closed", $"{found?.Owner ?? "Somebody"} has resolved it. If the customer writes again, a new case opens."),
        Refusal.HeldByAnother => Conflict($"{found?.Owner} has this case", $"{found?.Owner} claimed it and replies to the customer. Ask them to release it if you should take over."),
        Refusal.NothingToTake => Conflict("There is nobody to take this case from or to hand it to", "Nobody has it, or you do. Look at it again; claim it if it is in the queue."),
        Refusal.LeaseLost => Conflict("This case is not yours any more", found?.HolderAt(cases.Now) is { } holder
            ? $"{holder} has it now. Your words were not sent; copy them if you need them."
            : "It went back to the queue. Claim it again; your words were not sent."),
        Refusal.CustomerStopped => Conflict("The customer asked for no more messages", "Nothing can be sent until they write again. You can still resolve the case."),
        _ => Conflict("An answer is owed", "The customer was promised an answer to this question. Reply first, then resolve."),
    };

    private static IResult Conflict(string title, string detail) => JsonBody.Problem(StatusCodes.Status409Conflict, title, detail);

    private async Task StreamAsync(HttpContext context, ClaimsPrincipal agent)
    {
        using var here = presence.Enter(NameOf(agent));
        using var watch = cases.Watch();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await SendAsync("event: changed\ndata: {}\n\n");
            while (!ending.IsCancellationRequested)
                await SendAsync(await watch.WaitAsync(KeepAlive, ending.Token) ? "event: changed\ndata: {}\n\n" : ": still here\n\n");
        }
        catch (OperationCanceledException)
        {
            // The page was closed or the host is stopping; an open page comes back by itself.
        }

        async Task SendAsync(string text)
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ending.Token);
            await context.Response.Body.FlushAsync(ending.Token);
        }
    }
}
