using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Questions;

/// <summary>Product questions: answered from the knowledge base with the source, or passed on to staff and said so.</summary>
public static class QuestionsDialog
{
    /// <summary>Takes a message that the knowledge base answers, or that is a question.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (meaning.Inbound is not CustomerWrote wrote) return null;
        var question = meaning.Question ?? wrote.Text;
        if (meaning.Finding is { } found) return Answer(file, question, found);
        if (meaning.Intent != Intent.Question) return null;
        if (meaning.ProductFor(file) is null)
            return new Decision(file.Ask(OpenQuestion.Product, now, words: wrote.Text)).Say(new WhichProduct());
        return PassOn(file with { Awaiting = null }, question, meaning, now);
    }

    private static Decision Answer(CustomerFile file, string question, Finding found)
    {
        // Whatever we had asked is over: "ok thanks" is now about this answer.
        var decision = new Decision(file.Tell(found.Source.Topic) with { Awaiting = null }).Say(new Answered(found.Quote, found.Source));
        if (found.Also is { } also) decision = (decision with { Next = decision.Next.Tell(also.Source.Topic) }).Say(new Answered(also.Quote, also.Source));
        return decision.Because(new QuestionAnswered(question, found.Source.Topic, found.Confidence));
    }

    private static Decision PassOn(CustomerFile file, string question, Meaning meaning, DateTimeOffset now)
    {
        var staff = meaning.Staff;
        var same = file.Cases.FirstOrDefault(c => c is { IsOpen: true, Kind: CaseKind.Question } && Words.Same(c.Story, question));
        if (same is not null) return new Decision(file).Say(new AlreadyAsked(staff.Team, same.FirstWordBy));

        var (next, opened) = file.Open(CaseKind.Question, "The manual does not say", question, meaning, now, staff.AnswerBy);
        return new Decision(next)
            .Say(new PassedOn(question, meaning.ProductFor(file), staff.Team, staff.AnswerBy))
            .Later(new FirstWordDue(staff.AnswerBy, opened.Id))
            .Because(new QuestionPassedOn(opened.Id, question), new CaseOpened(opened.Id, nameof(CaseKind.Question), opened.Reason, opened.Mood));
    }
}
