using System.Globalization;
using FollowUpBot.Bot.Channels.Sms;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Channels.Twilio;

/// <summary>What Twilio tells us: texts of customers (<c>/sms/twilio</c>) and how ours fared (<c>/sms/twilio/status</c>). Replies leave by the dispatcher, never in the answer.</summary>
internal sealed class TwilioEndpoints(FollowUpOptions options, Texts texts, IStore store, TwilioAlarm alarm)
{
    // What it sends is far shorter; 26,000 signs that are written out by their numbers fit in.
    private const int MostBytes = 256 * 1024;

    private const string Nothing = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response></Response>";

    public static void Map(WebApplication app)
    {
        if (!app.Services.GetRequiredService<FollowUpOptions>().Twilio.IsConfigured) return;
        var endpoints = app.Services.GetRequiredService<TwilioEndpoints>();
        app.MapPost("/sms/twilio", endpoints.ReceiveAsync).AllowAnonymous().DisableAntiforgery();
        app.MapPost("/sms/twilio/status", endpoints.ReportAsync).AllowAnonymous().DisableAntiforgery();
    }

    private async Task<IResult> ReceiveAsync(HttpRequest request, CancellationToken cancel)
    {
        if (await ReadAsync(request, cancel) is not { } form) return Silence.Of(request, StatusCodes.Status403Forbidden);

        // What cannot be answered is taken all the same, so that it is not brought again. Pictures are never fetched: their addresses are Twilio's, and nothing here looks at pictures.
        await texts.TakeAsync(new InboundText(form["From"].ToString(), form["MessageSid"].ToString(), form["Body"].ToString(), NumberIn(form, "NumMedia") ?? 0, form["OptOutType"].ToString() switch
        {
            "STOP" => ProviderTook.Stop,
            "START" => ProviderTook.Start,
            "HELP" => ProviderTook.Help,
            _ => ProviderTook.Nothing,
        }));
        return Results.Text(Nothing, "text/xml");
    }

    private async Task<IResult> ReportAsync(HttpRequest request, CancellationToken cancel)
    {
        if (await ReadAsync(request, cancel) is not { } form) return Silence.Of(request, StatusCodes.Status403Forbidden);
        var (id, status, code) = (form["MessageSid"].ToString(), form["MessageStatus"].ToString(), NumberIn(form, "ErrorCode"));
        if (StageOf(status) is not (var stage and > 0)) return Results.NoContent();
        await store.Outbox.NoteDeliveryAsync(Texts.Channel, id, code is null ? status : string.Create(CultureInfo.InvariantCulture, $"{status} {code}"), stage);
        if (status is not ("undelivered" or "failed")) return Results.NoContent();

        var failure = TwilioFailures.Of(code);
        if (failure == TwilioFailure.Account) alarm.Ring(code);
        if (failure is TwilioFailure.OptedOut or TwilioFailure.Unreachable && await store.Outbox.KnowsProviderIdAsync(Texts.Channel, id))
            await texts.NoteFailureAsync(form["To"].ToString(), id, failure == TwilioFailure.OptedOut);
        return Results.NoContent();
    }

    private static int? NumberIn(IFormCollection form, string name) => int.TryParse(form[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // The form, if it is Twilio's. Whoever else asks learns nothing, not even what was wrong.
    private async Task<IFormCollection?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength is not (>= 0 and <= MostBytes) || !request.HasFormContentType) return null;
        try
        {
            var form = await request.ReadFormAsync(cancel);
            return form.Files.Count == 0 && TwilioSignature.IsRight(request, form, options.Twilio.Tokens, options.Twilio.PublicUrl!) ? form : null;
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
