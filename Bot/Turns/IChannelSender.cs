using System.Net;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Turns;

/// <summary>Hands messages to a channel's provider. It sends once: who calls it decides whether to try again, for only they know what is written down.</summary>
internal interface IChannelSender
{
    bool Serves(string channel);

    /// <summary>How many characters a message may have; what is longer and stands nowhere else is said in several.</summary>
    int Longest => int.MaxValue;

    /// <summary>How many of them a link to a file takes, where files are shown as links.</summary>
    int LongestLink => 0;

    /// <summary>Whether a customer there can be given a file, if only as a link.</summary>
    bool CarriesFiles => true;

    /// <summary>Sends a message once. An exception means that it cannot be known whether the provider took it, unless no connection was made.</summary>
    Task<SendResult> SendAsync(Outgoing message, CancellationToken cancel);

    /// <summary>The ids of messages the provider has that may be this one, the oldest first; null when the provider cannot be asked. Throws when there is no answer now.</summary>
    Task<IReadOnlyList<string>?> FindAsync(Outgoing message, CancellationToken cancel);
}

/// <summary>What a provider made of a message.</summary>
internal abstract record SendResult
{
    public sealed record Accepted(string? ProviderId) : SendResult;

    /// <summary>It provably did not take it and may take it later.</summary>
    public sealed record Refused(string Reason, TimeSpan? RetryAfter = null) : SendResult;

    /// <summary>It will never take it.</summary>
    /// <param name="Reason">In a few words; no customer's data.</param>
    /// <param name="OptedOut">Because the customer told the provider to stop.</param>
    /// <param name="Unreachable">Because nothing can be brought to that address.</param>
    public sealed record Rejected(string Reason, bool OptedOut = false, bool Unreachable = false) : SendResult;

    /// <summary>It was not asked: we would have been above its pace. This is no refusal and counts as none.</summary>
    public sealed record Later(TimeSpan After, string Reason) : SendResult;

    /// <summary>It may have taken it.</summary>
    public sealed record Unclear(string Reason) : SendResult;

    /// <summary>What an HTTP answer other than success means. 5xx is no proof of anything: providers say it after they have accepted.</summary>
    public static SendResult Of(HttpResponseMessage answer, string? code, DateTimeOffset now)
    {
        var reason = code is null ? $"HTTP {(int)answer.StatusCode}" : $"HTTP {(int)answer.StatusCode}, {code}";
        return (int)answer.StatusCode switch
        {
            // The keys are ours and the address is configured: what is wrong there is put right by the operator, not by dropping messages.
            (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.Unauthorized or (>= 300 and < 400) => new Refused(reason, Wait(answer, now)),
            (int)HttpStatusCode.RequestTimeout or >= 500 or < 300 => new Unclear(reason),
            _ => new Rejected(reason),
        };
    }

    /// <summary>What an exception means: only where no connection was made can nothing have been taken.</summary>
    public static SendResult Of(Exception error) => error switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } refused => new Refused($"{refused.HttpRequestError}"),
        HttpRequestException broken => new Unclear($"{broken.HttpRequestError}"),
        OperationCanceledException => new Unclear("no answer in time"),
        _ => new Unclear(error.GetType().Name),
    };

    private static TimeSpan? Wait(HttpResponseMessage answer, DateTimeOffset now) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - now,
        _ => null,
    };
}
