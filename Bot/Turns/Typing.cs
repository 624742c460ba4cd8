using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Turns;

/// <summary>Who is writing right now. It is told and kept nowhere: who hears it shows it for a few seconds.</summary>
internal sealed class Typing(Changes changes)
{
    /// <summary>For so long it is shown; whoever goes on writing says so again before.</summary>
    public static readonly TimeSpan Shown = TimeSpan.FromSeconds(6);

    /// <summary>An agent at this host writes to the customer in this conversation.</summary>
    public event Action<ConversationKey>? AgentWrites;

    public void TellOfCustomer(string customer) => changes.Signal(Customer(customer));

    public void TellOfAgent(ConversationKey conversation)
    {
        changes.Signal(Agent(conversation));
        AgentWrites?.Invoke(conversation);
    }

    /// <summary>Rings when this customer writes.</summary>
    public Changes.Watch WatchCustomer(string customer) => changes.On(Customer(customer));

    /// <summary>Rings when an agent writes in this conversation.</summary>
    public Changes.Watch WatchAgent(ConversationKey conversation) => changes.On(Agent(conversation));

    private static string Customer(string id) => $"writes|{id}";

    private static string Agent(ConversationKey conversation) => $"answers|{conversation.Channel}|{conversation.Id}";
}
