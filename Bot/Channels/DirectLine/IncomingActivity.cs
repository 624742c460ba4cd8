using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Channels.DirectLine;

/// <summary>An activity that a client posts. What we do not know in it is left alone.</summary>
/// <param name="Type">Of which <c>message</c> and <c>endOfConversation</c> do something.</param>
/// <param name="Text">What the customer wrote; empty when only files came.</param>
/// <param name="ClientId">The client's own id of it, by which it is taken once.</param>
/// <param name="Files">Files that stand in it, as <c>data:</c> addresses.</param>
internal sealed record IncomingActivity(string Type, string Text, string? ClientId, IReadOnlyList<NamedBytes> Files)
{
    /// <summary>Whether a hub says what became of a hand-over.</summary>
    public bool IsStatus { get; init; }

    /// <summary>What became of it; null when that is nothing we know.</summary>
    public HandoffState? State { get; init; }

    /// <summary>All of a body, except of one with files.</summary>
    public const int MostBytes = 256 * 1024;

    private const int LongestText = 4000;

    /// <summary>Reads a body; what is wrong stands in its errors, and then the result is not to be used.</summary>
    /// <param name="body">The activity.</param>
    /// <param name="filesBeside">Files that came beside it.</param>
    public static IncomingActivity Read(JsonBody body, int filesBeside)
    {
        var type = body.Text("type", 64);
        var clientId = body.Has("channelData") ? body.Object("channelData").Text("clientActivityID", 200, required: false) : "";
        if (type == "event" && body.Text("name", 200, required: false) == Handover.Status)
        {
            // What says no state that we know is taken and changes nothing.
            var value = body.Has("value") ? body.Object("value") : null;
            return new IncomingActivity(type, value?.Text("message", LongestText, required: false) ?? "", clientId.Length > 0 ? clientId : null, []) { IsStatus = true, State = Handover.StateOf(value?.Text("state", 64, required: false)) };
        }

        if (type != "message") return new IncomingActivity(type, "", null, []);

        // Addresses elsewhere are not fetched for anybody, and cards are nothing that a customer says.
        var files = new List<NamedBytes>();
        foreach (var attachment in body.Objects("attachments", Upload.MostFiles))
        {
            var address = attachment.Text("contentUrl", MostBytes, required: false);
            if (!address.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) continue;
            if (BytesOf(address) is { } bytes) files.Add(new NamedBytes(attachment.Text("name", 1000, required: false), bytes));
            else attachment.Wrong("contentUrl", "must be a file as 'data:TYPE;base64,…'");
        }

        return new IncomingActivity(type, body.Text("text", LongestText, required: files.Count + filesBeside == 0), clientId.Length > 0 ? clientId : null, files);
    }

    private static byte[]? BytesOf(string address)
    {
        var comma = address.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !address.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[(address.Length - comma) / 4 * 3 + 3];
        return Convert.TryFromBase64Chars(address.AsSpan(comma + 1), bytes, out var length) ? bytes[..length] : null;
    }
}

/// <summary>A file as it came: a name that nobody has looked at yet, and what is in it.</summary>
internal sealed record NamedBytes(string Name, byte[] Content);
