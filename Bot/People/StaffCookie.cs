using System.Security.Claims;
using FollowUpBot.Bot.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace FollowUpBot.Bot.People;

/// <summary>The cookie by which somebody of the staff is known. What it says of their role counts for nothing: with each request the account is read.</summary>
internal static class StaffCookie
{
    public const string SignInPage = "/desk/sign-in";

    private const string Stamp = "stamp";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public static ClaimsPrincipal PrincipalOf(Account account) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, account.Name), new Claim(ClaimTypes.Role, $"{account.Role}"), new Claim(Stamp, account.Stamp)], CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>What somebody is who is signed in, as their account says with this request.</summary>
    public static Role RoleOf(ClaimsPrincipal user) => Enum.Parse<Role>(user.FindFirstValue(ClaimTypes.Role)!);

    public static Task SignInAsync(HttpContext context, Account account) => context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, PrincipalOf(account));

    /// <summary>The account of who is signed in, as it is now; null when they may not go on.</summary>
    public static async ValueTask<Account?> CurrentAsync(Accounts accounts, ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true, Name: { } name } && await accounts.FindAsync(name) is { IsEnabled: true } found && user.HasClaim(Stamp, found.Stamp) ? found : null;

    public static void Configure(CookieAuthenticationOptions cookie, TimeProvider clock)
    {
        cookie.Cookie.Name = "desk";

        // Not Strict: a link to a case in a mail would end at the sign-in. What changes something is taken from our own pages only.
        cookie.Cookie.SameSite = SameSiteMode.Lax;

        // As a length of time: a moment would be judged by the browser's clock, which may be another.
        cookie.Cookie.MaxAge = Lifetime;

        // By the customers' clock a jump to the next contact would sign every agent out.
        cookie.TimeProvider = clock;
        cookie.ExpireTimeSpan = Lifetime;
        cookie.Events.OnValidatePrincipal = async context =>
        {
            var accounts = context.HttpContext.RequestServices.GetRequiredService<Accounts>();
            if (await CurrentAsync(accounts, context.Principal!) is { } account)
            {
                context.ReplacePrincipal(PrincipalOf(account));
                return;
            }

            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        };
        cookie.Events.OnRedirectToLogin = context =>
        {
            if (IsProgram(context.Request)) return RefuseAsync(context.Response, StatusCodes.Status401Unauthorized, "You are not signed in", "Sign in again; what you wrote is kept.");

            // What was sent as a form cannot be opened again.
            var opened = HttpMethods.IsGet(context.Request.Method);
            context.Response.Redirect(opened ? $"{SignInPage}?to={Uri.EscapeDataString(context.Request.PathBase + context.Request.Path + context.Request.QueryString)}" : SignInPage);
            return Task.CompletedTask;
        };
        cookie.Events.OnRedirectToAccessDenied = context => ShowsPages(context.Request) ? ShowRefusalAsync(context.Response) : RefuseAsync(context.Response, StatusCodes.Status403Forbidden, "This is not yours to see or do", "Somebody who may say who does what at the desk can give you another role.");
    }

    private static bool IsProgram(HttpRequest request) => request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/_blazor");

    private static bool ShowsPages(HttpRequest request) => HttpMethods.IsGet(request.Method) && !IsProgram(request) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    private static Task ShowRefusalAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status403Forbidden;
        response.ContentType = "text/html; charset=utf-8";
        return response.SendFileAsync(Path.Combine(AppContext.BaseDirectory, "web", "refused.html"));
    }

    private static Task RefuseAsync(HttpResponse response, int status, string title, string detail) => JsonBody.Problem(status, title, detail).ExecuteAsync(response.HttpContext);
}
