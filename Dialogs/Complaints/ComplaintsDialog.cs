using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Complaints;

/// <summary>A complaint: apology first, one question at most when the story is unclear, then a human with the whole story.</summary>
public static class ComplaintsDialog
{
    // A complaint of fewer words than this says that something is wrong but not what.
    private const int WordsOfAStory = 4;

    private const double Furious = -0.8;

    // From here on a passage is good enough to offer to somebody who is annoyed already.
    private const double SureFix = 0.75;

    /// <summary>Takes a complaint, the story that was asked for, and the timer for a story that never came.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        var asked = file.Awaiting is { Name: OpenQuestion.Story } question ? question : null;
        switch (meaning.Inbound)
        {
            case WorkCameDue { Work: StoryDue due }:
                return asked?.AskedAt == due.AskedAt && file.OpenHandoff is null
                    ? HandOver(file, meaning, asked.Words ?? "", asked: false, now)
                    : null;

            case CustomerWrote wrote when asked is not null:
                return HandOver(file, meaning, Join(asked.Words, wrote.Text), asked: true, now);

            case CustomerWrote wrote when meaning.Danger:
                return HandOver(file, meaning, wrote.Text, asked: false, now);

            case CustomerWrote wrote when meaning.Complaint >= Meaning.Likely:
                return Words.Count(wrote.Text) >= WordsOfAStory || meaning.WantsHuman >= Meaning.Likely
                    ? HandOver(file, meaning, wrote.Text, asked: false, now)
                    : AskForTheStory(file, meaning, wrote.Text, now);

            default:
                return null;
        }
    }

    private static Decision AskForTheStory(CustomerFile file, Meaning meaning, string text, DateTimeOffset now) =>
        new Decision(file.Ask(OpenQuestion.Story, now, words: text))
            .Say(new WhatHappened(file.FirstName, meaning.ProductFor(file), meaning.Staff.Team))
            .Later(new StoryDue(now + OpenQuestion.StoryPatience, now));

    private static Decision HandOver(CustomerFile file, Meaning meaning, string story, bool asked, DateTimeOffset now)
    {
        var staff = meaning.Staff;
        Reply sorry = meaning.Danger
            ? new StopUsingIt(file.Latest?.Thing, staff.Someone, staff.Team, staff.Open, staff.FirstWordBy)
            : new HandedOver(file.FirstName, QuoteOf(story, meaning), meaning.ProductFor(file), staff.Someone, staff.Team, staff.Open, staff.FirstWordBy, asked);
        var decision = Decision.HandOver(file, CaseKind.Complaint, meaning.Danger ? "Danger" : "Complaint", story, sorry, meaning, now);
        return meaning is { Intent: Intent.Question, Finding: { Confidence: >= SureFix } fix }
            ? (decision with { Next = decision.Next.Tell(fix.Source.Topic) }).Say(new MeanwhileTry(fix.Quote, fix.Source))
            : decision;
    }

    // An insult is not read back to whom it came from, and a word or two are no story.
    private static string? QuoteOf(string story, Meaning meaning) =>
        meaning.Mood <= Furious || Words.Count(story) < WordsOfAStory ? null : Words.Quote(story, 90);

    private static string Join(string? before, string now) => string.IsNullOrEmpty(before) ? now : $"{before}\n{now}";
}
