using System.Globalization;
using System.Text.Json;
using FollowUpBot.Bot.Storage.Sqlite;

namespace FollowUpBot.Bot.Turns;

/// <summary><c>/dev/clock</c>: the fast clock, in Development only.</summary>
internal static class ClockEndpoints
{
    public static void MapClock(this WebApplication app)
    {
        app.MapGet("/dev/clock", (TravelClock clock, SqliteStore store) => new { now = clock.GetUtcNow(), nextDueAt = store.NextDueAt() });
        app.MapPost("/dev/clock", MoveAsync);
    }

    private static async Task<IResult> MoveAsync(HttpRequest request, Travel travel, TravelClock clock, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        DateTimeOffset target;
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, default, cancel);
            var root = body.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return Wrong("the body must be a JSON object");
            if (root.TryGetProperty("advance", out var advance) && advance.ValueKind == JsonValueKind.String)
            {
                if (!TimeSpan.TryParseExact(advance.GetString(), "c", CultureInfo.InvariantCulture, out var by)) return Wrong("'advance' must be d.hh:mm:ss");
                target = by < TimeSpan.Zero || by > Travel.Furthest ? DateTimeOffset.MinValue : now + by;
            }
            else if (root.TryGetProperty("to", out var to) && to.ValueKind == JsonValueKind.String)
            {
                if (!to.TryGetDateTimeOffset(out target)) return Wrong("'to' must be a moment like 2026-12-01T09:00:00Z");
            }
            else
            {
                return Wrong("give {\"advance\":\"3.00:00:00\"} or {\"to\":\"2026-12-01T09:00:00Z\"}");
            }
        }
        catch (JsonException)
        {
            return Wrong("the body is not JSON");
        }

        if (target < now) return Wrong($"the clock only goes forward; it is {now:O}");
        if (target - now > Travel.Furthest) return Wrong($"that is further than {Travel.Furthest.Days} days");
        return Results.Ok(new { now = await travel.ToAsync(target, cancel) });

        static IResult Wrong(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "The clock stays where it is");
    }
}
