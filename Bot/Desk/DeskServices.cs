using FollowUpBot.Bot.Desk.Pages;
using FollowUpBot.Bot.Http;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace FollowUpBot.Bot.Desk;

/// <summary>Puts the desk's pages and its API together.</summary>
internal static class DeskServices
{
    // What an agent writes is 4,000 characters; what comes beside it is small.
    private const int LargestMessage = 64 * 1024;

    public static IServiceCollection AddDesk(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            // Whoever loses the line finds the page as it was for so long; what matters is in the store.
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(5);
            circuits.DisconnectedCircuitMaxRetained = 200;
        }).AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        return services.AddCascadingAuthenticationState()
            .AddSingleton<CaseActs>().AddSingleton<Drafts>().AddSingleton<DeskFiles>().AddSingleton<DeskEndpoints>()
            .AddSingleton<DeskBoard>().AddHostedService(s => s.GetRequiredService<DeskBoard>()).AddHostedService<Assigner>()
            .AddScoped<DeskVisit>().AddScoped<CircuitHandler>(s => s.GetRequiredService<DeskVisit>());
    }

    public static void MapDesk(this WebApplication app)
    {
        DeskEndpoints.Map(app);
        app.MapRazorComponents<DeskApp>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null).RequireAuthorization(Permission.Read);
    }
}
