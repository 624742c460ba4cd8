using System.Collections.Concurrent;
using System.Net;

namespace FollowUpBot.KillRig;

/// <summary>How customers, channels and shops reach the hosts: any that lives, and if it does not answer, any other, with the same message again. Now and then the same message goes to two hosts at once.</summary>
internal sealed class Door : IDisposable
{
    // Of so many calls one goes to two hosts at once.
    private const int Doubled = 10;

    private readonly IReadOnlyList<Place> places;
    private readonly HttpClient http;
    private int taken, again, doubled;

    public Door(IReadOnlyList<Place> places)
    {
        this.places = places;
        http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1), UseCookies = false }) { Timeout = TimeSpan.FromSeconds(6) };
    }

    public int Taken => Volatile.Read(ref taken);

    /// <summary>How often something was sent again.</summary>
    public int Again => Volatile.Read(ref again);

    /// <summary>How often something was sent to two hosts at once.</summary>
    public int ToTwo => Volatile.Read(ref doubled);

    /// <summary>Answers that are neither a success nor what a host says whose database is away.</summary>
    public ConcurrentDictionary<string, int> Unexpected { get; } = new();

    /// <summary>Asks until a host says yes; the result is what it says. Null when none does in time.</summary>
    public async Task<string?> InsistAsync(Random random, Func<Uri, HttpRequestMessage> make, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            // Where nobody is, knocking all the time only takes the hosts' processor from them.
            if (!places.Any(p => p.IsUp) && random.Next(10) > 0)
            {
                await Task.Delay(random.Next(100, 400), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            var first = TryAsync(Pick(random), make, cancel);
            var second = places.Count > 1 && random.Next(Doubled) == 0 ? TryAsync(Pick(random), make, cancel) : null;
            if (second is not null) Interlocked.Increment(ref doubled);
            var answer = await first;
            if (second is not null) answer = await second ?? answer;
            if (answer is not null)
            {
                Interlocked.Increment(ref taken);
                return answer;
            }

            Interlocked.Increment(ref again);
            await Task.Delay(random.Next(100, 600), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    public void Dispose() => http.Dispose();

    private async Task<string?> TryAsync(Place place, Func<Uri, HttpRequestMessage> make, CancellationToken cancel)
    {
        try
        {
            using var request = make(new Uri(place.Url));
            using var answer = await http.SendAsync(request, cancel);
            var body = await answer.Content.ReadAsStringAsync(cancel);
            if (answer.IsSuccessStatusCode)
            {
                place.Serve();
                return body;
            }

            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) Unexpected.AddOrUpdate($"{(int)answer.StatusCode} {request.RequestUri!.AbsolutePath.Split('/')[1]}: {(body.Length > 300 ? body[..300] : body)}", 1, (_, n) => n + 1);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            // The host is dead, paused or slow; or this is over.
        }

        return null;
    }

    // A client does not know who lives: mostly one that does, sometimes one that does not.
    private Place Pick(Random random)
    {
        var up = places.Where(p => p.IsUp).ToList();
        return up.Count == 0 || random.Next(20) == 0 ? places[random.Next(places.Count)] : up[random.Next(up.Count)];
    }
}
