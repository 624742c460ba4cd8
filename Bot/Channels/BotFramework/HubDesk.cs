using System.Globalization;
using System.Net;
using System.Text.Json;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>
/// A hub to which conversations are handed over by the event <c>handoff.initiate</c> in the conversation itself. On our own Direct Line the event goes with the line by which the customer hears of it;
/// elsewhere the Connector takes it.
/// </summary>
internal sealed class HubDesk(FollowUpOptions options, IStore store, ConnectorClient connector, TravelClock clock) : IOtherDesk
{
    public ConnectedDesk About { get; } = new(options.OtherDesk.Name!, IsHub: true);

    public async Task TellAsync(string customer, DateTimeOffset at, DeskEventNoted noted, CancellationToken cancel)
    {
        if (noted.Place is not { } place) throw new DeskException("there is no conversation to hand over", isFinal: true);
        if (place.Channel == OutgoingRows.OurOwnChannel) return;

        // Teams answers an event with an error, and a text message has none.
        if (place.Channel is MessagesEndpoint.Teams or "sms") throw new DeskException($"{place.Channel} takes no events", isFinal: true);
        var key = new ConversationKey(place.Channel, place.Conversation);
        if (await store.FindCaseAsync(noted.CaseId) is not { } about || await store.FindConversationAsync(key) is not { Reference: { } document } || JsonSerializer.Deserialize(document, BotFrameworkJson.Default.ConversationReference) is not { } reference)
            throw new DeskException("the channel has not said how to speak there", isFinal: true);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(options.OtherDesk.TimeoutSeconds));
        try
        {
            var activity = EventOf(await Handover.OfAsync(store, about, key, place.Sequence), reference, document, place, noted, clock.RealNow);
            using var answer = await connector.SendAsync(reference.ServiceUrl, reference.Conversation, activity, null, limit.Token);
            if (!answer.IsSuccessStatusCode) throw new DeskException($"the Connector answered {(int)answer.StatusCode}", IsFinal(answer.StatusCode));
        }
        catch (HttpRequestException error)
        {
            throw new DeskException($"the Connector: {error.HttpRequestError}", isFinal: false, error);
        }
        catch (Exception error) when (error is ForbiddenHostException or TokenUnavailableException)
        {
            throw new DeskException($"the Connector: {error.Message}", isFinal: error is ForbiddenHostException, error);
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new DeskException($"the Connector did not answer within {options.OtherDesk.TimeoutSeconds} seconds", isFinal: false, error);
        }
    }

    // The id is the same each time it is tried, so that a hub can tell a repeat.
    private static Activity EventOf(Handover handover, ConversationReference reference, string document, LinePlace place, DeskEventNoted noted, DateTimeOffset now) => new()
    {
        Type = "event",
        Name = Handover.Initiate,
        Id = string.Create(CultureInfo.InvariantCulture, $"{noted.CaseId}-handoff-{noted.Sequence}"),
        Timestamp = now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ChannelId = place.Channel,
        From = reference.Bot,
        Recipient = reference.User,
        Conversation = new ConversationAccount(reference.Conversation),
        Value = JsonSerializer.SerializeToElement(handover.Value, BotFrameworkJson.Default.HandoverValue),
        RelatesTo = JsonDocument.Parse(document).RootElement,
        Attachments =
        [
            new Attachment("application/json")
            {
                Name = "Transcript",
                Content = JsonSerializer.SerializeToElement(new HandoverTranscript([.. handover.Lines.Select(l => LineOf(l, reference))]), BotFrameworkJson.Default.HandoverTranscript),
            },
        ],
    };

    private static Activity LineOf(TranscriptLine line, ConversationReference reference) => new()
    {
        Type = "message",
        Id = line.Id,
        Timestamp = line.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        From = line.Speaker == Speaker.Customer ? reference.User with { Role = "user" } : new ChannelAccount(reference.Bot.Id, line.Name ?? reference.Bot.Name) { Role = "bot" },
        Conversation = new ConversationAccount(reference.Conversation),
        Text = line.Text,
    };

    private static bool IsFinal(HttpStatusCode status) => status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized or HttpStatusCode.PreconditionFailed);
}

/// <summary>What was said until then, as the Bot Framework has it.</summary>
internal sealed record HandoverTranscript(IReadOnlyList<Activity> Activities);
