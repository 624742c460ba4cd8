using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace FollowUpBot.Bot.People;

/// <summary>Puts sign-in and permissions together. An endpoint that names no permission and does not say that it is for everybody is for nobody.</summary>
internal static class PeopleServices
{
    public static IServiceCollection AddPeople(this IServiceCollection services, SignInOptions options, IHostEnvironment environment, TimeProvider clock)
    {
        services.AddSingleton(options)
            .AddSingleton(s => new Accounts(s.GetRequiredService<IStore>(), s.GetRequiredService<Changes>(), clock))
            .AddSingleton(s => new Invitations(s.GetRequiredService<IStore>(), clock))
            .AddSingleton(s => new AuditTrail(s.GetRequiredService<IStore>(), clock))
            .AddSingleton(s => new TeamsPeople(s.GetRequiredService<IStore>(), s.GetRequiredService<Accounts>(), s.GetRequiredService<AuditTrail>(), clock))
            .AddSingleton<CompanySignIn>().AddSingleton<SignInEndpoints>().AddSingleton<PeopleActs>().AddSingleton<PeopleEndpoints>();
        services.AddDataProtection().SetApplicationName("FollowUpBot");
        services.AddOptions<KeyManagementOptions>().Configure<IStore>((keys, store) => keys.XmlRepository = new CookieKeys(store, clock));
        var authentication = services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie => StaffCookie.Configure(cookie, clock));
        if (options.IsOn) authentication.AddOpenIdConnect(SignInOptions.Scheme, connect => CompanySignIn.Configure(connect, options, environment.IsDevelopment(), clock));
        var authorization = services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder()
            // Where there is nothing, or nothing by that method, there is nothing to refuse.
            .RequireAssertion(asked => asked.Resource is HttpContext context && context.GetEndpoint() is not RouteEndpoint).Build());
        foreach (var permission in Permission.All)
            authorization.AddPolicy(permission, policy => policy.RequireAuthenticatedUser().RequireRole(Enum.GetValues<Role>().Where(r => Roles.May(r, permission)).Select(r => $"{r}")));
        return services;
    }
}
