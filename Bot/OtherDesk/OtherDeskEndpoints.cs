using System.Text.Json.Serialization.Metadata;
using System.Threading.RateLimiting;
using FollowUpBot.Bot.Desk;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.OtherDesk;

/// <summary><c>/api/other-desk</c>: what another helpdesk reads and does, under its key. Its people have the same leases as ours and are refused alike.</summary>
internal sealed class OtherDeskEndpoints(FollowUpOptions options, Cases cases, CaseActs acts, DeskStory story) : IDisposable
{
    private const int MostBytes = 64 * 1024, LongestReply = 4000, LongestOutcome = 500, LongestName = 40, MostEvents = 200, UsualEvents = 50;

    private readonly FixedWindowRateLimiter pace = new(new FixedWindowRateLimiterOptions { PermitLimit = options.OtherDesk.CallsPerMinute, Window = TimeSpan.FromMinutes(1) });

    private string Name => options.OtherDesk.Name ?? "?";

    public static void Map(WebApplication app)
    {
        var desk = app.Services.GetRequiredService<OtherDeskEndpoints>();
        var api = app.MapGroup("/api/other-desk").AllowAnonymous().AddEndpointFilter(desk.AdmitAsync);
        api.MapGet("/events", (string? after, string? most, HttpRequest request) => desk.EventsAsync(after, most));
        api.MapGet("/cases", (HttpRequest request) => desk.QueueAsync());
        api.MapGet("/cases/{id}", (string id, HttpRequest request) => desk.ReadAsync(id));
        Act("claim", (id, agent, _) => new AgentClaimed(id, agent));
        Act("reply", (id, agent, body) => new AgentReplied(id, agent, LeaseOf(body), body.Text("text", LongestReply)));
        Act("note", (id, agent, body) => new AgentNoted(id, agent, body.Text("text", LongestReply)));
        Act("release", (id, agent, body) => new AgentReleased(id, agent, LeaseOf(body)));
        Act("resolve", (id, agent, body) => new AgentResolved(id, agent, LeaseOf(body), body.Text("outcome", LongestOutcome)) { Cause = body.Choice<RootCause>("cause", required: false) });
        Act("transfer", (id, agent, body) => new AgentTransferred(id, agent, LeaseOf(body), NameIn(body, "to")));

        void Act(string what, Func<string, string, JsonBody, AgentAction> read) =>
            api.MapPost($"/cases/{{id}}/{what}", (string id, HttpRequest request, CancellationToken cancel) => desk.ActAsync(id, request, read, cancel));
    }

    public void Dispose() => pace.Dispose();

    private static int LeaseOf(JsonBody body) => (int)body.Number("lease", 0, int.MaxValue);

    // Customers read it and cases are held by it.
    private static string NameIn(JsonBody body, string field)
    {
        var name = body.Text(field, LongestName);
        return name.Length == 0 || People.Account.IsName(name) ? People.Account.Tidy(name) : body.Wrong(field, "is no name");
    }

    // Before anything is read. Where no key is configured nobody has it.
    private async ValueTask<object?> AdmitAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (Keys.Refusal(request, options.OtherDesk.Key is { Length: > 0 } key ? key : Keys.New(), "FollowUp:OtherDesk:Key") is { } refused) return refused;
        using var free = pace.AttemptAcquire();
        if (free.IsAcquired) return await next(context);
        request.HttpContext.Response.Headers.RetryAfter = "60";
        return JsonBody.Problem(StatusCodes.Status429TooManyRequests, "Too many calls", $"More than {options.OtherDesk.CallsPerMinute} in a minute. Wait a minute.");
    }

    private async Task<IResult> EventsAsync(string? after, string? most)
    {
        if (Number(after, 0, long.MaxValue) is not { } from || Number(most, UsualEvents, MostEvents) is not (> 0 and var count))
            return JsonBody.Problem(StatusCodes.Status400BadRequest, "This names no events", $"'after' is the number of the last event you have, or 0; 'most' is from 1 to {MostEvents}.");
        return Json(await story.AfterAsync(from, (int)count), OtherDeskJson.Default.EventPage);
    }

    private async Task<IResult> QueueAsync() => Json(new CasesBody(cases.Now, [.. (await cases.QueueAsync()).Select(c => CaseBody.Of(c, cases.Now))]), OtherDeskJson.Default.CasesBody);

    private async Task<IResult> ReadAsync(string id)
    {
        if (await acts.OpenAsync(Signed(null), id) is not var (found, customer, lines)) return ProblemOf(Refused.Of(Refusal.NoSuchCase, null, cases.Now));
        var about = CaseBody.Of(found.Case, new CustomerBody(customer.Id, customer.Name, customer.Locale, customer.TimeZone), cases.Now);
        return Json(about with { Notes = [.. found.Case.Notes.Select(n => new NoteBody(n.At, n.Agent, n.Text))], Transcript = [.. lines.Select(LineBody.Of)] }, OtherDeskJson.Default.CaseBody);
    }

    private async Task<IResult> ActAsync(string id, HttpRequest request, Func<string, string, JsonBody, AgentAction> read, CancellationToken cancel)
    {
        var (body, error) = await JsonBody.ReadAsync(request, MostBytes, cancel);
        if (body is null) return error!;

        // The same again acts once, however often a line that broke off makes an adapter ask.
        var requestId = body.Text("requestId", 64);
        var agent = NameIn(body, "agent");
        var action = read(id, agent, body) with { Desk = Name };
        if (body.Errors.Count > 0) return Results.ValidationProblem(body.Errors.ToDictionary(e => e.Key, e => e.Value.ToArray()));
        if (await acts.ActAsync(Signed(agent), $"other-desk|{requestId}", action) is { } refused) return ProblemOf(refused);
        return await cases.ReadAsync(id) is { } acted ? Json(CaseBody.Of(acted.Case, cases.Now), OtherDeskJson.Default.CaseBody) : Results.Ok();
    }

    // As whom it stands in the audit.
    private KeyHolder Signed(string? agent) => new($"OtherDesk:{Name}{(agent is null ? "" : $"/{agent}")}");

    private static long? Number(string? text, long usual, long most) =>
        text is null ? usual : long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    private static IResult Json<T>(T body, JsonTypeInfo<T> type) => Results.Json(body, type);

    private static IResult ProblemOf(Refused refused) => JsonBody.Problem(refused.Status, refused.Title, refused.Detail);
}
