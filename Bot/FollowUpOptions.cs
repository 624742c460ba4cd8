using System.Net;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.People;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot;

/// <summary>Every option under <c>FollowUp:</c>; <c>appsettings.sample.json</c> shows them with their defaults.</summary>
internal sealed partial class FollowUpOptions
{
    /// <summary>Folder of the store, the knowledge index and the keys made in Development.</summary>
    public string? Data { get; set; }

    /// <summary>Folder of the prompts.</summary>
    public string? Prompts { get; set; }

    public StorageOptions Storage { get; set; } = new();

    public KnowledgeOptions Knowledge { get; set; } = new();

    public LanguageOptions Language { get; set; } = new();

    public PurchasesOptions Purchases { get; set; } = new();

    public DirectLineOptions DirectLine { get; set; } = new();

    public WebChatOptions WebChat { get; set; } = new();

    /// <summary>Proxies in front of this host, by address or network: only they are believed when they say who asks, and how the host is called outside.</summary>
    public IList<string> TrustedProxies { get; set; } = [];

    public DeskOptions Desk { get; set; } = new();

    public SignInOptions SignIn { get; set; } = new();

    /// <summary>Where people reach this host, without a path: notices to staff lead there.</summary>
    public string? PublicUrl { get; set; }

    public MailOptions Mail { get; set; } = new();

    public NoticesOptions Notices { get; set; } = new();

    public OtherDeskOptions OtherDesk { get; set; } = new();

    public LanguageModelOptions LanguageModel { get; set; } = new();

    public DispatchOptions Dispatch { get; set; } = new();

    public TwilioOptions Twilio { get; set; } = new();

    public BotFrameworkOptions BotFramework { get; set; } = new();

    internal sealed class StorageOptions
    {
        /// <summary><c>Sqlite</c>: one file for one host. <c>Postgres</c>: one database for several hosts.</summary>
        public string Provider { get; set; } = "Sqlite";

        public string? ConnectionString { get; set; }

        /// <summary>After so many days lines of conversations are taken away; null keeps them.</summary>
        public int? KeepTranscriptsDays { get; set; }

        public bool IsPostgres => Provider == "Postgres";
    }

    internal sealed class KnowledgeOptions
    {
        public string? Index { get; set; }
    }

    internal sealed class LanguageOptions
    {
        /// <summary>Folder for what was learned from the example sentences; it may be deleted at any time and is then learned anew.</summary>
        public string? Cache { get; set; }
    }

    internal sealed class PurchasesOptions
    {
        public string? ApiKey { get; set; }
    }

    internal sealed class DirectLineOptions
    {
        public IList<string> Secrets { get; set; } = [];

        /// <summary>How many messages one conversation may send a minute; also the largest burst.</summary>
        public int MessagesPerMinute { get; set; } = 120;

        /// <summary>How many tokens and conversations one address may open a minute without a secret; also the largest burst. An IPv6 network counts as one.</summary>
        public int OpeningsPerMinute { get; set; } = 120;

        /// <summary>How many seconds a token lives; clients refresh one after a quarter of an hour.</summary>
        public int TokenSeconds { get; set; } = 1800;

        /// <summary>How large one file may be that a customer or an agent sends.</summary>
        public int LargestFileKilobytes { get; set; } = 4096;

        public IEnumerable<string> Mistakes()
        {
            const string name = "FollowUp:DirectLine:";
            if (MessagesPerMinute < 1) yield return $"{name}MessagesPerMinute must be 1 or more.";
            if (OpeningsPerMinute < 1) yield return $"{name}OpeningsPerMinute must be 1 or more.";
            if (TokenSeconds is < 2 or > 86400) yield return $"{name}TokenSeconds must be from 2 to 86400.";
            if (LargestFileKilobytes is < 1 or > 65536) yield return $"{name}LargestFileKilobytes must be from 1 to 65536.";
        }
    }

    internal sealed class DeskOptions
    {
        /// <summary>Whether the host prints a one-time link to the desk when it starts; by default in Development, and as long as nobody is there who may let others in.</summary>
        public bool? PrintSignInLink { get; set; }
    }

    /// <summary>Reads and completes the options; throws <see cref="OptionsException"/> with every mistake at once.</summary>
    public static FollowUpOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = new FollowUpOptions();
        var wrong = new List<string>();
        try
        {
            configuration.GetSection("FollowUp").Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException error)
        {
            throw new OptionsException([$"FollowUp: {error.InnerException?.Message ?? error.Message}"]);
        }

