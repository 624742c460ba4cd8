using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Desk;

/// <summary>What a case is about and what would help next, in some thirty words, from what is known: no word of it is made up.</summary>
internal static class Summary
{
    private const int WordsOfTheStory = 14, WordsOfTheLatest = 10;

    public static string Of(Conversation conversation, DateTimeOffset now)
    {
        var (found, customer) = (conversation.Case.Case, conversation.Customer);
        var latest = conversation.Lines.LastOrDefault(l => l.Speaker == Speaker.Customer && l.Text.Length > 0)?.Text;
        List<string> said = [];
        if (customer.Latest is { } bought) said.Add($"{bought.Product}, day {Math.Max(0, (int)(now - bought.PurchasedAt).TotalDays)}.");
        if (found.Story.Trim().Length > 0) said.Add($"“{First(found.Story, WordsOfTheStory)}”");
        if (latest is not null && !found.Story.Contains(latest.Trim(), StringComparison.OrdinalIgnoreCase)) said.Add($"Last: “{First(latest, WordsOfTheLatest)}”");
        if (Queue.MoodOf(found.Mood) is { } mood) said.Add($"Sounds {mood}.");
        said.Add(Next(found, customer));
        return string.Join(' ', said);
    }

    private static string Next(Case found, CustomerFile customer) => found switch
    {
        { IsOpen: false } => "Closed.",
        _ when customer.WantsSilence => "Asked us to stop: close it without a word.",
        { Kind: CaseKind.Task } => "Do it, then close it.",
        { Kind: CaseKind.Question, FirstWordAt: null } => "Next: answer the question; it goes to them in our name.",
        { Reopened: > 0, FirstWordAt: null } => "Next: own that it was not solved, then say what is different now.",
        { FirstWordAt: null, Kind: CaseKind.Complaint } => "Next: a first word that names the trouble.",
        { FirstWordAt: null } => "Next: a first word.",
        { Unanswered: > 0 } => "Next: answer what they wrote.",
        _ => "Next: wait, or close it.",
    };

    private static string First(string text, int words)
    {
        var all = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return all.Length <= words ? string.Join(' ', all) : $"{string.Join(' ', all.Take(words))} …";
    }
}
