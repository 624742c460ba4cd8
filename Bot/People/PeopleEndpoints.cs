using FollowUpBot.Bot.Http;
using Microsoft.AspNetCore.Authentication;

namespace FollowUpBot.Bot.People;

/// <summary><c>/api/people</c>: who one is, and who else may do what.</summary>
internal sealed class PeopleEndpoints(Accounts accounts, PeopleActs acts, AuditTrail audit)
{
    private const int MostBytes = 8 * 1024;
    private const int MostEntries = 500;

    public static void Map(WebApplication app)
    {
        var people = app.Services.GetRequiredService<PeopleEndpoints>();
        var api = app.MapGroup("/api/people");
        api.MapGet("/me", (HttpContext context, CancellationToken _) => people.MeAsync(context)).RequireAuthorization();
        api.MapPost("/me/sign-out", (HttpContext context, CancellationToken _) => people.SignOutAsync(context)).RequireAuthorization();
        api.MapPost("/me/password", (HttpContext context, CancellationToken cancel) => people.ChangePasswordAsync(context, cancel)).RequireAuthorization();
        api.MapPost("/invitations", (HttpContext context, CancellationToken cancel) => people.InviteAsync(context, cancel)).RequireAuthorization(Permission.Invite);
        api.MapPost("/{name}/duties", (string name, HttpContext context, CancellationToken cancel) => people.ChangeDutiesAsync(name, context, cancel)).RequireAuthorization(Permission.Invite);
        var all = api.MapGroup("").RequireAuthorization(Permission.People);
        all.MapGet("/", () => people.ListAsync());
        all.MapPost("/{name}/role", (string name, HttpContext context, CancellationToken cancel) => people.ChangeRoleAsync(name, context, cancel));
        all.MapPost("/{name}/disable", (string name, HttpContext context, PeopleActs acts) => people.ActAsync(name, context, me => acts.DisableAsync(me, name)));
        all.MapPost("/{name}/enable", (string name, HttpContext context, PeopleActs acts) => people.ActAsync(name, context, me => acts.EnableAsync(me, name)));
        all.MapPost("/{name}/sign-out", (string name, HttpContext context, PeopleActs acts) => people.ActAsync(name, context, me => acts.SignOutEverywhereAsync(me, name)));
        app.MapGet("/api/audit", (HttpContext context, long? after) => people.ReadAuditAsync(context, after ?? 0)).RequireAuthorization(Permission.Audit);
    }

    private static string NameOf(HttpContext context) => context.User.Identity!.Name!;

    private async Task<IResult> MeAsync(HttpContext context)
    {
        var role = StaffCookie.RoleOf(context.User);
        var mine = await accounts.FindAsync(NameOf(context));
        return Results.Ok(new { name = NameOf(context), role = $"{role}", may = Permission.All.Where(p => Roles.May(role, p)), hasPassword = mine?.Password is not null });
    }

    private async Task<IResult> SignOutAsync(HttpContext context)
    {
        await audit.WriteAsync(NameOf(context), "sign-out");
        await context.SignOutAsync();
        return Results.NoContent();
    }

    private async Task<IResult> ChangePasswordAsync(HttpContext context, CancellationToken cancel)
    {
        var (body, error) = await JsonBody.ReadAsync(context.Request, MostBytes, cancel);
        if (body is null) return error!;
        var password = body.Text("password", Accounts.LongestPassword);
        var current = body.Text("current", Accounts.LongestPassword, required: false);
        SignInEndpoints.Judge(body, password);
        if (body.Errors.Count > 0) return SignInEndpoints.Invalid(body);
        var name = NameOf(context);
        if ((await accounts.FindAsync(name))?.Password is not null && await accounts.CheckAsync(name, current) is null)
        {
            await audit.WriteAsync(name, "password.refused");
            return JsonBody.Problem(StatusCodes.Status403Forbidden, "That is not your password", "Give the one you have now, then the new one.");
        }

        var changed = await accounts.SetPasswordAsync(name, password);
        await audit.WriteAsync(name, "password.changed");
        await StaffCookie.SignInAsync(context, changed!);
        return Results.NoContent();
    }

