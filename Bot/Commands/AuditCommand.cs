using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>audit</c>: who of the staff did what, and whether it still stands as it was written.</summary>
internal static class AuditCommand
{
    private const int Page = 1000;

    public static Command Create()
    {
        var who = new Option<string?>("--who") { Description = "Only what this person did." };
        var about = new Option<string?>("--about") { Description = "Only what was done about this case, customer or account." };
        var json = new Option<bool>("--json") { Description = "Print each entry as a line of JSON." };
        var command = new Command("audit", "Who of the staff signed in, read, answered, exported and changed what. Reads the store beside a running host.") { who, about, json };
        command.SetAction((parsed, _) => WithStoreAsync(store => ListAsync(store, parsed.GetValue(who), parsed.GetValue(about), parsed.GetValue(json))));

        var seal = new Option<string?>("--seal") { Description = "A last seal that you kept: checks that it still stands in the audit, so that nothing was cut off after it." };
        var check = new Command("check", "Check that no entry was changed, added in between or taken away. Prints the last seal: keep it elsewhere, and give it the next time.") { seal };
        check.SetAction((parsed, _) => WithStoreAsync(store => CheckAsync(store, parsed.GetValue(seal))));
        command.Subcommands.Add(check);
        return command;
    }

    private static async Task<int> ListAsync(IStore store, string? who, string? about, bool json)
    {
        var found = 0;
        await foreach (var entry in EntriesAsync(store))
        {
            if ((who is not null && !string.Equals(entry.Who, who, StringComparison.OrdinalIgnoreCase)) || (about is not null && entry.About != about)) continue;
            found++;
            Console.WriteLine(json
                ? JsonSerializer.Serialize(new { number = entry.Number, at = entry.At, who = entry.Who, what = entry.What, about = entry.About, details = entry.Details, seal = entry.Seal })
                : string.Create(CultureInfo.InvariantCulture, $"{entry.Number,7}  {entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {entry.Who,-16} {entry.What,-20} {entry.About} {entry.Details}").TrimEnd());
        }

        if (found == 0 && !json) Console.WriteLine(who is null && about is null ? "Nobody of the staff has done anything yet." : "There is nothing of that in the audit.");
        return CommandLine.Ok;
    }

    private static async Task<int> CheckAsync(IStore store, string? kept)
    {
        var (count, last, broken) = await AuditTrail.CheckAsync(store.Audit);
        if (broken is { } number)
        {
            Console.WriteLine($"Entry {number} does not stand as it was written, or one before it is missing. What comes before it is as it was.");
            return CommandLine.Found;
        }

        if (kept is not null && !await EntriesAsync(store).AnyAsync(e => e.Seal == kept))
        {
            Console.WriteLine($"The seal {kept} does not stand in the audit: entries that were there have been taken away, or all of it was written anew.");
            return CommandLine.Found;
        }

        Console.WriteLine($"{count} entr{(count == 1 ? "y" : "ies")}, each as it was written.");
        if (count > 0) Console.WriteLine($"The last seal is {last}");
        return CommandLine.Ok;
    }

    private static async IAsyncEnumerable<AuditEntry> EntriesAsync(IStore store)
    {
        var number = 0L;
        while (await store.Audit.ReadAfterAsync(number, Page) is { Count: > 0 } some)
        {
            foreach (var entry in some) yield return entry;
            number = some[^1].Number;
        }
    }

    private static async Task<int> WithStoreAsync(Func<IStore, Task<int>> act)
    {
        try
        {
            await using var store = await FollowUpHost.OpenStoreToReadAsync(Shelf.Open().Options);
            return await act(store);
        }
        catch (Exception error) when (error is StoreException or StoreUnavailableException)
        {
            return CommandLine.Report(error.Message);
        }
    }
}
