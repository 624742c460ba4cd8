using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Desk;

/// <summary>What things are called at the desk.</summary>
internal static class CaseWords
{
    public static string Of(CaseKind kind) => kind switch
    {
        CaseKind.Question => "Question",
        CaseKind.Person => "Wants a person",
        CaseKind.Complaint => "Complaint",
        _ => "Task",
    };

    public static string Of(RootCause cause) => cause switch
    {
        RootCause.Service => "Service: how we treated them",
        RootCause.Product => "The product itself",
        RootCause.Delivery => "Delivery",
        RootCause.Billing => "Money",
        RootCause.Expectation => "It is as it should be and was sold as something else",
        _ => "Something else",
    };

    /// <summary>What somebody answers for, in a line.</summary>
    public static string Of(Duties duties) =>
        string.Join("; ", new[] { duties.Teams.Count == 0 ? null : string.Join(", ", duties.Teams), duties.Products.Count == 0 ? null : string.Join(", ", duties.Products), duties.Languages.Count == 0 ? null : $"in {string.Join(", ", duties.Languages)}", duties.AtOnce is { } most ? $"{most} at once" : null }.OfType<string>()) is { Length: > 0 } said ? said : "everything";

    /// <summary>A product as an address names it.</summary>
    public static string Product(string product) => product == Narrowing.None ? "No product known" : product;

    /// <summary>Who has a case, as an address names them.</summary>
    public static string Holder(string holder) => holder == Narrowing.None ? "Nobody’s" : $"{holder}’s";

    public static string Channel(string? channel) => channel switch
    {
        null or "directline" => "web chat",
        "sms" => "text message",
        "msteams" => "Teams",
        _ => channel,
    };

    /// <summary>What became of a message, where it is not simply sent.</summary>
    public static string? Of(Fate? fate) => fate switch
    {
        null => null,
        { State: "sent", Report: "delivered" or "read" } => fate.Report,
        { State: "sent", Report: { } report } when report.StartsWith("failed", StringComparison.Ordinal) || report.StartsWith("undelivered", StringComparison.Ordinal) => $"not delivered: {report}",
        { State: "sent" } => "sent",
        { State: "pending" or "claimed" or "sending" } => "on its way",
        { State: "held" } => $"held back{Because(fate.Reason)}",
        { State: "failed" } => $"failed{Because(fate.Reason)}",
        { State: "withheld" } => $"not sent{Because(fate.Reason)}",
        _ => "unknown: nobody can say whether it was heard",
    };

    public static string Of(RestingReason reason) => reason switch
    {
        RestingReason.NoPurchase => "none: nothing bought yet",
        RestingReason.Stopped => "none: asked us to stop",
        RestingReason.WithHuman => "none while a person has the case",
        RestingReason.JourneyComplete => "none: the journey is complete",
        RestingReason.Left => "none: has left, we said goodbye",
        RestingReason.Unreachable => "none: nothing can be brought to them",
        _ => "none: somebody else uses it and is written to",
    };

    private static string Because(string? reason) => reason is null ? "" : $": {reason}";
}
