namespace FollowUpBot.Bot.Turns;

/// <summary>One turn at a time for each customer on this host. The version check would hold without it; the lanes only save the work of deciding twice.</summary>
internal sealed class Lanes
{
    // Two customers may share a lane; they then wait for each other, which costs a moment and no memory.
    private readonly SemaphoreSlim[] lanes = [.. Enumerable.Range(0, 1024).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task<Lane> EnterAsync(string customer, CancellationToken cancel)
    {
        var lane = lanes[(uint)customer.GetHashCode(StringComparison.Ordinal) % (uint)lanes.Length];
        await lane.WaitAsync(cancel);
        return new Lane(lane);
    }

    internal readonly struct Lane(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
