namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>
/// Asks the database together what is asked at the same time: while one round trip is under way, the next one gathers. Nobody waits for company, and a busy host needs a fraction of the
/// commits.
/// </summary>
/// <param name="together">Asks for some at once; the answers stand in the order of the questions. Either all of it becomes true or nothing.</param>
internal sealed class Gathering<TQuestion, TAnswer>(Func<IReadOnlyList<TQuestion>, Task<IReadOnlyList<TAnswer>>> together)
{
    // One round trip at a time: two half as full each cost the server and this host nearly twice as much.
    private const int Most = 64;
    private const int MostAlone = 8;

    private readonly Queue<Waiting> waiting = new();
    private bool isAsking;

    public Task<TAnswer> AskAsync(TQuestion question)
    {
        var one = new Waiting(question);
        lock (waiting)
        {
            waiting.Enqueue(one);
            if (isAsking) return one.Answer.Task;
            isAsking = true;
        }

        _ = RunAsync();
        return one.Answer.Task;
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } some)
        {
            try
            {
                await AnswerAsync(some);
            }
            catch (Exception error) when (some.Count > 1 && error is not StoreUnavailableException)
            {
                // One of them cannot be had like this. The others are not to suffer for it, nor who comes next.
                _ = EachAloneAsync(some);
            }
            catch (Exception error)
            {
                foreach (var one in some) one.Answer.SetException(error);
            }
        }
    }

    private List<Waiting> Take()
    {
        lock (waiting)
        {
            var some = new List<Waiting>(Math.Min(Most, waiting.Count));
            while (some.Count < Most && waiting.TryDequeue(out var one)) some.Add(one);
            isAsking = some.Count > 0;
            return some;
        }
    }

    private async Task EachAloneAsync(List<Waiting> some)
    {
        foreach (var few in some.Chunk(MostAlone)) await Task.WhenAll(few.Select(AloneAsync));
    }

    private async Task AloneAsync(Waiting one)
    {
        try
        {
            await AnswerAsync([one]);
        }
        catch (Exception error)
        {
            one.Answer.SetException(error);
        }
    }

    private async Task AnswerAsync(List<Waiting> some)
    {
        var answers = await together([.. some.Select(one => one.Question)]);
        for (var i = 0; i < some.Count; i++) some[i].Answer.SetResult(answers[i]);
    }

    private sealed record Waiting(TQuestion Question)
    {
        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
