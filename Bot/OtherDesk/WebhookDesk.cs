using System.Net;
using System.Text.Json;
using FollowUpBot.Bot.Notices;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.OtherDesk;

/// <summary>A helpdesk, or the adapter before it, to which events are posted, signed like notices.</summary>
internal sealed class WebhookDesk(FollowUpOptions options, DeskStory story, IHttpClientFactory http, TravelClock clock) : IOtherDesk
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Client = "other-desk";

    public ConnectedDesk About { get; } = new(options.OtherDesk.Name!, IsHub: false);

    public async Task TellAsync(string customer, DateTimeOffset at, DeskEventNoted noted, CancellationToken cancel)
    {
        var body = JsonSerializer.Serialize(await story.OfAsync(customer, at, noted), OtherDeskJson.Default.EventBody);

        // By the real time: receivers refuse what is old.
        using var request = NoticeHook.RequestTo(new Uri(options.OtherDesk.Url!), DeskStory.IdOf(noted), body, options.OtherDesk.Secret!, clock.RealNow);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(options.OtherDesk.TimeoutSeconds));
        try
        {
            using var answer = await http.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (answer.IsSuccessStatusCode) return;
            throw new DeskException($"it answered {(int)answer.StatusCode}", IsFinal(answer.StatusCode));
        }
        catch (HttpRequestException error)
        {
            throw new DeskException($"{error.HttpRequestError}", isFinal: false, error);
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new DeskException($"no answer within {options.OtherDesk.TimeoutSeconds} seconds", isFinal: false, error);
        }
    }

    // What it will never take. That it is busy or was too slow passes.
    private static bool IsFinal(HttpStatusCode status) => status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);
}
