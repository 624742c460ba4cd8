using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using FollowUpBot.Bot;
using FollowUpBot.Bot.Channels.BotFramework;

namespace FollowUpBot.Tests.Bot.Channels.BotFramework;

/// <summary>How the app proves itself: what Microsoft's library asks of Entra ID for each way, looked at on the wire.</summary>
public class OutboundTokenTests
{
    private const string Tenant = "0f0f0f0f-1111-2222-3333-444444444444", Identity = "99999999-1111-2222-3333-444444444444";

    [Fact]
    public async Task By_secret_a_multi_tenant_app_asks_where_bots_are_at_home()
    {
        var asked = await AskAsync(new() { AppSecret = "s3cret" });
        Assert.Equal("https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token", asked.Url);
        Assert.Equal((BotCloudServer.AppId, "s3cret", "https://api.botframework.com/.default", "client_credentials"), (asked.Form["client_id"], asked.Form["client_secret"], asked.Form["scope"].Split(' ')[0], asked.Form["grant_type"]));
    }

    [Fact]
    public async Task A_single_tenant_app_asks_at_its_own_directory_and_the_government_has_its_own_cloud()
    {
        Assert.Equal($"https://login.microsoftonline.com/{Tenant}/oauth2/v2.0/token", (await AskAsync(new() { AppSecret = "s3cret", AppType = "SingleTenant", TenantId = Tenant })).Url);
        var government = await AskAsync(new() { AppSecret = "s3cret", Cloud = "UsGovernment" });
        Assert.Equal(("https://login.microsoftonline.us/microsoftservices.onmicrosoft.us/oauth2/v2.0/token", "https://api.botframework.us/.default"), (government.Url.Replace("MicrosoftServices", "microsoftservices", StringComparison.Ordinal), government.Form["scope"].Split(' ')[0]));
    }

    [Fact]
    public async Task By_certificate_it_shows_a_statement_signed_with_its_key()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=bot", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await InFileAsync($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n", ".pem", async file =>
        {
            var asked = await AskAsync(new() { CertificateFile = file });
            Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", asked.Form["client_assertion_type"]);
            var parts = asked.Form["client_assertion"].Split('.');
            var padding = parts[0].Contains("UFMyNTY", StringComparison.Ordinal) || Encoding.UTF8.GetString(Bytes(parts[0])).Contains("PS256", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
            Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Bytes(parts[2]), HashAlgorithmName.SHA256, padding));
        });
    }

    [Fact]
    public async Task By_a_federated_token_it_shows_that() => await InFileAsync("the.federated.token", ".jwt", async file =>
        Assert.Equal("the.federated.token", (await AskAsync(new() { FederatedTokenFile = file })).Form["client_assertion"]));

    [Fact]
    public async Task A_managed_identity_asks_its_machine_and_may_vouch_for_an_app()
    {
        var own = await AskAsync(new() { AppType = "UserAssignedMSI", TenantId = Tenant });
        Assert.StartsWith("http://169.254.169.254/metadata/identity/oauth2/token", own.Url, StringComparison.Ordinal);
        Assert.Contains($"client_id={BotCloudServer.AppId}", own.Url, StringComparison.Ordinal);
        var vouching = await AskAsync(new() { FederatedIdentity = Identity });
        Assert.Equal("the machine's token", vouching.Form["client_assertion"]);
    }

    [Theory]
    [InlineData("AppId is missing", null, "MultiTenant", "s", null, null)]
    [InlineData("AppId must be the app id", "bot", "MultiTenant", "s", null, null)]
    [InlineData("AppType cannot be", BotCloudServer.AppId, "Both", "s", null, null)]
    [InlineData("TenantId is missing", BotCloudServer.AppId, "SingleTenant", "s", null, null)]
    [InlineData("give one, by which the app proves itself", BotCloudServer.AppId, "MultiTenant", null, null, null)]
    [InlineData("give one, by which the app proves itself", BotCloudServer.AppId, "MultiTenant", "s", "/tmp", null)]
    [InlineData("must be left out", BotCloudServer.AppId, "UserAssignedMSI", "s", null, null)]
    [InlineData("TokenEndpoint must be an https address", BotCloudServer.AppId, "MultiTenant", "s", null, "http://example.com/token")]
    public void What_is_wrong_with_the_app_is_said_before_the_host_starts(string mistake, string? appId, string type, string? secret, string? identity, string? endpoint) =>
        Assert.Contains(new FollowUpOptions.BotFrameworkOptions { AppId = appId, AppType = type, AppSecret = secret, FederatedIdentity = identity, TokenEndpoint = endpoint }.Mistakes(isDevelopment: false), m => m.Contains(mistake, StringComparison.Ordinal));

    private static async Task<(string Url, Dictionary<string, string> Form)> AskAsync(FollowUpOptions.BotFrameworkOptions app)
    {
        app.AppId = BotCloudServer.AppId;
        Assert.Empty(app.Mistakes(isDevelopment: false));
        using var entra = new Entra();
        using var client = new HttpClient(entra);
        var token = await OutboundTokens.CredentialOf(app, new HttpClientTransport(client)).GetTokenAsync(new TokenRequestContext([BotCloud.Of(app).Scope]), CancellationToken.None);
        Assert.Contains("token", token.Token, StringComparison.Ordinal);
        return entra.Asked.Last();
    }

    private static async Task InFileAsync(string text, string extension, Func<string, Task> use)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}{extension}");
        await File.WriteAllTextAsync(file, text);
        try
        {
            await use(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static byte[] Bytes(string part) => Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (part.Length % 4)) % 4));

    // Entra ID and the machine's own service, as far as tokens are concerned.
    private sealed class Entra : HttpMessageHandler
    {
        public List<(string Url, Dictionary<string, string> Form)> Asked { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            var form = body.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).ToDictionary(p => WebUtility.UrlDecode(p[0]), p => WebUtility.UrlDecode(p[1]));
            var url = request.RequestUri!.ToString();
            var isMachine = request.RequestUri.Host == "169.254.169.254";

            // The machine's service is first tried without a header to see whether it is there, and refuses that.
            if (isMachine && !request.Headers.Contains("Metadata")) return new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("{\"error\":\"invalid_request\",\"error_description\":\"Required metadata header not specified\"}", Encoding.UTF8, "application/json") };
            Asked.Add((url, form));
            var until = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                RequestMessage = request,
                Content = new StringContent(isMachine ? $$"""{"access_token":"the machine's token","expires_in":"3600","expires_on":"{{until}}","resource":"x","token_type":"Bearer"}""" : """{"access_token":"a token","expires_in":3600,"token_type":"Bearer"}""", Encoding.UTF8, "application/json"),
            };
        }
    }
}
