using System.Collections.Concurrent;
using System.Text.Json;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>Finds out whose conversation it is. On Teams a person is who they are in Entra ID, so a sale may name them by that id or by the name they sign in with.</summary>
internal sealed class Newcomers(Conversations conversations, TurnRunner turns, ConnectorClient connector, IStore store, ILogger<Newcomers> log)
{
    private const int MostMet = 100_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // Who was looked up already.
    private readonly ConcurrentDictionary<string, bool> met = new();

    /// <summary>The conversation of who speaks, made now if need be.</summary>
    public async Task<StoredConversation> RecogniseAsync(Activity activity, ConversationReference reference, CancellationToken cancel)
    {
        var channel = Activities.ChannelOf(activity);
        var user = channel == MessagesEndpoint.Teams && Guid.TryParse(activity.From!.AadObjectId, out var id) ? id.ToString("d") : activity.From!.Id!;
        if (channel == MessagesEndpoint.Teams && !met.ContainsKey(user) && await store.CustomerAtAsync(channel, user) is null && await SignInNameAsync(activity, reference, cancel) is { } name && await store.CustomerAtAsync(channel, name) is { } customer)
        {
            // The shop named them by how they sign in; from now on they are known by what never changes.
            // What waits for them where the shop named them can leave now too.
            await store.SaveReferenceAsync(await conversations.FindOrMakeAsync(channel, name, name), JsonSerializer.Serialize(reference, BotFrameworkJson.Default.ConversationReference));
            var stranger = (await conversations.FindAsync(new ConversationKey(channel, reference.Conversation)))?.CustomerId;
            await turns.RunAsync(
                new Turn(customer, channel, $"{user}|recognised", new ConversationOpened())
                {
                    Addresses = [new Address(channel, user, reference.Conversation)],
                    Stranger = stranger?.StartsWith(CustomerFile.StrangerPrefix, StringComparison.Ordinal) == true ? stranger : null,
                },
                cancel);
        }

        if (met.Count >= MostMet) met.Clear();
        met.TryAdd(user, true);
        return await conversations.FindOrMakeAsync(channel, user, reference.Conversation);
    }

    // The sign-in name belongs to a domain that the directory has proved to be its own. The e-mail address beside it is whatever its administrator wrote there, and proves nothing.
    private async Task<string?> SignInNameAsync(Activity activity, ConversationReference reference, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            var member = await connector.MemberAsync(reference.ServiceUrl, reference.Conversation, activity.From!.Id!, limit.Token);
            return member?.UserPrincipalName is { Length: > 0 and <= 320 } name && !name.Contains("#EXT#", StringComparison.OrdinalIgnoreCase) ? name.ToLowerInvariant() : null;
        }
        catch (Exception error) when (!cancel.IsCancellationRequested && error is not StoreUnavailableException)
        {
            // They are a stranger until the shop says otherwise, which is no reason not to hear them.
            log.LogWarning("Who writes on Teams could not be looked up: {Reason}.", error.Message);
            return null;
        }
    }
}