    private async Task<IResult> InviteAsync(HttpContext context, CancellationToken cancel)
    {
        var (body, error) = await JsonBody.ReadAsync(context.Request, MostBytes, cancel);
        if (body is null) return error!;
        var account = body.Text("account", Account.LongestName * 2, required: false);
        var role = account.Length > 0 ? default : body.Choice<Role>("role") ?? default;
        if (body.Errors.Count > 0) return SignInEndpoints.Invalid(body);
        var known = account.Length > 0 ? await accounts.FindAsync(account) : null;
        if (account.Length > 0 && known is null) return NoSuch(account);
        if (await StaffCookie.CurrentAsync(accounts, context.User) is not { } me || await acts.InviteAsync(me, role, known) is not { } token)
            return JsonBody.Problem(StatusCodes.Status403Forbidden, $"You may not let somebody in as {known?.Role ?? role}", "Ask somebody who may say who does what at the desk.");
        return Results.Ok(new { url = $"{Origin.OfHost(context.Request)}{StaffCookie.SignInPage}?token={token}" });
    }

    private async Task<IResult> ListAsync() => Results.Ok(new { people = (await accounts.ReadAsync()).Select(Shown) });

    private static object Shown(Account account) => new
    {
        name = account.Name,
        role = $"{account.Role}",
        enabled = account.IsEnabled,
        since = account.CreatedAt,
        signsIn = account.Subject is not null ? "company" : account.Password is not null ? "password" : "link",
        lockedUntil = account.LockedUntil,
        awaySince = account.AwaySince,
        duties = new { teams = account.Duties.Teams, products = account.Duties.Products, languages = account.Duties.Languages, atOnce = account.Duties.AtOnce },
    };

    private async Task<IResult> ChangeRoleAsync(string name, HttpContext context, CancellationToken cancel)
    {
        var (body, error) = await JsonBody.ReadAsync(context.Request, MostBytes, cancel);
        if (body is null) return error!;
        return body.Choice<Role>("role") is { } role ? await ActAsync(name, context, me => acts.ChangeRoleAsync(me, name, role)) : SignInEndpoints.Invalid(body);
    }

    private async Task<IResult> ChangeDutiesAsync(string name, HttpContext context, CancellationToken cancel)
    {
        var (body, error) = await JsonBody.ReadAsync(context.Request, MostBytes, cancel);
        if (body is null) return error!;
        var duties = new Duties(Names("teams"), Names("products"), Names("languages")) { AtOnce = body.Has("atOnce") ? (int)body.Number("atOnce", 0, Duties.MostAtOnce) : null };
        if (!duties.Languages.All(Duties.IsLanguage)) body.Wrong("languages", "must be short names of languages, like en or de");
        if (body.Errors.Count > 0) return SignInEndpoints.Invalid(body);
        return await StaffCookie.CurrentAsync(accounts, context.User) is not { } me ? Results.Unauthorized() : await acts.ChangeDutiesAsync(me, name, duties) is { } changed ? Results.Ok(Shown(changed)) : NoSuch(name);

        IReadOnlyList<string> Names(string field) => [.. body.Texts(field, Duties.MostOfEach, Duties.LongestName).Select(t => t.Trim()).Where(t => t.Length > 0)];
    }

    private async Task<IResult> ActAsync(string name, HttpContext context, Func<Account, Task<Account?>> act)
    {
        if (await StaffCookie.CurrentAsync(accounts, context.User) is not { } me) return Results.Unauthorized();
        if (PeopleActs.IsOneself(me, name)) return JsonBody.Problem(StatusCodes.Status409Conflict, "That is you", "Somebody else who may do this has to do it to you.");
        return await act(me) is { } changed ? Results.Ok(Shown(changed)) : NoSuch(name);
    }

    private static IResult NoSuch(string name) => JsonBody.Problem(StatusCodes.Status404NotFound, $"There is no {name} here", "Look at the list of people for how the name is written.");

    private async Task<IResult> ReadAuditAsync(HttpContext context, long after)
    {
        await audit.WriteAsync(NameOf(context), "audit.read", "", $"after {after}");
        return Results.Ok(new { entries = (await audit.ReadAfterAsync(after, MostEntries)).Select(e => new { number = e.Number, at = e.At, who = e.Who, what = e.What, about = e.About, details = e.Details, seal = e.Seal }) });
    }
}
