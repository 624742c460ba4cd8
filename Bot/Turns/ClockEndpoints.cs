using System.Globalization;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Turns;

/// <summary><c>/dev/clock</c>: the fast clock, in Development only.</summary>
internal static class ClockEndpoints
{
    private const int MostBytes = 64 * 1024;

    public static void MapClock(this WebApplication app)
    {
        app.MapGet("/dev/clock", async (TravelClock clock, IStore store) => Results.Ok(new { now = clock.GetUtcNow(), nextDueAt = await store.NextDueAtAsync() })).AllowAnonymous();
        app.MapPost("/dev/clock", MoveAsync).AllowAnonymous();
    }

    private static async Task<IResult> MoveAsync(HttpRequest request, Travel travel, TravelClock clock, CancellationToken cancel)
    {
        var (body, error) = await JsonBody.ReadAsync(request, MostBytes, cancel);
        if (body is null) return error!;
        var now = clock.GetUtcNow();
        DateTimeOffset target;
        if (body.Has("advance"))
        {
            if (!TimeSpan.TryParseExact(body.Text("advance", 40), "c", CultureInfo.InvariantCulture, out var by)) return Wrong("'advance' must be d.hh:mm:ss");
            target = by < TimeSpan.Zero ? DateTimeOffset.MinValue : by > Travel.Furthest ? DateTimeOffset.MaxValue : now + by;
        }
        else if (body.Has("to"))
        {
            target = body.Moment("to");
            if (body.Errors.Count > 0) return Wrong("'to' must be a moment like 2026-12-01T09:00:00Z");
        }
        else
        {
            return Wrong("give {\"advance\":\"3.00:00:00\"} or {\"to\":\"2026-12-01T09:00:00Z\"}");
        }

        if (target < now) return Wrong($"the clock only goes forward; it is {now:O}");
        if (target - now > Travel.Furthest) return Wrong($"that is further than {Travel.Furthest.Days} days");
        return Results.Ok(new { now = await travel.ToAsync(target, cancel) });

        static IResult Wrong(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "The clock stays where it is");
    }
}
