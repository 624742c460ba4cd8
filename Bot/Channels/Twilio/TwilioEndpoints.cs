using System.Security.Cryptography;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.Twilio;

/// <summary>What Twilio tells us: texts of customers (<c>/sms/twilio</c>) and how ours fared (<c>/sms/twilio/status</c>). Replies leave by the dispatcher, never in the answer.</summary>
internal sealed class TwilioEndpoints(FollowUpOptions options, Conversations conversations, IStore store)
{
    /// <summary>The channel's name in addresses and conversations; the user is the phone number.</summary>
    public const string Channel = "sms";

    private const int MostBytes = 64 * 1024;
    private const int LongestText = 4000;

    private const string Nothing = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response></Response>";

    public static void Map(WebApplication app)
    {
        if (!app.Services.GetRequiredService<FollowUpOptions>().Twilio.IsConfigured) return;
        var endpoints = app.Services.GetRequiredService<TwilioEndpoints>();
        app.MapPost("/sms/twilio", endpoints.ReceiveAsync).DisableAntiforgery();
        app.MapPost("/sms/twilio/status", endpoints.ReportAsync).DisableAntiforgery();
    }

    private async Task<IResult> ReceiveAsync(HttpRequest request, CancellationToken cancel)
    {
        if (await ReadAsync(request, cancel) is not { } form) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var (from, id, text) = (form["From"].ToString(), form["MessageSid"].ToString(), form["Body"].ToString().Replace("\0", "", StringComparison.Ordinal).Trim());
        if (from.Length is 0 or > 64 || id.Length is 0 or > 64) return Results.StatusCode(StatusCodes.Status400BadRequest);

        // A picture without words says nothing that we could read; it is taken, so that it is not sent again.
        if (text.Length > 0)
        {
            var conversation = await conversations.FindOrMakeAsync(Channel, from, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)));
            var said = await conversations.ChoiceAsync(conversation, text) ?? text;
            await conversations.ReceiveAsync(conversation, id, said.Length > LongestText ? said[..LongestText] : said, clientId: null);
        }

        return Results.Text(Nothing, "text/xml");
    }

    private async Task<IResult> ReportAsync(HttpRequest request, CancellationToken cancel)
    {
        if (await ReadAsync(request, cancel) is not { } form) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var status = form["MessageStatus"].ToString();
        if (StageOf(status) is var stage and > 0) await store.Outbox.NoteDeliveryAsync(Channel, form["MessageSid"].ToString(), status, stage);
        return Results.NoContent();
    }

    // The form, if it is Twilio's. Whoever else asks learns nothing, not even what was wrong.
    private async Task<IFormCollection?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength is not (>= 0 and <= MostBytes) || !request.HasFormContentType) return null;
        try
        {
            var form = await request.ReadFormAsync(cancel);
            return form.Files.Count == 0 && TwilioSignature.IsRight(request, form, options.Twilio.AuthToken!, options.Twilio.PublicUrl!) ? form : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // Reports may come twice and in any order; a later stage is never taken back by an earlier one.
    private static int StageOf(string status) => status switch
    {
        "accepted" or "scheduled" or "queued" => 1,
        "sending" => 2,
        "sent" => 3,
        "delivered" or "partially_delivered" or "undelivered" or "failed" or "canceled" => 4,
        "read" => 5,
        _ => 0,
    };
}
