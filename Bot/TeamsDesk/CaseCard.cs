using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Desk;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.TeamsDesk;

/// <summary>
/// A case as everybody in a channel sees it. Only the customer's first name is on it, no word of theirs and no way to reach them. It says nothing that changes by itself, so the same case is the same
/// card, and one that is another is shown anew.
/// </summary>
/// <param name="zone">Where the shop is.</param>
/// <param name="desk">The address of the desk; null when nobody outside reaches this host.</param>
/// <param name="clock">The customers'.</param>
internal sealed class CaseCard(TimeZoneInfo zone, string? desk, TimeProvider clock)
{
    public const int LongestReply = 4000;

    /// <summary>What stands in the data of our buttons: what they do, with which case, as whom of its owners, and since when that is so.</summary>
    public const string Act = "desk", CaseId = "case", Lease = "lease", Since = "since", Words = "words";

    public const string Claim = "claim", Reply = "reply";

    /// <summary>The card of a case as it is now.</summary>
    public JsonElement Of(StoredCase stored)
    {
        var about = stored.Case;
        var holder = about.IsOpen ? about.HolderAt(clock.GetUtcNow()) : null;
        var body = new JsonArray(TeamsCard.Text(Title(stored), "Medium", isBold: true), TeamsCard.Text(Standing(about, holder), "Default", isBold: false), Facts(about));
        var actions = new JsonArray();
        if (holder is not null)
        {
            body.Add(new JsonObject { ["type"] = "Input.Text", ["id"] = Words, ["label"] = $"What {holder} writes to {FirstName(stored)}", ["isMultiline"] = true, ["maxLength"] = LongestReply });
            actions.Add(Button(about, Reply, "Reply"));
        }
        else if (about.IsOpen)
        {
            actions.Add(Button(about, Claim, "Claim"));
        }

        if (desk is not null) actions.Add(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Open at the desk", ["url"] = $"{desk}/all/{Uri.EscapeDataString(about.Id)}" });
        return TeamsCard.Card(body, actions);
    }

    /// <summary>What a notice of it says, and who cannot see cards.</summary>
    public static string Summary(StoredCase stored) => $"{Title(stored)}: {(stored.Case.Level > 0 ? "nobody has written in time" : "a new case")}";

    private static string Title(StoredCase stored) => $"{FirstName(stored)}: {CaseWords.Of(stored.Case.Kind)}";

    private static string FirstName(StoredCase stored) => stored.CustomerName?.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "A customer";

    private static string Standing(Case about, string? holder) => about switch
    {
        { IsOpen: false } => $"Closed by {about.Owner ?? "somebody"}.",
        _ when holder is null => about.FirstWordAt is null ? "Nobody has it." : "Nobody has it any more.",
        { FirstWordAt: null } => $"{Of(holder, about)} has it.",
        _ => $"{Of(holder, about)} has it, and has written.",
    };

    private static string Of(string holder, Case about) => about.Desk is null ? holder : $"{holder} ({about.Desk})";

    private JsonObject Facts(Case about)
    {
        var facts = new List<(string Title, string Value)> { ("About", about.Reason) };
        if (about.Product is { } product) facts.Add(("Product", product));
        facts.Add(("Waits since", Queue.Moment(about.WaitsSince ?? about.OpenedAt, zone)));
        if (about.FirstWordAt is null) facts.Add(("A word promised by", Queue.Moment(about.FirstWordBy, zone)));
        if (about.CallBack is { KeptAt: null } call) facts.Add(("A call promised for", Queue.Moment(call.At, zone)));
        if (about.Priority != Priority.Normal) facts.Add(("Priority", $"{about.Priority}"));
        if (about.Level > 0) facts.Add(("Level", string.Create(CultureInfo.InvariantCulture, $"{about.Level}{(about.Team is { } team ? $", with {team}" : "")}")));
        return new JsonObject { ["type"] = "FactSet", ["facts"] = new JsonArray([.. facts.Select(f => (JsonNode)new JsonObject { ["title"] = f.Title, ["value"] = TeamsCard.Plain(f.Value) })]) };
    }

    // An answer moves the end of the lease, so the button of a card that shows it is another than before: pressed twice by one card it is one press.
    private static JsonObject Button(Case about, string act, string title) => new()
    {
        ["type"] = "Action.Execute",
        ["title"] = title,
        ["verb"] = $"{Act}.{act}",
        ["data"] = new JsonObject
        {
            [Act] = act,
            [CaseId] = about.Id,
            [Lease] = about.Lease.ToString(CultureInfo.InvariantCulture),
            [Since] = (about.LeaseUntil?.ToUnixTimeMilliseconds() ?? 0).ToString(CultureInfo.InvariantCulture),
        },
    };
}
