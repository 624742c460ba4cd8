using System.Globalization;
using System.Text;

namespace FollowUpBot.KillRig;

/// <summary>What became of everything that customers were to hear, by the ledger.</summary>
internal sealed record Verdict
{
    public required IReadOnlyList<(string What, string Value)> Table { get; init; }

    /// <summary>Each with its history.</summary>
    public required IReadOnlyList<string> Offences { get; init; }

    public bool IsGood => Offences.Count == 0;

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (what, value) in Table) text.Append(CultureInfo.InvariantCulture, $"{what,-58} {value}").AppendLine();
        foreach (var offence in Offences) text.AppendLine().AppendLine(offence);
        return text.ToString();
    }
}
