using System.Threading.RateLimiting;
using FollowUpBot.Bot.Http;
using Microsoft.AspNetCore.Authentication;

namespace FollowUpBot.Bot.People;

/// <summary><c>/desk/sign-in</c>: by name and password, by a one-time link, or by the company's identity provider.</summary>
internal sealed class SignInEndpoints(Accounts accounts, Invitations invitations, AuditTrail audit, SignInOptions options, IHostEnvironment environment) : IDisposable
{
    private const int MostBytes = 64 * 1024;

    private readonly PartitionedRateLimiter<HttpContext> pace = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
        $"{context.Connection.RemoteIpAddress}", _ => new TokenBucketRateLimiterOptions { TokenLimit = options.AttemptsPerMinute, TokensPerPeriod = options.AttemptsPerMinute, ReplenishmentPeriod = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    public static void Map(WebApplication app)
    {
        var endpoints = app.Services.GetRequiredService<SignInEndpoints>();
        var doors = app.MapGroup(StaffCookie.SignInPage).AllowAnonymous().WithMetadata(new OurPages.Guarded());
        doors.MapGet("/", () => Results.File(Path.Combine(AppContext.BaseDirectory, "web", "sign-in.html"), "text/html; charset=utf-8"));
        doors.MapGet("/ways", async (string? token) => Results.Ok(await endpoints.WaysAsync(token)));
        doors.MapPost("/", (HttpContext context, CancellationToken cancel) => endpoints.SignInAsync(context, cancel));
        doors.MapGet("/company", (string? to, SignInOptions company) => company.IsOn
            ? Results.Challenge(new AuthenticationProperties { RedirectUri = LocalOr(to, "/desk/home") }, [SignInOptions.Scheme])
            : Results.NotFound());
        app.MapGet("/desk/home", (HttpContext context) => Results.Redirect(Roles.HomeOf(StaffCookie.RoleOf(context.User)))).RequireAuthorization();
    }

    /// <summary>A path on this host, and never a way to another.</summary>
    public static string LocalOr(string? path, string other) => path is { Length: > 0 and < 500 } && path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl) ? path : other;

    // What the page shows: whether the link is good, for whom it is, and what else leads in.
    private async Task<object> WaysAsync(string? token)
    {
        var link = token is { Length: > 0 and <= 100 } ? await invitations.FindAsync(token) : null;
        return new
        {
            link = link is not null,
            name = link?.Account,
            role = link is { Account: null, IsOperators: false } ? $"{link.Role}" : null,
            passwordNeeded = link?.Account is not null || !environment.IsDevelopment(),
            shortestPassword = Accounts.ShortestPassword,
            company = options.IsOn ? options.Name : null,
        };
    }

    private async Task<IResult> SignInAsync(HttpContext context, CancellationToken cancel)
    {
        using var allowed = pace.AttemptAcquire(context);
        if (!allowed.IsAcquired) return JsonBody.Problem(StatusCodes.Status429TooManyRequests, "Too many attempts from here", "Wait a minute and try again.");
        var (body, error) = await JsonBody.ReadAsync(context.Request, MostBytes, cancel);
        if (body is null) return error!;
        var name = body.Text("name", Account.LongestName * 2);
        var token = body.Text("token", 100, required: false);
        var password = body.Text("password", Accounts.LongestPassword, required: false);
        if (body.Errors.Count > 0) return Invalid(body);
        return token.Length == 0 ? await ByPasswordAsync(context, name, password) : await ByLinkAsync(context, body, name, token, password);
    }

    private async Task<IResult> ByPasswordAsync(HttpContext context, string name, string password)
    {
        if (await accounts.CheckAsync(name, password) is { } account) return await EnterAsync(context, account, "password");
        if (await accounts.FindAsync(name) is { } known) await audit.WriteAsync(known.Name, "sign-in.failed", known.Id, $"{known.Failures} in a row");
        return JsonBody.Problem(StatusCodes.Status401Unauthorized, "That name and password do not go together", "After five wrong passwords in a row no other is looked at for a quarter of an hour. Who has forgotten theirs asks for a new link.");
    }

    private async Task<IResult> ByLinkAsync(HttpContext context, JsonBody body, string name, string token, string password)
    {
        if (await invitations.FindAsync(token) is not { } link)
            return JsonBody.Problem(StatusCodes.Status403Forbidden, "This link has been used or is too old", "Ask a colleague for a new one, or start the host again: it prints one.");
        name = link.Account ?? name;
        var known = await accounts.FindAsync(name);
        if (link.Account is null && !Account.IsName(name)) body.Wrong("name", $"must be a name of at most {Account.LongestName} letters and spaces");
        if (password.Length > 0 || !environment.IsDevelopment() || link.Account is not null) Judge(body, password);
        if (body.Errors.Count > 0) return Invalid(body);
        if (known is { IsEnabled: false }) return JsonBody.Problem(StatusCodes.Status403Forbidden, $"{known.Name} may not sign in any more", "Somebody who may say who does what at the desk can allow it again.");
        if (known is not null && link is { Account: null, IsOperators: false })
            return JsonBody.Problem(StatusCodes.Status409Conflict, $"There is a {known.Name} already", "Take a name that customers can tell apart, for example with your initial.");
        if (!await invitations.RedeemAsync(token)) return await ByLinkAsync(context, body, name, token, password);

        var account = known is null ? await accounts.CreateAsync(name, link.Role, password.Length > 0 ? password : null)
            : password.Length > 0 ? await accounts.SetPasswordAsync(known.Name, password)
            : known;
        if (account is null) return JsonBody.Problem(StatusCodes.Status409Conflict, $"There is a {name} already", "Somebody took the name this very moment. Ask for a new link and take another.");
        if (known is null) await audit.WriteAsync(account.Name, "account.created", account.Id, $"as {account.Role}, invited by {link.By}");
        return await EnterAsync(context, account, link.IsOperators ? "the host's link" : "link");
    }

    private async Task<IResult> EnterAsync(HttpContext context, Account account, string how)
    {
        await audit.WriteAsync(account.Name, "sign-in", account.Id, how);
        await StaffCookie.SignInAsync(context, account);
        return Results.Ok(new { name = account.Name, home = Roles.HomeOf(account.Role) });
    }

    /// <summary>Says what is wrong with a password that somebody chose.</summary>
    public static void Judge(JsonBody body, string password)
    {
        if (password.Length < Accounts.ShortestPassword) body.Wrong("password", $"must have {Accounts.ShortestPassword} characters or more; three or four words that nobody would put together are good");
        else if (password.Distinct().Count() < 5) body.Wrong("password", "is too easy to guess");
    }

    public static IResult Invalid(JsonBody body) => Results.ValidationProblem(body.Errors.ToDictionary(e => e.Key, e => e.Value.ToArray()));

    public void Dispose() => pace.Dispose();
}
