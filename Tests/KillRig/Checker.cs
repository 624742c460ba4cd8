using System.Globalization;
using System.Text;

namespace FollowUpBot.KillRig;

/// <summary>Holds what was heard against what was to be heard. The store is asked only about what a channel that cannot be asked did not hear, and for the histories.</summary>
internal sealed class Checker
{
    private const int MostHistories = 20;

    private static readonly TimeSpan Around = TimeSpan.FromSeconds(20);

    private readonly Chronicle chronicle;
    private readonly List<Due> dues;
    private readonly ILookup<(string, string, string), Heard> heard;
    private readonly ILookup<(string, string, string), StoredMessage> stored;
    private readonly List<string> offences = [];

    public Checker(Ledger ledger, IEnumerable<Heard> heard, IEnumerable<StoredMessage> stored, Func<string, string, string, string> whatIs, Chronicle chronicle)
    {
        this.chronicle = chronicle;
        dues = [.. ledger.Dues];
        this.heard = heard.ToLookup(h => (h.Channel, h.Customer, whatIs(h.Channel, h.Customer, h.Text)));
        this.stored = stored.ToLookup(s => (s.Channel, s.Customer, whatIs(s.Channel, s.Customer, s.Text)));
        Check();
    }

    /// <summary>By channel.</summary>
    public Dictionary<string, (int Heard, int Twice, int Lost)> Channels { get; } = new() { ["directline"] = default, ["sms"] = default, ["msteams"] = default };

    public IReadOnlyList<string> Offences => offences;

    /// <summary>Not heard, and listed in the store as unknown.</summary>
    public List<Due> Unknown { get; } = [];

    /// <summary>Heard, and listed in the store as unknown.</summary>
    public int UnknownButHeard { get; private set; }

    /// <summary>Heard, and to be heard by nobody.</summary>
    public int Strange { get; private set; }

    /// <summary>Never taken by any host.</summary>
    public int NeverTaken { get; private set; }

    /// <summary>Heard later than what was said to the same customer after it.</summary>
    public int OutOfOrder { get; private set; }

    /// <summary>Seconds from the host's word that it had taken a message to the customer's ear.</summary>
    public List<double> Waits { get; } = [];

    private void Check()
    {
        var known = new HashSet<(string, string, string)>();
        foreach (var due in dues)
        {
            var key = (due.Channel, due.Customer, due.What);
            known.Add(key);
            var times = heard[key].Count();
            var unknown = stored[key].Any(s => s.State == "unknown");
            var counts = Channels[due.Channel];
            if (times > 0) counts.Heard++;
            if (times > 0 && unknown) UnknownButHeard++;
            if (heard[key].Select(h => h.At).Min() is { } at && due.TakenAt is { } taken) Waits.Add(Math.Max(0, (at - taken).TotalSeconds));
            if (times > 1)
            {
                counts.Twice++;
                Accuse($"Heard {times} times", due);
            }
            else if (due.TakenAt is null)
            {
                NeverTaken++;
                Accuse("Never taken by any host", due);
            }
            else if (times == 0 && unknown && due.Channel == "msteams")
            {
                Unknown.Add(due);
            }
            else if (times == 0)
            {
                counts.Lost++;
                Accuse("Lost", due);
            }

            Channels[due.Channel] = counts;
        }

        foreach (var stranger in heard.Where(h => !known.Contains(h.Key)))
        {
            Strange++;
            offences.Add($"Heard, and to be heard by nobody: {stranger.Key.Item1}, {stranger.Key.Item2}: {string.Join(" / ", stranger.Select(h => h.Text))}");
        }

        // A text waits for the one before it, so a customer hears the answers in the order of the messages.
        foreach (var conversation in dues.Where(d => d.Channel == "sms").GroupBy(d => d.Customer))
        {
            var last = DateTimeOffset.MinValue;
            foreach (var due in conversation.Where(d => d.What is not Speech.CheckIn && !d.What.StartsWith("thank", StringComparison.Ordinal)))
            {
                if (heard[(due.Channel, due.Customer, due.What)].Select(h => h.At).Min() is not { } at) continue;
                if (at < last) OutOfOrder++;
                else last = at;
            }
        }
    }

    /// <summary>Adds what is wrong and belongs to no message.</summary>
    public void Accuse(string what) => offences.Add(what);

    private void Accuse(string what, Due due)
    {
        if (offences.Count >= MostHistories)
        {
            offences.Add($"{what}: {due.Channel}, {due.Customer}, {due.What}");
            return;
        }

        var key = (due.Channel, due.Customer, due.What);
        var history = new StringBuilder();
        history.Append(CultureInfo.InvariantCulture, $"{what}: {due.Channel}, {due.Customer}, {due.What}").AppendLine();
        history.Append(CultureInfo.InvariantCulture, $"  first sent in at {due.PostedAt:HH:mm:ss.fff}, taken at {due.TakenAt:HH:mm:ss.fff}").AppendLine();
        foreach (var once in heard[key]) history.Append(CultureInfo.InvariantCulture, $"  heard {once.At:HH:mm:ss.fff}: {once.Text.Split('\n')[0]}").AppendLine();
        foreach (var row in stored[key])
            history.Append(CultureInfo.InvariantCulture, $"  the store has {row.Key}: {row.State}, owner {row.Owner}, fence {row.Fence}, attempts {row.Attempts}, provider's id {row.ProviderId ?? "none"}, reason: {row.Reason ?? "none"}").AppendLine();
        if (!stored[key].Any()) history.AppendLine("  the store has no row of it");
        var from = due.PostedAt - TimeSpan.FromSeconds(5);
        var to = heard[key].Select(h => h.At).Max() ?? (due.TakenAt ?? due.PostedAt) + Around;
        foreach (var line in chronicle.Between(from, to + TimeSpan.FromSeconds(1))) history.Append("    ").AppendLine(line);
        offences.Add(history.ToString().TrimEnd());
    }
}
