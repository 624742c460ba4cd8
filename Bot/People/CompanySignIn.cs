using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace FollowUpBot.Bot.People;

/// <summary>Sign-in by OpenID Connect. The provider says who somebody is; what they may do here stands in their account, which it makes and keeps in step.</summary>
internal sealed class CompanySignIn(Accounts accounts, AuditTrail audit, SignInOptions options, ILogger<CompanySignIn> log)
{
    private const int MostOfAName = 50;

    public static void Configure(OpenIdConnectOptions connect, SignInOptions options, bool isDevelopment, TimeProvider clock)
    {
        // Browsers let go of its cookies by the real time, not by the customers'.
        connect.TimeProvider = clock;
        connect.Authority = options.Authority;
        connect.ClientId = options.ClientId;
        connect.ClientSecret = options.ClientSecret;
        connect.CallbackPath = $"{StaffCookie.SignInPage}/callback";
        connect.ResponseType = OpenIdConnectResponseType.Code;

        // The answer comes as a link that is followed, with which Lax cookies travel; as a form that is posted it would need cookies for every site.
        connect.ResponseMode = OpenIdConnectResponseMode.Query;
        foreach (var cookie in new[] { connect.CorrelationCookie, connect.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }

        connect.UsePkce = true;
        connect.MapInboundClaims = false;
        connect.RequireHttpsMetadata = !isDevelopment;
        connect.Scope.Clear();
        connect.Scope.Add("openid");
        connect.Scope.Add("profile");
        connect.Events = new OpenIdConnectEvents
        {
            OnTokenValidated = context => context.HttpContext.RequestServices.GetRequiredService<CompanySignIn>().TakeAsync(context),
            OnRemoteFailure = context =>
            {
                context.HttpContext.RequestServices.GetRequiredService<CompanySignIn>().Failed(context);
                return Task.CompletedTask;
            },
        };
    }

    private async Task TakeAsync(TokenValidatedContext context)
    {
        var subject = $"{context.SecurityToken.Issuer}|{context.SecurityToken.Subject}";
        var role = RoleOf(context.Principal!);
        var account = await accounts.OfSubjectAsync(subject);
        if (account is null && role is { } first && await CreateAsync(context.Principal!, subject, first) is { } made)
        {
            account = made;
            await audit.WriteAsync(account.Name, "account.created", account.Id, $"as {account.Role}, from {options.Name}");
        }
        else if (account is not null && role is { } now && now != account.Role && SaysRoles(context.Principal!))
        {
            account = await accounts.ChangeAsync(account.Name, a => a with { Role = now });
            await audit.WriteAsync(account!.Name, "account.role", account.Id, $"{now}, from {options.Name}");
        }

        if (account is not { IsEnabled: true })
        {
            context.HandleResponse();
            context.Response.Redirect($"{StaffCookie.SignInPage}?refused={(account is null ? "unknown" : "disabled")}");
            return;
        }

        if (PersonIn(context) is { } person && person != account.Teams)
        {
            account = (await accounts.ConnectAsync(account.Name, person))!;
            await audit.WriteAsync(account.Name, "account.teams", account.Id, $"from {options.Name}");
        }

        await audit.WriteAsync(account.Name, "sign-in", account.Id, options.Name);
        context.Principal = StaffCookie.PrincipalOf(account);
        context.Properties!.IsPersistent = true;
    }

    private void Failed(RemoteFailureContext context)
    {
        log.LogWarning("Signing in by {Provider} failed: {Reason}", options.Name, context.Failure?.Message);
        context.HandleResponse();
        context.Response.Redirect($"{StaffCookie.SignInPage}?refused=failed");
    }

    // Customers see the name, and no two have the same.
    private async Task<Account?> CreateAsync(ClaimsPrincipal who, string subject, Role role)
    {
        var names = new[] { who.FindFirstValue("given_name"), who.FindFirstValue("name"), who.FindFirstValue("preferred_username")?.Split('@')[0] }.OfType<string>().Where(Account.IsName).ToList();
        foreach (var name in names)
            if (await accounts.CreateAsync(name, role, subject: subject) is { } made) return made;
        for (var n = 2; names.Count > 0 && n < MostOfAName; n++)
            if (Account.IsName($"{names[0]} {n}") && await accounts.CreateAsync($"{names[0]} {n}", role, subject: subject) is { } made) return made;
        return null;
    }

    // A directory of Entra's has its own id in its issuer. What another provider calls by these names says nothing of Teams.
    private static string? PersonIn(TokenValidatedContext context) =>
        context.Principal!.FindFirstValue("tid") is { Length: > 0 } tenant && context.SecurityToken.Issuer.Contains(tenant, StringComparison.OrdinalIgnoreCase) ? TeamsPeople.IdOf(tenant, context.Principal!.FindFirstValue("oid")) : null;

    private bool SaysRoles(ClaimsPrincipal who) => who.HasClaim(c => c.Type == options.RoleClaim);

    private Role? RoleOf(ClaimsPrincipal who)
    {
        var said = who.FindAll(options.RoleClaim).Select(c => Enum.TryParse<Role>(c.Value, ignoreCase: true, out var role) && Enum.IsDefined(role) ? role : (Role?)null).OfType<Role>().ToList();
        return said.Count > 0 ? said.Max() : SaysRoles(who) || options.DefaultRole is null ? null : Enum.Parse<Role>(options.DefaultRole);
    }
}
