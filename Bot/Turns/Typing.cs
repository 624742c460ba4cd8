using System.Collections.Concurrent;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Turns;

/// <summary>Who is writing right now. It is told and kept nowhere: who hears it shows it for a few seconds.</summary>
internal sealed class Typing(Changes changes, TimeProvider clock)
{
    // Whoever writes is told of once in so long, however often they say so.
    private const int MostKept = 10_000;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2.5);

    private readonly ConcurrentDictionary<string, long> told = new();

    /// <summary>For so long it is shown; whoever goes on writing says so again before.</summary>
    public static readonly TimeSpan Shown = TimeSpan.FromSeconds(6);

    /// <summary>An agent at this host writes to the customer in this conversation.</summary>
    public event Action<ConversationKey>? AgentWrites;

    public void TellOfCustomer(string customer)
    {
        if (IsNews(Customer(customer))) changes.Signal(Customer(customer));
    }

    public void TellOfAgent(ConversationKey conversation)
    {
        if (!IsNews(Agent(conversation))) return;
        changes.Signal(Agent(conversation));
        AgentWrites?.Invoke(conversation);
    }

    /// <summary>Rings when this customer writes.</summary>
    public Changes.Watch WatchCustomer(string customer) => changes.On(Customer(customer), ofTheMoment: true);

    /// <summary>Rings when an agent writes in this conversation.</summary>
    public Changes.Watch WatchAgent(ConversationKey conversation) => changes.On(Agent(conversation), ofTheMoment: true);

    private bool IsNews(string what)
    {
        if (told.Count > MostKept) told.Clear();
        if (told.TryGetValue(what, out var last) && clock.GetElapsedTime(last) < Apart) return false;
        told[what] = clock.GetTimestamp();
        return true;
    }

    private static string Customer(string id) => $"writes|{id}";

    private static string Agent(ConversationKey conversation) => $"answers|{conversation.Channel}|{conversation.Id}";
}
