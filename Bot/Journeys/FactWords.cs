using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Leaving;
using FollowUpBot.Dialogs.Loyalty;
using FollowUpBot.Dialogs.News;
using FollowUpBot.Dialogs.Reach;
using FollowUpBot.Dialogs.Remembering;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Roles;
using FollowUpBot.Dialogs.Segments;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Voice;

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
        CustomerUnreachable f => $"cannot be reached by {f.Channel}",
        CaseOpened f => $"case {f.CaseId} opened: {f.Reason}",
        CaseClaimed f => $"case {f.CaseId} taken by {f.Agent}",
        CaseAssigned f => $"case {f.CaseId} given to {f.Agent}",
        CaseReleased f => $"case {f.CaseId} given back by {f.Agent}",
        CaseAnswered f => $"case {f.CaseId}: {f.Agent} wrote",
        CaseResolved f => $"case {f.CaseId} closed by {f.Agent}",
        CaseTransferred f => $"{f.Agent} handed case {f.CaseId} to {f.To}",
        CaseTakenOver f => $"{f.Agent} took case {f.CaseId} from {f.From}: {f.Reason}",
        CaseSnoozed f => $"{f.Agent} laid case {f.CaseId} aside until {f.Until:yyyy-MM-dd HH:mm} UTC",
        CaseWoken f => f.ByCustomer ? $"case {f.CaseId} came back: the customer wrote" : $"case {f.CaseId} came back: its time had come",
        CaseNoted f => $"{f.Agent} wrote a note to case {f.CaseId}",
        CaseReopened f => $"case {f.CaseId} is not solved and is open again (the {f.Times}. time)",
        FirstWordMissed f => $"case {f.CaseId}: nobody had written in time",
        CaseEscalated f => $"case {f.CaseId} went to level {f.Level}: nobody had written",
        CallBackPromised f => $"case {f.CaseId}: a call was promised for {local(f.At)}",
        CallBackKept f => $"case {f.CaseId}: {f.Agent} made the promised call{(f.Reached ? "" : " and did not reach them")}",
        CallBackMissed f => $"case {f.CaseId}: nobody made the promised call",
        CallBackWithdrawn f => $"case {f.CaseId}: the promised call is not wanted any more",
        CustomerCalled f => $"case {f.CaseId}: {f.Agent} called{(f.Reached ? "" : " and did not reach them")}",
        DeskEventNoted f => $"case {f.CaseId}: event {f.Sequence} for the other desk, {f.What}",
        DeskUnreached f => $"case {f.CaseId}: the other desk could not be told of event {f.Sequence}: {f.Reason}",
        ConversationTaken f => $"case {f.CaseId}: {f.Desk} talks with the customer itself",
        RecoveryConfirmed f => $"after case {f.CaseId} it is {(f.Good ? "right" : "still not right")}",
        QuestionAnswered f => $"a question was answered from {f.Topic}",
        AnswerRated f => $"said that an answer {(f.Helpful ? "helped" : "did not help")}",
        QuestionPassedOn f => $"a question was passed on to staff as {f.CaseId}",
        MessageNotUnderstood => "a message was not understood",
        StrangerRecognised => "a stranger turned out to be this customer",
        PurchaseNoted f => $"bought {f.Product}, order {f.OrderId}",
        BoughtAgain f => $"bought again after {f.DaysSinceLast} days: {f.Product}{(f.Stated is { } stated ? $"; had said {stated} of 4 to whether they would" : "")}",
        MessageHeard f => $"wrote{(f.Step is null ? "" : $" after {Contact(f.OrderId, f.Step)}")}{(f.Complaint ? ", complaining" : "")}; mood {f.Mood}",
        ContactMade f => $"sent: {Contact(f.OrderId, f.Step)}",
        LoyaltyAsked f => $"asked: {f.Measure}",
        LoyaltyAnswered f => $"answered {f.Measure}: {(f.Score is { } score ? $"{score}" : "no number")}, {f.Group?.ToString() ?? "in no group"}",
        LoyaltyReasonGiven f => $"said why, to {f.Measure}",
        CriterionAsked f => $"asked what matters ({f.Kind}) about {f.Product}",
        CriterionGiven f => $"said what matters ({f.Kind}): {(f.Criteria.Count == 0 ? "none of the known criteria" : string.Join(", ", f.Criteria))}",
        MemoryKept f => $"told us something, kept as {f.MemoryId} ({f.Kind})",
        MemoryCorrected f => $"put {f.MemoryId} ({f.Kind}) right",
        MemoryForgotten f => $"had {f.MemoryId} ({f.Kind}) forgotten",
        MemoryDeclined f => $"did not want something kept ({f.Kind})",
        MemoryExpired f => $"{f.MemoryId} ({f.Kind}) is too old to be true",
        MemoryUsed f => $"{f.MemoryId} ({f.Kind}) was used for {f.For}",
        RewardIssued f => $"got the perk {f.Reward}, until {local(f.ExpiresAt)}",
        RewardHeldOut f => $"earned the perk {f.Reward} and is held out",
        RewardReminded f => $"was reminded of the perk {f.Reward}",
        RewardRedeemed f => $"redeemed the perk {f.Reward} with order {f.OrderId}",
        RewardExpired f => $"the perk {f.Reward} ended unused",
        SegmentEntered f => $"belongs to {f.Segment} now",
        SegmentLeft f => $"belongs to {f.Segment} no more",
        GestureSuggested f => $"staff were asked for a gesture, {f.Gesture}, as {f.CaseId}",
        LeavingNoticed f => $"may be leaving ({f.Sign})",
        LeavingReasonGiven f => $"said why they leave: {f.Reason}",
        CustomerLeft f => $"has left: {f.Reason?.ToString() ?? "no reason given"}",
        CustomerWonBack f => $"is with us again, by {f.By}",
        NewsSent f => $"was told the news {f.News}",
        NewsDeclined f => $"had no use for the news {f.News}",
        UserNamed f => $"named who uses order {f.OrderId}{(f.CustomerId is { } user ? $": {user}" : "; staff write to them")}",
        ChannelChosen f => f.Owed ? $"asked for the answer on {f.Channel}" : $"wants to hear from us on {f.Channel}",
        UserAnswered f => f.Agrees ? "agreed to be written to" : "does not want to be written to",
        ImprovementNoted f => $"is owed a word about {f.Improvement}",
        ImprovementTold f => $"was told about {f.Improvement}",
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
        RestingReason.UsedByAnother => "somebody else uses it and is written to",
        RestingReason.Unreachable => "nothing can be brought to them on their channel",
        RestingReason.Left => "they have left, and we said goodbye",
        RestingReason.JourneyComplete => "every step of every journey was taken",
        _ => "without a reason; the nightly check mends that",
    };

    /// <summary>A contact by its step and order.</summary>
    public static string Contact(string? order, string step) => step switch
    {
        Recovery.Step => "is it right after the case",
        Promise.CheckStep => $"has order {order} arrived",
        _ => order is null ? step : $"{step} of order {order}",
    };
}
