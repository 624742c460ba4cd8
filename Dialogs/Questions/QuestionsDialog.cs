using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Questions;

/// <summary>Product questions: answered from the knowledge base with the source, or passed on to staff and said so.</summary>
public static class QuestionsDialog
{
    // Enough to know one's own question again.
    private const int LongestReminder = 90;

    private const int MostOpen = 5, LongestStory = 2000;

    /// <summary>Takes a message that the knowledge base answers, or that is a question.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (meaning.Inbound is not CustomerWrote wrote) return null;
        var question = meaning.Question ?? wrote.Text;
        if (meaning.Finding is { } found)
        {
            var asking = file.Asking(question, now);
            return meaning.CanCompose && found.Passages.Count > 0 ? Compose(asking, question, found, now) : Answer(asking, question, found);
        }

        if (meaning.Intent != Intent.Question) return null;

        // Staff are not bothered with the weather.
        if (meaning.OutOfScope >= Meaning.Surely && meaning.Product is null) return null;
        if (meaning.ProductFor(file) is null)
            return new Decision(file.Ask(OpenQuestion.Product, now, words: wrote.Text)).Say(new WhichProduct());
        return PassOn(file.Asking(question, now) with { Awaiting = null }, question, meaning, now);
    }

    /// <summary>Takes an answer that is there now. What the customer did meanwhile decides whether it is still said, and how.</summary>
    public static Decision Handle(CustomerFile file, AnswerComposed composed)
    {
        var (asked, question, found) = composed.Work;

        // Who has said stop since, or has a person with them now, hears nothing more from the bot.
        if (file.StoppedAt >= asked || file.OpenHandoff is not null) return Decision.Nothing(file);

        // Who has gone on talking must see what this is the answer to.
        var about = file.LastHeardAt > asked ? Words.Quote(question, LongestReminder) : null;
        if (composed.Composition is not { } composition) return Answer(file, question, found, about);
        var told = composition.Sources.Aggregate(file, (told, source) => told.Tell(source.Topic)).Hearing(question, composition.Text);
        return new Decision(told)
            .Say(new Composed(composition.Text, composition.Sources, about))
            .Because(new QuestionAnswered(question, composition.Sources[0].Topic, found.Confidence));
    }

    /// <summary>Says what becomes of the files that came with a message: the bot cannot look at them, so staff do.</summary>
    public static Decision WithFiles(Decision decision, Meaning meaning, DateTimeOffset now)
    {
        if (meaning.Inbound is not CustomerWrote { Files: { Count: > 0 } files } wrote) return decision;
        var (file, staff) = (decision.Next, meaning.Staff);

        // Who has a person, or was told that one comes, need not hear that this person sees the files; and after a stop nothing is added.
        if (file.OpenHandoff is not null || file.WantsSilence || file.StoppedAt == now) return decision;
        if (file.Cases.Any(c => c is { IsOpen: true, Kind: CaseKind.Question })) return decision.Say(new FileReceived(files.Count > 1, staff.Team, By: null));

        var story = Words.Shorten(wrote.Text.Length > 0 ? wrote.Text : string.Join(", ", files), LongestStory);
        var (next, opened) = file.Open(CaseKind.Question, files.Count > 1 ? "Sent files" : "Sent a file", story, meaning, now, staff.AnswerBy);
        return (decision with { Next = next })
            .Say(new FileReceived(files.Count > 1, staff.Team, staff.AnswerBy))
            .Later(new FirstWordDue(staff.AnswerBy, opened.Id))
            .Because(new CaseOpened(opened.Id, nameof(CaseKind.Question), opened.Reason, opened.Mood));
    }

    // Whatever we had asked is over: "ok thanks" is now about this answer.
    private static Decision Answer(CustomerFile file, string question, Finding found) => Answer(file with { Awaiting = null }, question, found, about: null);

    private static Decision Answer(CustomerFile file, string question, Finding found, string? about)
    {
        var decision = new Decision(file.Tell(found.Source.Topic).Hearing(question, found.Quote.Text)).Say(new Answered(found.Quote, found.Source, about));
        if (found.Also is { } also) decision = (decision with { Next = decision.Next.Tell(also.Source.Topic).Hearing(question, also.Quote.Text) }).Say(new Answered(also.Quote, also.Source, Question: null));
        return decision.Because(new QuestionAnswered(question, found.Source.Topic, found.Confidence));
    }

    private static Decision Compose(CustomerFile file, string question, Finding found, DateTimeOffset now) =>
        new Decision(file with { Awaiting = null }).Later(new ComposeAnswer(now, question, found));

    private static Decision PassOn(CustomerFile file, string question, Meaning meaning, DateTimeOffset now)
    {
        var staff = meaning.Staff;
        var same = file.Cases.FirstOrDefault(c => c is { IsOpen: true, Kind: CaseKind.Question } && Words.Same(c.Story, question));
        if (same is not null) return new Decision(file).Say(new AlreadyAsked(staff.Team, same.FirstWordBy));

        // Staff get one list from somebody who asks without end, not a hundred cases.
        var open = file.Cases.Where(c => c is { IsOpen: true, Kind: CaseKind.Question }).ToList();
        if (open.Count >= MostOpen)
        {
            var list = open[^1] with { Story = Words.Quote($"{question}\n{open[^1].Story}", LongestStory) };
            return new Decision(file.With(list)).Say(new PassedOn(question, meaning.ProductFor(file), staff.Team, list.FirstWordBy)).Because(new QuestionPassedOn(list.Id, question));
        }

        var (next, opened) = file.Open(CaseKind.Question, "The manual does not say", question, meaning, now, staff.AnswerBy);
        return new Decision(next)
            .Say(new PassedOn(question, meaning.ProductFor(file), staff.Team, staff.AnswerBy))
            .Later(new FirstWordDue(staff.AnswerBy, opened.Id))
            .Because(new QuestionPassedOn(opened.Id, question), new CaseOpened(opened.Id, nameof(CaseKind.Question), opened.Reason, opened.Mood));
    }
}
