using System.Globalization;
using System.Net;
using FollowUpBot.Bot.Channels;
using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Channels.DirectLine;
using FollowUpBot.Bot.Channels.Sms;
using FollowUpBot.Bot.Channels.Twilio;
using FollowUpBot.Bot.Channels.WebChat;
using FollowUpBot.Bot.Desk;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Insights;
using FollowUpBot.Bot.Insights.Themes;
using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Notices;
using FollowUpBot.Bot.OtherDesk;
using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Purchases;
using FollowUpBot.Bot.Rewards;
using FollowUpBot.Bot.SampleShop;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Postgres;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Bot.Tasks;
using FollowUpBot.Bot.TeamsDesk;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Bot.Voice;
using FollowUpBot.Bot.Walk;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.FileProviders;

namespace FollowUpBot.Bot;

/// <summary>Puts the systems together into one host.</summary>
internal static class FollowUpHost
{
    public const string DefaultUrl = "http://localhost:3978";

    private const string TokensUsed = "model.tokens";

    /// <summary>Reads the configuration: files, environment, then flags.</summary>
    public static WebApplicationBuilder Configure(string[] flags)
    {
        var builder = WebApplication.CreateBuilder(flags);
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey])) builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            // Why a sign-in failed is said in one line by who takes it.
            .AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.None)
            // Why the host cannot start is said in one sentence by the command.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            .AddSimpleConsole(console => console.SingleLine = true);
        return builder;
    }

    /// <summary>Opens the store that the options name; throws <see cref="StoreException"/> with a sentence for the operator.</summary>
    public static async Task<IStore> OpenStoreAsync(FollowUpOptions options) =>
        options.Storage.IsPostgres ? await PostgresStore.OpenAsync(options.Storage.ConnectionString!) : SqliteStore.Open(options.StorePath);

    /// <summary>Opens the store beside the hosts that have it, to read; throws <see cref="StoreException"/>.</summary>
    public static async Task<IStore> OpenStoreToReadAsync(FollowUpOptions options) =>
        options.Storage.IsPostgres ? await PostgresStore.OpenAsync(options.Storage.ConnectionString!, upgrade: false) : SqliteStore.OpenToRead(options.StorePath);

    /// <summary>Adds the systems and maps the endpoints.</summary>
    public static async Task<WebApplication> BuildAsync(WebApplicationBuilder builder, FollowUpOptions options, ShopContent content, IStore store, TimeProvider? realClock = null)
    {
        var tokensUsed = await store.ReadSettingAsync(TokensUsed);
        var real = realClock ?? TimeProvider.System;
        var clock = new TravelClock(real);
        builder.Services.AddLoop(options, content, store, clock)
            .AddSingleton(new MessageReaders(content, SentenceEncoder.Shared, options.Language.Cache!, Console.WriteLine))
            .AddSingleton(services => KnowledgeIndex.OpenWith(content, options.IndexPath, SentenceEncoder.Shared, real, services.GetRequiredService<ILogger<KnowledgeIndex>>()).Index)
            .AddSingleton(services => Loop.ModelOf(options.LanguageModel, content, tokensUsed, count => store.WriteSettingAsync(TokensUsed, count), services.GetRequiredService<ILogger<ModelCalls>>(), real))
            .AddHostedService(services => services.GetRequiredService<Composer>())
            .AddHostedService(services => services.GetRequiredService<WorkWorker>())
            .AddSingleton<NoticeMail>().AddSingleton<NoticeHook>().AddHostedService(services => services.GetRequiredService<StaffTeller>())
            .AddSingleton(services => new StaffNotices(services.GetRequiredService<NoticeMail>(), services.GetRequiredService<NoticeHook>(), TimeZoneInfo.FindSystemTimeZoneById(content.TimeZone), options.PublicUrl is { Length: > 0 } outside ? $"{outside.TrimEnd('/')}/desk" : null))
            .AddHostedService(services => services.GetRequiredService<DeskTeller>()).AddSingleton<DeskStory>().AddSingleton<OtherDeskEndpoints>()
            .AddSingleton<Redemptions>()
            .AddSingleton<Nightly>().AddHostedService(services => services.GetRequiredService<Nightly>())
            .AddHostedService(services => services.GetRequiredService<Dispatcher>())
            .AddSingleton<Texts>().AddSingleton<TwilioAlarm>().AddSingleton<IChannelSender, TwilioSender>().AddSingleton<TwilioEndpoints>()
            .AddSingleton<ServiceHosts>().AddSingleton<SigningKeys>().AddSingleton<InboundTokens>().AddSingleton<OutboundTokens>().AddSingleton<ConnectorClient>().AddSingleton(new ThreadPace(real)).AddSingleton<TeamsStreams>().AddHostedService(services => services.GetRequiredService<TeamsStreams>()).AddHostedService<TeamsTyping>()
            .AddSingleton<IChannelSender, ConnectorSender>().AddSingleton<Newcomers>().AddSingleton<Activities>().AddSingleton<MessagesEndpoint>()
            .AddSingleton(new DirectLineTokens([.. options.DirectLine.Secrets], real, options.DirectLine.TokenSeconds))
            .AddSingleton(new DirectLinePace(options.DirectLine.MessagesPerMinute, options.DirectLine.OpeningsPerMinute))
            .AddSingleton(await FileLinks.OpenAsync(store, real.GetUtcNow())).AddSingleton<FileDownloads>()
            .AddSingleton<DirectLineDoor>().AddSingleton<DirectLinePosts>().AddSingleton<DirectLineStream>().AddSingleton<DirectLineEndpoints>()
            .AddSingleton(await WebChatUsers.OpenAsync(store, real.GetUtcNow())).AddSingleton(new HandOver([.. options.WebChat.HandOverKeys], real)).AddSingleton<ChatEndpoints>()
            .AddSingleton(new ChatPlaces(content.ShopName, [.. options.WebChat.Origins], builder.Environment.IsDevelopment()))
            .AddSingleton(new PurchaseKey(options.Purchases.ApiKey!)).AddSingleton<PurchaseEndpoint>().AddSingleton<RewardEndpoints>().AddSingleton<Improvements>().AddSingleton<ImprovementEndpoint>()
            .AddPeople(options.SignIn, builder.Environment, real).AddDesk().AddTeamsDesk(options, content)
            .AddSingleton(_ => ReadModel.Open(options.InsightsPath, TimeZoneInfo.FindSystemTimeZoneById(content.TimeZone)))
            .AddSingleton<ThemeBook>().AddSingleton<ThemeReader>().AddSingleton<FactReader>().AddHostedService(services => services.GetRequiredService<FactReader>()).AddSingleton<InsightsEndpoints>().AddSingleton<ThemeEndpoints>()
            .AddSingleton<TaskBook>().AddSingleton<Sheets>().AddSingleton<WalkHost>().AddSingleton<WalkEndpoints>().AddSingleton(WalkHost.Forms)
            .AddSingleton(services => new WalkRoom(services.GetRequiredService<WalkHost>().OpenAsync, Path.Combine(options.Data!, "walks"), clock, services.GetRequiredService<ILogger<WalkRoom>>()))
            .AddHostedService(services => services.GetRequiredService<WalkRoom>())
            .AddSingleton(new SampleShopKeys(options.Purchases.ApiKey!, options.DirectLine.Secrets[0])).AddSingleton<SampleShopEndpoints>();
        if (options.OtherDesk.IsWebhook) builder.Services.AddSingleton<IOtherDesk, WebhookDesk>();
        if (options.OtherDesk.IsHub) builder.Services.AddSingleton<IOtherDesk, HubDesk>();
        foreach (var client in new[] { TwilioSender.Client, ConnectorClient.Client, SigningKeys.Client, NoticeHook.Client, WebhookDesk.Client })
        {
            // No redirects: what we send goes where it was checked to go. No loggers: an address may hold a phone number. What is read whole has its limit.
            builder.Services.AddHttpClient(client, c => c.MaxResponseContentBufferSize = 1024 * 1024).RemoveAllLoggers().ConfigurePrimaryHttpMessageHandler(services => new SocketsHttpHandler
            {
                // The Connector's address is somebody else's word; the others stand in our options.
                ConnectCallback = client == ConnectorClient.Client ? (context, cancel) => PublicAddresses.ConnectAsync(context, services.GetRequiredService<ServiceHosts>().MayBePrivate, cancel) : null,

                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(3),

                // Providers have no use for our trace ids.
                ActivityHeadersPropagator = null,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
        }

        builder.Services.AddHttpClient().AddCors().AddProblemDetails();
        if (options.Storage.IsPostgres) builder.Services.AddHostedService(services => new PresenceKeeper(services.GetRequiredService<Presence>(), store, services.GetRequiredService<Changes>(), real));

        var app = builder.Build();
        if (options.TrustedProxies.Count > 0) app.UseForwardedHeaders(Forwarded(options.TrustedProxies));
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // A body that breaks off or comes too slowly is the client's fault and says so. What the store could not take is sent again by channels that hear 503.
            StatusCodeSelector = error => error switch
            {
                BadHttpRequestException bad => bad.StatusCode,
                StoreUnavailableException => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status500InternalServerError,
            },

            // A database that is away is said by the worker once a second; a stack for each message would bury everything else.
            SuppressDiagnosticsCallback = context => context.Exception is StoreUnavailableException,
        });
        app.UseStatusCodePages();
        app.UseMiddleware<SecurityHeaders>();

        // Before what only pages need: what channels send is taken by its endpoint straight away.
        app.UseRouting();
        app.UseStaticFiles(new StaticFileOptions { RequestPath = "/web", FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "web")) });
        app.UseWebSockets();
        app.UseCors();
        app.UseAuthentication();
        app.UseMiddleware<OurPages>();
        app.UseAuthorization();
        app.UseAntiforgery();
        await MapEndpointsAsync(app);
        return app;
    }

    private static async Task MapEndpointsAsync(WebApplication app)
    {
        DirectLineEndpoints.Map(app);
        FileDownloads.Map(app);
        ChatEndpoints.Map(app);
        TwilioEndpoints.Map(app);
        MessagesEndpoint.Map(app);
        PurchaseEndpoint.Map(app);
        RewardEndpoints.Map(app);
        ImprovementEndpoint.Map(app);
        SignInEndpoints.Map(app);
        PeopleEndpoints.Map(app);
        app.MapDesk();
        OtherDeskEndpoints.Map(app);
        InsightsEndpoints.Map(app);
        ThemeEndpoints.Map(app);
        WalkEndpoints.Map(app);
        app.MapManuals();
        app.MapGet("/healthz", () => "ok").AllowAnonymous();
        app.MapGet("/readyz", ReadyAsync).AllowAnonymous();
        if (app.Environment.IsDevelopment())
        {
            SampleShopEndpoints.Map(app);
            app.MapClock();
            await app.Services.GetRequiredService<Travel>().ResumeAsync();
        }
        else
        {
            app.MapGet("/", () => Results.Redirect("/desk/home")).AllowAnonymous();
        }
    }

    // Who is asking, by which name and whether by TLS is for a proxy to say that is known, and for nobody else.
    private static ForwardedHeadersOptions Forwarded(IEnumerable<string> proxies)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (System.Net.IPNetwork.TryParse(proxy, out var network)) forwarded.KnownIPNetworks.Add(network);
            else forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
        }

        return forwarded;
    }

    private static async Task<IResult> ReadyAsync(IStore store)
    {
        if (!await store.IsReadyAsync()) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        var unknown = await store.Outbox.CountUnknownAsync();
        return Results.Text(unknown == 0 ? "ready" : string.Create(CultureInfo.InvariantCulture, $"ready; messages of which nobody knows whether they were heard: {unknown}"));
    }
}
