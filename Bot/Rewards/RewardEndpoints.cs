using System.Threading.RateLimiting;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Rewards;

/// <summary>
/// <c>GET /api/rewards/CODE</c> says what a code is worth, <c>POST /api/rewards/redeem</c> redeems it, under the key of the purchases. Who asks for codes that do not exist is asked to wait:
/// a code is not to be found by trying.
/// </summary>
internal sealed class RewardEndpoints(Redemptions redemptions, FollowUpOptions options) : IDisposable
{
    private const int MostBytes = 4 * 1024, WrongPerMinute = 10;

    private readonly PartitionedRateLimiter<string> guesses = PartitionedRateLimiter.Create<string, string>(who =>
        RateLimitPartition.GetFixedWindowLimiter(who, _ => new FixedWindowRateLimiterOptions { PermitLimit = WrongPerMinute, Window = TimeSpan.FromMinutes(1) }));

    public static void Map(WebApplication app)
    {
        app.MapGet("/api/rewards/{code}", (string code, HttpRequest request, RewardEndpoints endpoints) => endpoints.ShowAsync(code, request)).AllowAnonymous();
        app.MapPost("/api/rewards/redeem", (HttpRequest request, RewardEndpoints endpoints, CancellationToken cancel) => endpoints.RedeemAsync(request, cancel)).AllowAnonymous();
    }

    public void Dispose() => guesses.Dispose();

    private async Task<IResult> ShowAsync(string typed, HttpRequest request)
    {
        if (Refused(request) is { } refused) return refused;
        if (TooMany("", request) is { } wait) return wait;
        return RewardCode.Read(typed) is { } code && await redemptions.FindAsync(code) is { } perk ? Results.Json(Shown(perk)) : Unknown("");
    }

    private async Task<IResult> RedeemAsync(HttpRequest request, CancellationToken cancel)
    {
        if (Refused(request) is { } refused) return refused;
        var (body, error) = await JsonBody.ReadAsync(request, MostBytes, cancel);
        if (body is null) return error!;
        var (typed, order) = (body.Text("code", 64), body.Text("orderId", 64));
        var customer = body.Text("customerId", 64, required: false);
        if (body.Errors.Count > 0) return Results.ValidationProblem(body.Errors.ToDictionary(e => e.Key, e => e.Value.ToArray()), title: "The perk cannot be redeemed like this");

        if (TooMany(customer, request) is { } wait) return wait;
        if (RewardCode.Read(typed) is not { } code || await redemptions.FindAsync(code) is not { } found) return Unknown(customer);
        if (customer.Length > 0 && customer != found.CustomerId)
        {
            // Somebody else's code is told apart from none by nobody but the shop, and counts as a guess.
            guesses.AttemptAcquire(customer);
            return JsonBody.Problem(StatusCodes.Status409Conflict, "This perk belongs to another customer", "It is worth something for the customer it was given to. Ask for the code in their own messages.");
        }

        var (perk, refusal) = await redemptions.RedeemAsync(code, order);
        return refusal switch
        {
            Refusal.RewardUsed => JsonBody.Problem(StatusCodes.Status409Conflict, "This perk was redeemed before", $"It was redeemed with order {perk!.RedeemedWith} on {perk.RedeemedAt:yyyy-MM-dd}."),
            Refusal.RewardExpired => JsonBody.Problem(StatusCodes.Status410Gone, "This perk has ended", $"It was valid until {perk!.ExpiresAt:yyyy-MM-dd}."),
            { } => Unknown(customer),
            null => Results.Json(Shown(perk!)),
        };
    }

    private IResult? Refused(HttpRequest request) => Keys.Refusal(request, options.Purchases.ApiKey!, "FollowUp:Purchases:ApiKey");

    private IResult? TooMany(string who, HttpRequest request)
    {
        using var free = guesses.AttemptAcquire(who, 0);
        if (free.IsAcquired) return null;
        request.HttpContext.Response.Headers.RetryAfter = "60";
        return JsonBody.Problem(StatusCodes.Status429TooManyRequests, "Too many codes that do not exist", $"More than {WrongPerMinute} in a minute. Wait a minute.");
    }

    private IResult Unknown(string who)
    {
        guesses.AttemptAcquire(who);
        return JsonBody.Problem(StatusCodes.Status404NotFound, "There is no perk with this code", "A code has twelve letters and digits, like ABCD-EFGH-JKLM.");
    }

    private static object Shown(Perk perk) => new
    {
        code = perk.Code,
        reward = perk.Reward,
        customerId = perk.CustomerId,
        value = perk.Value,
        currency = perk.Currency,
        state = perk.RedeemedAt is not null ? "redeemed" : perk.IsOpen ? "open" : "ended",
        expiresAt = perk.ExpiresAt,
        redeemedAt = perk.RedeemedAt,
        orderId = perk.RedeemedWith,
    };
}
