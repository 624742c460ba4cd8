using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Desk;

/// <summary>Why something could not be done, and the way out, for whoever tried.</summary>
public sealed record Refused(int Status, string Title, string Detail)
{
    public static readonly Refused NotYours = new(StatusCodes.Status403Forbidden, "This is not yours to see or do", "Somebody who may say who does what at the desk can give you another role.");

    public static Refused Of(Refusal why, Case? found, DateTimeOffset now) => why switch
    {
        Refusal.NoSuchCase => new(StatusCodes.Status404NotFound, "There is no such case", "It may have been erased with its customer."),
        Refusal.Closed => Conflict("This case is closed", $"{found?.Owner ?? "Somebody"} has resolved it. If the customer writes again, a new case opens."),
        Refusal.HeldByAnother => Conflict($"{found?.Owner} has this case", $"{found?.Owner} claimed it and replies to the customer. Ask them to release it if you should take over."),
        Refusal.NothingToTake => Conflict("There is nobody to take this case from or to hand it to", "Nobody has it, or you do. Look at it again; claim it if it is in the queue."),
        Refusal.LeaseLost => Conflict("This case is not yours any more", found?.HolderAt(now) is { } holder
            ? $"{holder} has it now. Your words were not sent; copy them if you need them."
            : "It went back to the queue. Claim it again; your words were not sent."),
        Refusal.CustomerStopped => Conflict("The customer asked for no more messages", "Nothing can be sent until they write again. You can still resolve the case."),
        Refusal.NothingSaid => new(StatusCodes.Status400BadRequest, "There is nothing to send", "Write something, or add a file."),
        Refusal.NoFilesThere => Conflict("This customer cannot be sent a file", "Where they write, a file can only be a link, and nobody has said where this host is reached (FollowUp:BotFramework:PublicUrl). Your words were not sent; take the files out and send them."),
        _ => Conflict("An answer is owed", "The customer was promised an answer to this question. Reply first, then resolve."),
    };

    /// <summary>A file that was to be sent is none of theirs in this case.</summary>
    public static readonly Refused NoSuchFile = new(StatusCodes.Status400BadRequest, "A file is not there", "One of the files was taken away, has been sent, or was added by somebody else. Your words were not sent; add the file to this case again.");

    /// <summary>What became of an agent's action: null when it was done.</summary>
    internal static Refused? Of(TurnResult? result, string caseId, DateTimeOffset now) => result switch
    {
        null => Of(Refusal.NoSuchCase, null, now),
        TurnResult.Refused refused => Of(refused.Why, refused.File.Cases.FirstOrDefault(c => c.Id == caseId), now),
        _ => null,
    };

    private static Refused Conflict(string title, string detail) => new(StatusCodes.Status409Conflict, title, detail);
}
