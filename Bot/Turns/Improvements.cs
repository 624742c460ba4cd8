using System.Collections.Concurrent;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>What became of an improvement among those who had asked for it.</summary>
/// <param name="Noted">How many are going to hear of it.</param>
/// <param name="NotedBefore">How many were to hear of it already, or have.</param>
/// <param name="Unknown">Ids that nobody has.</param>
internal sealed record NotedImprovement(int Noted, int NotedBefore, IReadOnlyList<string> Unknown);

/// <summary>"You said, we did": notes for each of some customers that they are owed a word about an improvement. Each hears it once, when a contact may go; the same again changes nothing.</summary>
internal sealed class Improvements(IStore store, TurnRunner turns)
{
    /// <summary>Where the messages are that may be said.</summary>
    public const string Folder = "Voice/";

    private const int AtOnce = 8;

    /// <param name="says">The message in <c>Prompts/Voice</c>.</param>
    /// <param name="customers">Who had asked for it.</param>
    /// <param name="cancel">Ends it between two customers; whoever was noted stays noted.</param>
    public async Task<NotedImprovement> NoteAsync(string says, IEnumerable<string> customers, CancellationToken cancel)
    {
        var (noted, before, unknown) = (0, 0, new ConcurrentBag<string>());
        await Parallel.ForEachAsync(customers.Distinct(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (customer, _) =>
        {
            if ((await store.LoadCustomerAsync(await store.ResolveAsync(customer))).File is null) unknown.Add(customer);
            else if (await turns.RunAsync(new Turn(customer, "voice", $"{says}|{customer}", new ImprovementMade(says)), CancellationToken.None) is TurnResult.Done) Interlocked.Increment(ref noted);
            else Interlocked.Increment(ref before);
        });
        return new NotedImprovement(noted, before, [.. unknown.Order(StringComparer.Ordinal)]);
    }
}
