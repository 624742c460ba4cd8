namespace FollowUpBot.Bot.Insights;

/// <summary>What lies behind a number: which entries, without which, and how old they must be to count.</summary>
/// <param name="What">Entries of this kind.</param>
/// <param name="Title">What they are, as a heading.</param>
/// <param name="Lacking">Without those of which this is known as well.</param>
/// <param name="Age">Days they must have had.</param>
internal sealed record Behind(string What, string Title, string? Lacking = null, int Age = 0)
{
    private static readonly Dictionary<string, Behind> Known = new()
    {
        ["silent"] = new(Whats.Sent, "Contacts met with silence for a week", Whats.Heard, TouchCounting.UntilSilence.Days),
        ["judged"] = new(Whats.Sent, "Contacts that have had a week to be heard of", null, TouchCounting.UntilSilence.Days),
        ["due"] = new(Whats.Due, "Promises that have come due", null, 1),
        ["lapsed"] = new(Whats.Due, "Promises whose day passed and nobody told us", Whats.Settled, 1),
        ["solved"] = new(Whats.Good, "Cases solved at first: good, and nothing new within two weeks", Whats.Again, CaseCounting.UntilSolved.Days),
        ["treated"] = new(Whats.Issued, "Perks given that have had their 90 days", null, TouchCounting.UntilBoughtAgain.Days),
        ["treated.again"] = new(Whats.IssuedAgain, "Bought again within 90 days of a perk", null, TouchCounting.UntilBoughtAgain.Days),
        ["held"] = new(Whats.HeldOut, "Held out, and have had their 90 days", null, TouchCounting.UntilBoughtAgain.Days),
        ["held.again"] = new(Whats.HeldOutAgain, "Held out and bought again within 90 days", null, TouchCounting.UntilBoughtAgain.Days),
        ["waiting"] = new(Whats.Opened, "Cases without a first word", Whats.FirstWord),
    };

    private static readonly Dictionary<string, string> Titles = new()
    {
        [Whats.Sent] = "Contacts sent",
        [Whats.Skipped] = "Contacts not sent, since they would have brought nothing",
        [Whats.Late] = "Contacts whose occasion had passed",
        [Whats.Heard] = "Contacts after which something was heard",
        [Whats.Replied] = "Contacts whose question was answered",
        [Whats.Said] = "What customers wrote",
        [Whats.Complaint] = "Complaints",
        [Whats.OptOut] = "Contacts after which the customer asked us to stop",
        [Whats.Asked] = "Loyalty asked",
        [Whats.Rated] = "Loyalty answered",
        [Whats.Why] = "Reasons for the answer",
        [Whats.CriterionGiven] = "What matters to them",
        [Whats.Success] = "What business customers measure success by",
        [Whats.Due] = "Promises",
        [Whats.Kept] = "Promises kept",
        [Whats.Broken] = "Promises broken",
        [Whats.Settled] = "Promises of which we know",
        [Whats.Noticed] = "Signs of leaving",
        [Whats.Reason] = "Reasons for leaving, in their words",
        [Whats.Left] = "Customers who left",
        [Whats.Back] = "Customers won back",
        [Whats.BackBy] = "Customers won back",
        [Whats.Issued] = "Perks given",
        [Whats.HeldOut] = "Held out",
        [Whats.Reminded] = "Reminded of a perk",
        [Whats.Redeemed] = "Perks redeemed",
        [Whats.Expired] = "Perks that ended unused",
        [Whats.Deferred] = "Contacts put off",
        [Whats.Stopped] = "Asked us to stop",
        [Whats.Returned] = "Asked us to write again",
        [Whats.Paused] = "Asked for quiet",
        [Whats.Opened] = "Cases opened",
        [Whats.FirstWord] = "Cases with a first word",
        [Whats.Missed] = "First words that were missed",
        [Whats.Resolved] = "Cases closed",
        [Whats.Reopened] = "Cases that were not solved when they were closed",
        [Whats.Resolution] = "Cases that are closed, and how long it took",
        [Whats.CauseClosed] = "Cases closed, by their cause",
        [Whats.CauseResolution] = "Cases that are closed, by their cause, and how long it took",
        [Whats.CauseFirstWord] = "Closed cases with a first word, by their cause",
        [Whats.CauseReopened] = "Cases that were not solved when they were closed, by their cause",
        [Whats.Good] = "Cases after which it is good",
        [Whats.NotGood] = "Cases after which it is not good",
        [Whats.Again] = "Cases that were followed by another",
        [Whats.HourOpened] = "Cases opened at this hour",
        [Whats.HourInTime] = "Cases with a first word within the hour",
        [Whats.Answered] = "Questions answered from the manuals",
        [Whats.Helped] = "Answers that helped, as customers said",
        [Whats.DidNotHelp] = "Answers that did not help, as customers said",
        [Whats.PassedOn] = "Questions passed on to staff",
        [Whats.NotUnderstood] = "Messages that were not understood",
        [Whats.Entered] = "Joined a segment",
        [Whats.LeftSegment] = "Left a segment",
        [Whats.Gesture] = "Personal touches suggested to staff",
        [Whats.Remembered] = "Things kept in mind",
        [Whats.Used] = "Times that something kept in mind was used",
        [Whats.Corrected] = "Put right",
        [Whats.Forgotten] = "Forgotten on request",
        [Whats.Declined] = "Not to be kept",
        [Whats.Faded] = "Too old to be true",
        [Whats.NewsSent] = "News sent",
        [Whats.NewsDeclined] = "News declined",
        [Whats.Noted] = "Improvements noted",
        [Whats.Told] = "Told that it was improved",
        [Whats.Wrote] = "What agents wrote",
        [Whats.Theme] = "What customers say about it",
        [Whats.Bought] = "Sales",
        [Whats.BoughtAgain] = "Bought again",
    };

    /// <summary>By its name in an address; null when there is no such thing.</summary>
    public static Behind? Find(string name) =>
        Known.GetValueOrDefault(name) ?? (Titles.TryGetValue(name, out var title) ? new Behind(name, title) : name.Split('.') switch
        {
            ["loyalty", var group] => new Behind(name, $"Answers in the group {group}"),
            ["loyalty", var group, "again"] => new Behind(name, $"Answered in the group {group} and bought again"),
            ["courtesy", "tone", var tone] => new Behind(name, $"What agents wrote: {Figures.ServiceFigures.ToneName(tone)}"),
            ["criterion", var kind] => new Behind(name, $"Named as mattering: {kind}"),
            _ => null,
        });

    /// <summary>The last day on which what is counted has had its time.</summary>
    public DateOnly Until(DateOnly today) => today.AddDays(-Age);
}
