using System.Text.Json;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>Shows in Teams that an agent writes. It waits for nothing and is never sent again, and where the conversation is at its pace it is left out.</summary>
internal sealed class TeamsTyping(Typing typing, ConnectorClient connector, ThreadPace pace, IStore store, ILogger<TeamsTyping> log) : IHostedService
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(5);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        typing.AgentWrites += Show;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        typing.AgentWrites -= Show;
        return Task.CompletedTask;
    }

    private void Show(ConversationKey key)
    {
        if (key.Channel == MessagesEndpoint.Teams) _ = Task.Run(() => ShowAsync(key));
    }

    private async Task ShowAsync(ConversationKey key)
    {
        try
        {
            if (await store.FindConversationAsync(key) is not { Reference: { } kept } || JsonSerializer.Deserialize(kept, BotFrameworkJson.Default.ConversationReference) is not { } reference || pace.Take(reference.Conversation) > TimeSpan.Zero) return;
            using var call = new CancellationTokenSource(LongestCall);
            using var taken = await connector.SendAsync(reference.ServiceUrl, reference.Conversation, new Activity { Type = "typing", From = reference.Bot, Recipient = reference.User, Conversation = new ConversationAccount(reference.Conversation) }, null, call.Token);
        }
        catch (Exception error)
        {
            log.LogInformation("It is not shown that an agent writes: {Reason}.", error.Message);
        }
    }
}
