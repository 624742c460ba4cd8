using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Journeys;

/// <summary>What became true of a customer, in words for the people who run the host. No words of customers are in them.</summary>
internal static class FactWords
{
    /// <summary>One fact.</summary>
    /// <param name="stored">As it stands in the store; of a kind that this version does not know only the name is said.</param>
    /// <param name="local">Writes a moment as the customer's clock shows it.</param>
    public static string Of(StoredFact stored, Func<DateTimeOffset, string> local) => stored.Fact switch
    {
        CustomerWelcomed f => $"thanked for order {f.OrderId}, {f.Product}",
        JourneyBegun f => $"order {f.OrderId} begins version {f.Version} of its journey",
        PromiseMade f => $"promised for order {f.OrderId}: {f.Promise}{(f.Due is { } due ? $" by {local(due)}" : "")}",
        PromiseKept f => $"kept: {f.Promise} of order {f.OrderId}",
        PromiseBroken f => $"broken: {f.Promise} of order {f.OrderId}",
        CheckInSent f => $"sent: {Contact(f.OrderId, f.Step)}",
        CheckInWithheld { Step: Promise.CheckStep } f => $"the promised delivery of order {f.OrderId} has lapsed: {f.Reason}",
        CheckInWithheld f => $"not sent: {Contact(f.OrderId, f.Step)}; {f.Reason}",
        CheckInAnswered f => $"answered {f.Question}{(f.OrderId is null ? "" : $" of {f.OrderId}")}: {f.Answer}",
        ContactDeferred f => $"put off until {local(f.Until)}: {Contact(f.OrderId, f.Step)}; {Of(f.Because)}",
        ContactsPaused f => $"asked for quiet until {local(f.Until)}",
        PauseEnded f => f.Early ? "ended the quiet early" : "the quiet they asked for was over",
        CustomerOptedOut => "asked us to stop",
        CustomerOptedIn => "asked us to write again",
        CaseOpened f => $"case {f.CaseId} opened: {f.Reason}",
        CaseClaimed f => $"case {f.CaseId} taken by {f.Agent}",
        CaseReleased f => $"case {f.CaseId} given back by {f.Agent}",
        CaseAnswered f => $"case {f.CaseId}: {f.Agent} wrote",
        CaseResolved f => $"case {f.CaseId} closed by {f.Agent}",
        FirstWordMissed f => $"case {f.CaseId}: nobody had written in time",
        RecoveryConfirmed f => $"after case {f.CaseId} it is {(f.Good ? "right" : "still not right")}",
        QuestionAnswered f => $"a question was answered from {f.Topic}",
        QuestionPassedOn f => $"a question was passed on to staff as {f.CaseId}",
        MessageNotUnderstood => "a message was not understood",
        StrangerRecognised => "a stranger turned out to be this customer",
        PlanMadeAgain => "the nightly check made the plan again",
        _ => stored.Kind,
    };

    /// <summary>What holds a contact back.</summary>
    public static string Of(Deferral because) => because switch
    {
        Deferral.AnotherContact => "another contact was less than a day before",
        Deferral.Talking => "they wrote within the hour",
        Deferral.Cap => "they had as many contacts in thirty days as the shop allows",
        Deferral.OpenQuestion => "a question of ours was not answered yet",
        Deferral.QuietHours => "its hours of the day were over",
        Deferral.Paused => "they asked for quiet",
        _ => $"{because}",
    };

    /// <summary>Why nothing is planned.</summary>
    public static string Of(RestingReason? resting) => resting switch
    {
        RestingReason.NoPurchase => "nothing was bought",
        RestingReason.Stopped => "they asked us to stop",
        RestingReason.WithHuman => "a person has the conversation",
        RestingReason.JourneyComplete => "every step of every journey was taken",
        _ => "without a reason; the nightly check mends that",
    };

    /// <summary>A contact by its step and order.</summary>
    public static string Contact(string? order, string step) => step switch
    {
        Recovery.Step => "is it right after the case",
        Promise.CheckStep => $"has order {order} arrived",
        _ => $"{step} of order {order}",
    };
}
