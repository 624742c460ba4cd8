using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpBot.Bot.Commands;

/// <summary>The prompts and the index as commands without a host use them.</summary>
internal sealed class Shelf
{
    private Shelf(FollowUpOptions options, ShopContent? content, IReadOnlyList<Problem> problems)
    {
        Options = options;
        Content = content;
        Problems = problems;
    }

    public FollowUpOptions Options { get; }

    /// <summary>Null when the prompts have mistakes; they are in <see cref="Problems"/>.</summary>
    public ShopContent? Content { get; }

    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>Why there is no content.</summary>
    public string Fault => $"The prompts have mistakes, the first at {Problems[0]}. See all with: prompts check";

    public static Shelf Open()
    {
        var builder = FollowUpHost.Configure(CommandLine.Flags);

        // Keys are the host's business; commands ask for none.
        builder.Environment.EnvironmentName = Environments.Development;
        var options = FollowUpOptions.Read(builder.Configuration, builder.Environment);
        var (content, problems) = ShopContent.Load(options.Prompts!);
        return new Shelf(options, content, problems);
    }

    /// <summary>The index. One that was imported is taken as it is; the shop's own follows its manuals. Throws <see cref="KnowledgeException"/>.</summary>
    public KnowledgeIndex OpenIndex()
    {
        var path = Options.IndexPath;
        var log = NullLogger.Instance;
        if (IndexFile.IsCurrent(path) && !new IndexBuilder(path, SentenceEncoder.Shared).Knows(KnowledgeIndex.ShopSource)) return KnowledgeIndex.Open(path, SentenceEncoder.Shared, TimeProvider.System, log, Content?.Synonyms, Content?.Catalogue.Products.Select(p => p.Name).ToList());
        return Content is null ? throw new KnowledgeException(Fault) : KnowledgeIndex.OpenWith(Content, path, SentenceEncoder.Shared, TimeProvider.System, log).Index;
    }

    /// <summary>The readers of messages. Throws <see cref="KnowledgeException"/> when the prompts have mistakes.</summary>
    public MessageReaders OpenReaders() => Content is null ? throw new KnowledgeException(Fault) : new MessageReaders(Content, SentenceEncoder.Shared, Options.Language.Cache!, Console.Error.WriteLine);

    /// <summary>What the bot makes of messages. Throws <see cref="KnowledgeException"/> when the prompts have mistakes.</summary>
    public Understanding OpenUnderstanding() => new(Content ?? throw new KnowledgeException(Fault), new Lazy<MessageReaders>(OpenReaders), TimeProvider.System);
}
