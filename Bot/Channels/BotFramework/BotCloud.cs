namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>The addresses of a cloud that runs Azure Bot Service, as Microsoft documents them.</summary>
/// <param name="Issuer">Who gives out the tokens that channels show.</param>
/// <param name="OpenIdMetadata">Where the keys of these tokens are found.</param>
/// <param name="Authority">Where the app gets its own tokens.</param>
/// <param name="BotTenant">The directory at which a multi-tenant app gets them.</param>
/// <param name="Scope">What they are for.</param>
/// <param name="ServiceHosts">Where channels may be answered.</param>
internal sealed record BotCloud(string Issuer, string OpenIdMetadata, Uri Authority, string BotTenant, string Scope, IReadOnlyList<string> ServiceHosts)
{
    public static readonly BotCloud Public = new(
        "https://api.botframework.com",
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        new Uri("https://login.microsoftonline.com/"),
        "botframework.com",
        "https://api.botframework.com/.default",
        ["smba.trafficmanager.net", "*.botframework.com", "smba.infra.gcc.teams.microsoft.com"]);

    public static readonly BotCloud UsGovernment = new(
        "https://api.botframework.us",
        "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
        new Uri("https://login.microsoftonline.us/"),
        "MicrosoftServices.onmicrosoft.us",
        "https://api.botframework.us/.default",
        ["*.botframework.azure.us", "*.botframework.us", "smba.infra.gov.teams.microsoft.us", "smba.infra.dod.teams.microsoft.us"]);

    public static BotCloud Of(FollowUpOptions.BotFrameworkOptions options) => options.Cloud == "UsGovernment" ? UsGovernment : Public;
}