        options.Data = Path.GetFullPath(options.Data ?? Path.Combine(environment.ContentRootPath, "data"));
        options.Language.Cache = Path.GetFullPath(options.Language.Cache ?? Path.Combine(options.Data, "learned"));
        options.Prompts = PromptsFolder(configuration, environment);
        if (options.Storage.Provider is not ("Sqlite" or "Postgres")) wrong.Add($"FollowUp:Storage:Provider cannot be '{options.Storage.Provider}'; it is Sqlite or Postgres.");
        if (options.Storage.IsPostgres && string.IsNullOrWhiteSpace(options.Storage.ConnectionString))
            wrong.Add("FollowUp:Storage:ConnectionString is missing: say where the database is, for example Host=localhost;Database=followup;Username=followup;Password=….");
        if (options.Storage.KeepTranscriptsDays is < 1 or > 36500) wrong.Add("FollowUp:Storage:KeepTranscriptsDays must be from 1 to 36500, or left out to keep transcripts for ever.");
        wrong.AddRange(options.DirectLine.Mistakes());
        wrong.AddRange(options.WebChat.Mistakes());
        foreach (var proxy in options.TrustedProxies.Where(p => !IPNetwork.TryParse(p.Contains('/', StringComparison.Ordinal) ? p : $"{p}/{(p.Contains(':', StringComparison.Ordinal) ? 128 : 32)}", out _)))
            wrong.Add($"FollowUp:TrustedProxies: '{proxy}' is no address or network; write it like 10.0.0.5 or 10.0.0.0/8.");
        wrong.AddRange(options.SignIn.Mistakes(environment.IsDevelopment()));
        if (!string.IsNullOrWhiteSpace(options.PublicUrl) && !(Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var outside) && outside is { UserInfo.Length: 0, Query.Length: 0, AbsolutePath: "/" } && (outside.Scheme == "https" || (outside.Scheme == "http" && outside.IsLoopback))))
            wrong.Add("FollowUp:PublicUrl must be the https address under which people reach this host, like https://bot.example.com (http is for this machine only).");
        wrong.AddRange(options.Mail.Mistakes());
        wrong.AddRange(options.Notices.Mistakes());
        wrong.AddRange(options.OtherDesk.Mistakes(environment.IsDevelopment()));
        wrong.AddRange(options.LanguageModel.Mistakes());
        wrong.AddRange(options.Dispatch.Mistakes());
        wrong.AddRange(options.Twilio.Mistakes());
        wrong.AddRange(options.BotFramework.Mistakes(environment.IsDevelopment()));
        if (environment.IsDevelopment())
        {
            options.Desk.PrintSignInLink ??= true;
        }
        else
        {
            if (string.IsNullOrWhiteSpace(options.Purchases.ApiKey)) wrong.Add("FollowUp:Purchases:ApiKey is missing: give the key by which your shop reports sales. (Only in Development is one made for you.)");
            if (options.DirectLine.Secrets.Count == 0) wrong.Add("FollowUp:DirectLine:Secrets:0 is missing: give the secret by which your pages get chat tokens. (Only in Development is one made for you.)");
        }

        foreach (var (secret, name) in options.DirectLine.Secrets.Select((s, i) => (s, $"FollowUp:DirectLine:Secrets:{i}")).Append((options.Purchases.ApiKey ?? Keys.New(), "FollowUp:Purchases:ApiKey")))
            if (secret.Length < 16) wrong.Add($"{name} is shorter than 16 characters; take a random one of 32 or more.");
        return wrong.Count == 0 ? options : throw new OptionsException(wrong);
    }

    /// <summary>The folder of prompts, which is all that commands without a store need.</summary>
    public static string PromptsFolder(IConfiguration configuration, IHostEnvironment environment) =>
        Path.GetFullPath(configuration["FollowUp:Prompts"] ?? DefaultPrompts(environment));

    /// <summary>The SQLite file: the connection string's, or one in the data folder.</summary>
    public string StorePath => Path.GetFullPath(Storage.ConnectionString switch
    {
        null or "" => Path.Combine(Data!, "followup.db"),
        var text when text.Contains('=', StringComparison.Ordinal) => new SqliteConnectionStringBuilder(text).DataSource,
        var path => path,
    });

    /// <summary>What has been counted; it may be deleted while no host runs, and is then counted anew.</summary>
    public string InsightsPath => Path.Combine(Data!, "insights.db");

    public string IndexPath => Knowledge.Index ?? Path.Combine(Data!, "knowledge.db");

    // The source tree's folder when there is one, so that an editor's change counts at the next start; else the copy beside the program.
    private static string DefaultPrompts(IHostEnvironment environment) =>
        new[] { Path.Combine(environment.ContentRootPath, "Prompts"), Path.Combine(environment.ContentRootPath, "..", "Prompts") }
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "shop.yaml")))
        ?? Path.Combine(AppContext.BaseDirectory, "Prompts");
}

/// <summary>The options cannot be used; one sentence for each mistake.</summary>
internal sealed class OptionsException(IReadOnlyList<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes));
