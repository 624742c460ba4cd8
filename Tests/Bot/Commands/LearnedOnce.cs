using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Tests.Bot.Commands;

/// <summary>Learns from the example sentences before programs are started that would each learn for themselves.</summary>
public sealed class LearnedOnce
{
    private static readonly Lazy<bool> Learned = new(Learn);

    public LearnedOnce() => Assert.True(Learned.Value);

    private static bool Learn()
    {
        var (content, _) = ShopContent.Load(TestHost.PromptsFolder);
        return new MessageReaders(content!, SentenceEncoder.Shared, TestHost.LearnedFolder).For(PromptLibrary.DefaultLocale) is not null;
    }
}
