using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Purchases;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot;

/// <summary>The loop as services: what the host and a walk have in common. What is read only and heavy (readers, index, model), senders, and what runs by itself, each adds for itself.</summary>
internal static class Loop
{
    /// <summary>Everything that takes turns on one store by one clock.</summary>
    public static IServiceCollection AddLoop(this IServiceCollection services, FollowUpOptions options, ShopContent content, IStore store, TravelClock clock) => services
        .AddSingleton(options).AddSingleton(content).AddSingleton(content.Prompts).AddSingleton(store)
        .AddSingleton(clock).AddSingleton<TimeProvider>(clock)
        .AddSingleton<Changes>().AddSingleton<Typing>().AddSingleton<Presence>().AddSingleton<Budgets>().AddSingleton<Understanding>()
        .AddSingleton<TurnRunner>().AddSingleton(provider => new Lazy<TurnRunner>(provider.GetRequiredService<TurnRunner>))
        .AddSingleton<Conversations>().AddSingleton<Cases>().AddSingleton<Sales>().AddSingleton<UnfinishedAnswers>()
        .AddSingleton<Composer>().AddSingleton<StaffTeller>().AddSingleton<DeskTeller>().AddSingleton<WorkWorker>().AddSingleton<Travel>()
        .AddSingleton(new Backoff(Random.Shared)).AddSingleton<Delivery>().AddSingleton<Departures>().AddSingleton<Dispatcher>();

    /// <summary>The language model, or what says that there is none.</summary>
    /// <param name="options">How it is reached.</param>
    /// <param name="content">Its instructions.</param>
    /// <param name="tokensUsed">What was kept of the tokens used today.</param>
    /// <param name="keep">Keeps that.</param>
    /// <param name="log">For its failures.</param>
    /// <param name="real">The clock by which tokens are counted.</param>
    public static LanguageModel ModelOf(FollowUpOptions.LanguageModelOptions options, ShopContent content, string? tokensUsed, Func<string, Task> keep, ILogger<ModelCalls> log, TimeProvider real)
    {
        var budget = new TokenBudget(options.TokensPerConversation, options.TokensPerDay, tokensUsed, keep, real);
        return new LanguageModel(new ModelCalls(options, options.IsConfigured ? ModelConnection.Open(options) : null, budget, new Breaker(real), log), content.Prompts);
    }
}
