using System.Security.Claims;
using FollowUpBot.Bot.Http;
using Microsoft.AspNetCore.Authentication;

namespace FollowUpBot.Bot.People;

/// <summary><c>/api/people</c>: who one is, and who else may do what.</summary>
internal sealed class PeopleEndpoints(Accounts accounts, Invitations invitations, AuditTrail audit)
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
        api.MapGet("/", () => people.ListAsync()).RequireAuthorization(Permission.People);
        api.MapPost("/{name}/role", (string name, HttpContext context, CancellationToken cancel) => people.ChangeRoleAsync(name, context, cancel)).RequireAuthorization(Permission.People);
        api.MapPost("/{name}/disable", (string name, HttpContext context) => people.ActAsync(name, context, "account.disabled", accounts => accounts.DisableAsync(name))).RequireAuthorization(Permission.People);
        api.MapPost("/{name}/enable", (string name, HttpContext context) => people.ActAsync(name, context, "account.enabled", accounts => accounts.EnableAsync(name))).RequireAuthorization(Permission.People);
        api.MapPost("/{name}/sign-out", (string name, HttpContext context) => people.ActAsync(name, context, "account.signed-out", accounts => accounts.SignOutEverywhereAsync(name))).RequireAuthorization(Permission.People);
        app.MapGet("/api/audit", (HttpContext context, long? after) => people.ReadAuditAsync(context, after ?? 0)).RequireAuthorization(Permission.Audit);
    }

    private static string Me(HttpContext context) => context.User.Identity!.Name!;

    private static Role RoleOf(HttpContext context) => Enum.Parse<Role>(context.User.FindFirstValue(ClaimTypes.Role)!);

    private async Task<IResult> MeAsync(HttpContext context)
    {
        var role = RoleOf(context);
        var mine = await accounts.FindAsync(Me(context));
        return Results.Ok(new { name = Me(context), role = $"{role}", may = Permission.All.Where(p => Roles.May(role, p)), hasPassword = mine?.Password is not null });
    }

    private async Task<IResult> SignOutAsync(HttpContext context)
    {
        await audit.WriteAsync(Me(context), "sign-out");
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
        var name = Me(context);
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
        var role = account.Length > 0 ? Role.Agent : RoleIn(body);
        if (body.Errors.Count > 0) return SignInEndpoints.Invalid(body);
        var known = account.Length > 0 ? await accounts.FindAsync(account) : null;
        if (account.Length > 0 && known is null) return NoSuch(account);
        role = known?.Role ?? role;
        if (!Roles.MayInvite(RoleOf(context), role)) return JsonBody.Problem(StatusCodes.Status403Forbidden, $"You may not let somebody in as {role}", "Ask somebody who may say who does what at the desk.");
        var token = await invitations.CreateAsync(role, Me(context), known?.Name);
        await audit.WriteAsync(Me(context), known is null ? "account.invited" : "account.new-link", known?.Id ?? "", $"as {role}");
        return Results.Ok(new { url = $"{Origin.OfHost(context.Request)}{StaffCookie.SignInPage}?token={token}" });
    }

    private static Role RoleIn(JsonBody body)
    {
        var name = body.Text("role", 20);
        if (Enum.GetNames<Role>().Contains(name)) return Enum.Parse<Role>(name);
        if (name.Length > 0) body.Wrong("role", $"must be one of {string.Join(", ", Enum.GetNames<Role>())}");
        return Role.Agent;
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
    };

    private async Task<IResult> ChangeRoleAsync(string name, HttpContext context, CancellationToken cancel)
    {
        var (body, error) = await JsonBody.ReadAsync(context.Request, MostBytes, cancel);
        if (body is null) return error!;
        var role = RoleIn(body);
        return body.Errors.Count > 0 ? SignInEndpoints.Invalid(body) : await ActAsync(name, context, "account.role", accounts => accounts.ChangeAsync(name, a => a with { Role = role }), $"{role}");
    }

    private async Task<IResult> ActAsync(string name, HttpContext context, string what, Func<Accounts, Task<Account?>> act, string details = "")
    {
        // Whoever may say who does what cannot lock themselves out by a slip.
        if (what is "account.disabled" or "account.role" && Account.IdOf(name) == Account.IdOf(Me(context)))
            return JsonBody.Problem(StatusCodes.Status409Conflict, "That is you", "Somebody else who may do this has to do it to you.");
        if (await act(accounts) is not { } changed) return NoSuch(name);
        await audit.WriteAsync(Me(context), what, changed.Id, details);
        return Results.Ok(Shown(changed));
    }

    private static IResult NoSuch(string name) => JsonBody.Problem(StatusCodes.Status404NotFound, $"There is no {name} here", "Look at the list of people for how the name is written.");

    private async Task<IResult> ReadAuditAsync(HttpContext context, long after)
    {
        await audit.WriteAsync(Me(context), "audit.read", "", $"after {after}");
        return Results.Ok(new { entries = (await audit.ReadAfterAsync(after, MostEntries)).Select(e => new { number = e.Number, at = e.At, who = e.Who, what = e.What, about = e.About, details = e.Details, seal = e.Seal }) });
    }
}
