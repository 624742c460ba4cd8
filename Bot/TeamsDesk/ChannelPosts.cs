using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.TeamsDesk;

/// <summary>
/// Puts cards into channels by the Connector, at the pace that Teams allows. Each call is made once; a channel where one failed rests, longer after each failure, and is tried again by who asks.
/// </summary>
internal sealed class ChannelPosts(ConnectorClient connector, ThreadPace pace, Backoff backoff, TravelClock clock, ILogger<ChannelPosts> log)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Rest> resting = new();

    /// <summary>How long nothing is to be tried in a channel; zero when it may be.</summary>
    public TimeSpan RestOf(LinkedChannel channel) => resting.TryGetValue(channel.Id, out var rest) && rest.For - clock.GetElapsedTime(rest.Since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Begins a thread with a card.</summary>
    public Task<PostResult> PostAsync(LinkedChannel channel, JsonElement card, string summary, CancellationToken cancel) => CallAsync(channel, limit => connector.CreateConversationAsync(
        channel.ServiceUrl,
        new ConversationParameters(channel.Bot)
        {
            IsGroup = true,
            TenantId = channel.Tenant,
            ChannelData = TeamsActivity.Element(new JsonObject { ["channel"] = new JsonObject { ["id"] = channel.Id }, ["tenant"] = new JsonObject { ["id"] = channel.Tenant } }),
            Activity = ActivityOf(channel, channel.Id, card, summary),
        },
        limit), cancel);

    /// <summary>Shows another card in the place of one.</summary>
    public Task<PostResult> UpdateAsync(LinkedChannel channel, PostedCard posted, JsonElement card, string summary, CancellationToken cancel) =>
        CallAsync(channel, limit => connector.UpdateAsync(channel.ServiceUrl, posted.Conversation!, posted.Activity!, ActivityOf(channel, posted.Conversation!, card, summary), limit), cancel);

    /// <summary>Answers a message in its thread. Who hears nothing writes again, so it is tried once.</summary>
    public async Task AnswerAsync(Activity asked, ConversationReference reference, string text, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Longest);
        try
        {
            var said = new Activity { Type = "message", Text = text, TextFormat = "plain", ReplyToId = asked.Id, From = reference.Bot, Recipient = reference.User, Conversation = new ConversationAccount(reference.Conversation) };
            using var answer = await connector.SendAsync(reference.ServiceUrl, reference.Conversation, said, asked.Id, limit.Token);
            if (!answer.IsSuccessStatusCode) log.LogWarning("An answer to a team was not taken: HTTP {Status}.", (int)answer.StatusCode);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or ForbiddenHostException or TokenUnavailableException && !cancel.IsCancellationRequested)
        {
            log.LogWarning("An answer to a team was not taken: {Reason}.", error.Message);
        }
    }

    // What shows no cards, like a notice, has the words.
    private static Activity ActivityOf(LinkedChannel channel, string conversation, JsonElement card, string summary) => new()
    {
        Type = "message",
        Summary = summary,
        From = channel.Bot,
        Conversation = new ConversationAccount(conversation),
        Attachments = [new Attachment(TeamsCard.ContentType) { Content = card }],
    };

    private async Task<PostResult> CallAsync(LinkedChannel channel, Func<CancellationToken, Task<HttpResponseMessage>> call, CancellationToken cancel)
    {
        if (pace.Take(channel.Id) is var wait && wait > TimeSpan.Zero)
        {
            resting[channel.Id] = new Rest(0, clock.GetTimestamp(), wait);
            return new PostResult.Later("the channel is at its pace", null) { IsPace = true };
        }

        var result = await TryAsync(call, cancel);
        if (result is PostResult.Later later) Delay(channel, later);
        else resting.TryRemove(channel.Id, out _);
        return result;
    }

    private void Delay(LinkedChannel channel, PostResult.Later later)
    {
        var failures = resting.GetValueOrDefault(channel.Id).Failures;
        resting[channel.Id] = new Rest(failures + 1, clock.GetTimestamp(), backoff.After(failures, later.After));
    }

    private async Task<PostResult> TryAsync(Func<CancellationToken, Task<HttpResponseMessage>> call, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Longest);
        try
        {
            using var answer = await call(limit.Token);
            return answer.IsSuccessStatusCode && await ConnectorClient.ReadAsync(answer, BotFrameworkJson.Default.ConversationResource, limit.Token) is var made ? new PostResult.Taken(made?.Id, made?.ActivityId) : Of(answer);
        }
        catch (ForbiddenHostException error)
        {
            return new PostResult.Rejected(error.Message, IsThere: true);
        }
        catch (TokenUnavailableException error)
        {
            return new PostResult.Later($"there is no token for the Connector: {error.Message}", null);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return new PostResult.Later(error is OperationCanceledException ? "no answer in time" : error.Message, null);
        }
    }

    private PostResult Of(HttpResponseMessage answer) => SendResult.Of(answer, null, clock.RealNow) switch
    {
        _ when answer.StatusCode == HttpStatusCode.Forbidden => new PostResult.Removed(),
        SendResult.Refused refused => new PostResult.Later(refused.Reason, refused.RetryAfter),
        SendResult.Rejected rejected => new PostResult.Rejected(rejected.Reason, IsThere: answer.StatusCode != HttpStatusCode.NotFound),

        // It may have been taken. A card that stands there twice does less harm than one that nobody sees.
        _ => new PostResult.Later($"HTTP {(int)answer.StatusCode}", null),
    };

    /// <param name="Failures">How many there were in a row.</param>
    /// <param name="Since">By the clock's timestamp.</param>
    /// <param name="For">How long.</param>
    private readonly record struct Rest(int Failures, long Since, TimeSpan For);
}

/// <summary>What the Connector made of a card.</summary>
internal abstract record PostResult
{
    /// <summary>It is there.</summary>
    public sealed record Taken(string? Conversation, string? Activity) : PostResult;

    /// <summary>To be tried again.</summary>
    /// <param name="Reason">In a few words.</param>
    /// <param name="After">How long it asks us to wait; null when it does not say.</param>
    public sealed record Later(string Reason, TimeSpan? After) : PostResult
    {
        /// <summary>Whether we would have been above the channel's pace, which is no failure.</summary>
        public bool IsPace { get; init; }
    }

    /// <summary>The bot may not write there any more.</summary>
    public sealed record Removed : PostResult;

    /// <summary>It will never take this.</summary>
    /// <param name="Reason">In a few words.</param>
    /// <param name="IsThere">Whether the channel or the card is there at all.</param>
    public sealed record Rejected(string Reason, bool IsThere) : PostResult;
}
