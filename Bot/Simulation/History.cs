using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Simulation;

/// <summary>What happened to one customer, line by line, with what could be left out of it.</summary>
internal sealed class History
{
    private readonly List<string> lines = [];
    private readonly List<ulong> inputs = [];
    private readonly List<ulong> faults = [];

    public IReadOnlyList<string> Lines => lines;

    /// <summary>Keys of what arrived from outside.</summary>
    public IReadOnlyList<ulong> Inputs => inputs;

    /// <summary>Keys of what went wrong.</summary>
    public IReadOnlyList<ulong> Faults => faults;

    /// <summary>How much it takes to understand it.</summary>
    public int Size => inputs.Count + faults.Count;

    public void Begin(string who) => lines.Add(who);

    public void Input(Input input) => inputs.Add(input.Key);

    public void Fault(DateTimeOffset now, ulong key, string what)
    {
        faults.Add(key);
        lines.Add($"{now:yyyy-MM-dd HH:mm:ss}  ! {what}");
    }

    public void Note(DateTimeOffset now, int host, string what) => lines.Add($"{now:yyyy-MM-dd HH:mm:ss}  host {host + 1}: {what}");

    public void Turn(DateTimeOffset now, int host, Input input, Decision decision)
    {
        var next = decision.Next;
        var plan = next.Next is { } planned ? $"next {planned.Step} {planned.OrderId} {planned.At:yyyy-MM-dd HH:mm}" : $"resting: {next.Resting}";
        Note(now, host, $"{input.Id} {Short(input.Meaning.Inbound)} → {(decision.Replies.Count == 0 ? "silence" : string.Join(" + ", decision.Replies.Select(r => r.Prompt)))}; {plan}");
    }

    private static string Short(Inbound inbound) => inbound switch
    {
        CustomerWrote wrote => $"\"{wrote.Text}\"",
        WorkCameDue due => due.Work is CheckInDue check ? $"CheckInDue {check.Step} {check.OrderId}" : due.Work.GetType().Name,
        PurchaseReported sale => $"bought {sale.Purchase.Product} {sale.Purchase.PurchasedAt:yyyy-MM-dd HH:mm}",
        _ => inbound.GetType().Name,
    };
}
