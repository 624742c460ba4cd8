using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.People;

/// <summary>Writes down who of the staff did what. Whoever reads or exports waits until that stands in the store; what is done with a case stands in its facts besides.</summary>
internal sealed class AuditTrail(IStore store, TimeProvider clock) : IDisposable
{
    private const int MostAtOnce = 1000;
    private const int LongestQuestion = 500;

    private readonly SemaphoreSlim turn = new(1);
    private AuditEntry? last;

    /// <param name="who">Their name.</param>
    /// <param name="what">What they did, in a word: <c>case.read</c>.</param>
    /// <param name="about">The id of the case, the customer or the account it was about.</param>
    /// <param name="details">What else is worth knowing; never what a customer said.</param>
    public async Task WriteAsync(string who, string what, string about = "", string details = "")
    {
        await turn.WaitAsync();
        try
        {
            while (true)
            {
                last ??= await store.Audit.LastAsync();
                var entry = new AuditEntry((last?.Number ?? 0) + 1, clock.GetUtcNow(), who, what, about, details).SealedAfter(last?.Seal ?? AuditEntry.Beginning);
                if (await store.Audit.AppendAsync(entry))
                {
                    last = entry;
                    return;
                }

                // Another host wrote the next one.
                last = null;
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public ValueTask<IReadOnlyList<AuditEntry>> ReadAfterAsync(long number, int most) => store.Audit.ReadAfterAsync(number, Math.Min(most, MostAtOnce));

    /// <summary>How many entries there are and the last seal, which is worth keeping elsewhere; and the first entry that does not stand as it was written, or before which one is missing.</summary>
    public static async Task<(long Count, string Seal, long? Broken)> CheckAsync(IAuditLog log)
    {
        var (number, seal) = (0L, AuditEntry.Beginning);
        while (await log.ReadAfterAsync(number, MostAtOnce) is { Count: > 0 } some)
        {
            foreach (var entry in some)
            {
                if (entry.Number != number + 1 || !entry.Follows(seal)) return (number, seal, number + 1);
                (number, seal) = (entry.Number, entry.Seal);
            }
        }

        return (number, seal, null);
    }

    /// <summary>Writes down who asked for what, with the question, before it is answered.</summary>
    public static async ValueTask<object?> WriteFirstAsync(string what, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var asked = $"{request.Path}{request.QueryString}";
        await context.HttpContext.RequestServices.GetRequiredService<AuditTrail>().WriteAsync(context.HttpContext.User.Identity!.Name!, what, "", asked.Length > LongestQuestion ? asked[..LongestQuestion] : asked);
        return await next(context);
    }

    public void Dispose() => turn.Dispose();
}

/// <summary>Endpoints of which stands in the audit who asked.</summary>
internal static class AuditedEndpoints
{
    public static RouteHandlerBuilder Audited(this RouteHandlerBuilder endpoint, string what) => endpoint.AddEndpointFilter((context, next) => AuditTrail.WriteFirstAsync(what, context, next));
}
