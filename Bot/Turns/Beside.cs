using System.Collections.Concurrent;

namespace FollowUpBot.Bot.Turns;

/// <summary>What takes long and is done beside the loop, so that it holds up no customer: each piece of work once at a time.</summary>
internal sealed class Beside : IDisposable
{
    private readonly ConcurrentDictionary<long, Task> underWay = new();
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Ends what is under way when the host stops.</summary>
    public CancellationToken Stopping => stopping.Token;

    public bool IsUnderWay(long work) => underWay.ContainsKey(work);

    /// <summary>Begins it, unless it is under way.</summary>
    /// <param name="work">Its number.</param>
    /// <param name="act">Does it, and deals with what goes wrong itself.</param>
    public void Begin(long work, Func<Task> act)
    {
        // It must stand in the list before it can end and take itself off.
        var listed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (underWay.TryAdd(work, RunAsync(work, act, listed.Task))) listed.SetResult();
    }

    /// <summary>Ends when nothing is under way.</summary>
    public async Task IdleAsync()
    {
        while (!underWay.IsEmpty) await Task.WhenAll(underWay.Values);
    }

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await IdleAsync();
    }

    public void Dispose() => stopping.Dispose();

    private async Task RunAsync(long work, Func<Task> act, Task listed)
    {
        await listed;
        try
        {
            await act();
        }
        finally
        {
            underWay.TryRemove(work, out _);
        }
    }
}
