using System.Diagnostics;
using Spectre.Console;

namespace FollowUpBot.Bot.Commands;

/// <summary>How far long work is, on standard error: a bar for who watches, a line now and then for a log.</summary>
internal static class ProgressBar
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Runs work that is told how to report: what it does, how much is done, and how much there is.</summary>
    public static async Task<T> RunAsync<T>(Func<Action<string, int, int>, Task<T>> work)
    {
        if (Console.IsErrorRedirected) return await work(Lines());
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).StartAsync(context =>
        {
            var tasks = new Dictionary<string, ProgressTask>();
            return work((what, done, all) =>
            {
                if (!tasks.TryGetValue(what, out var task)) tasks[what] = task = context.AddTask(Markup.Escape(what));
                task.MaxValue = Math.Max(all, 1);
                task.Value = done;
            });
        });
    }

    private static Action<string, int, int> Lines()
    {
        var last = Stopwatch.GetTimestamp();
        return (what, done, all) =>
        {
            if (Stopwatch.GetElapsedTime(last) < BetweenLines) return;
            last = Stopwatch.GetTimestamp();
            Console.Error.WriteLine($"{what}: {done} of {all}");
        };
    }
}

/// <summary>Progress that is told at once, on the thread that made it; the framework's own arrives later and out of order.</summary>
internal sealed class Told<T>(Action<T> tell) : IProgress<T>
{
    public void Report(T value) => tell(value);
}
