using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Questions;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Dialogs.Questions;

public class QuestionsDialogTests
{
    private const string Question = "Can I leave it outside?";

    private static readonly DateTimeOffset Now = TestHost.Start;
    private static readonly Citation Source = new("lamp.md", "Lamp manual", "Weather", "/manuals/lamp#weather");
    private static readonly Finding Found = new(new Markdown("It may **stay** outside."), Source, 0.8) { Passages = [new Passage("It may stay outside.", Source)] };
    private static readonly CustomerFile File = new CustomerFile { Id = "C-1" }.HeardAt(Now).Ask(OpenQuestion.Satisfied, Now);
    private static readonly Meaning Asked = new(new CustomerWrote(Question), new StaffWord("our team", [], true, Now, Now)) { Intent = Intent.Question, Finding = Found };

    [Fact]
    public void Without_a_model_the_manual_is_quoted_at_once()
    {
        var decision = QuestionsDialog.Handle(File, Asked, Now)!;
        Assert.Equal([new Answered(Found.Quote, Source, null)], decision.Replies);
        Assert.Empty(decision.Work);
        Assert.Null(decision.Next.Awaiting);
        Assert.Equal(["lamp.md#Weather"], decision.Next.Told);
    }

    [Fact]
    public void With_a_model_the_answer_is_work_that_carries_the_quote_along()
    {
        var decision = QuestionsDialog.Handle(File, Asked with { CanCompose = true }, Now)!;
        Assert.Empty(decision.Replies);
        Assert.Equal([new ComposeAnswer(Now, Question, Found)], decision.Work);
        Assert.Empty(decision.Next.Told);
    }

    [Fact]
    public void A_file_opens_a_case_of_its_own_unless_somebody_sees_it_already()
    {
        var sent = Asked with { Inbound = new CustomerWrote("") { Files = ["photo.png", "note.txt"] } };
        var file = new CustomerFile { Id = "C-1" }.HeardAt(Now);
        var opened = QuestionsDialog.WithFiles(Decision.Nothing(file), sent, Now);
        Assert.Equal([new FileReceived(Several: true, "our team", Now)], opened.Replies);
        Assert.Equal(("Sent files", "photo.png, note.txt"), (opened.Next.Cases[0].Reason, opened.Next.Cases[0].Story));
        Assert.IsType<FirstWordDue>(Assert.Single(opened.Work));

        // While that case is open there is no second one; with a person there, or after a stop, nothing is said at all.
        Assert.Empty(QuestionsDialog.WithFiles(Decision.Nothing(opened.Next), sent, Now).Work);
        var (with, _) = file.Open(CaseKind.Complaint, "Complaint", "it broke", sent, Now, Now);
        Assert.Empty(QuestionsDialog.WithFiles(Decision.Nothing(with), sent, Now).Replies);
        Assert.Empty(QuestionsDialog.WithFiles(Decision.Nothing(file with { StoppedAt = Now }), sent, Now).Replies);
        Assert.Empty(QuestionsDialog.WithFiles(Decision.Nothing(file), Asked, Now).Replies);
    }

    [Fact]
    public void Without_a_passage_to_write_from_there_is_nothing_to_compose() =>
        Assert.Single(QuestionsDialog.Handle(File, Asked with { CanCompose = true, Finding = Found with { Passages = [] } }, Now)!.Replies);

    [Fact]
    public void A_composed_answer_is_said_with_its_sources_and_remembered()
    {
        var decision = Composed(File, new Composition("It may stay outside.", [Source]));
        Assert.Equal(new[] { "It may stay outside." }, decision.Replies.Cast<Composed>().Select(r => r.Answer));
        Assert.Equal(["lamp.md#Weather"], decision.Next.Told);
        Assert.Equal([new QuestionAnswered(Question, "lamp.md#Weather", 0.8)], decision.Facts);

        // What we ask in a check-in that left meanwhile stays open.
        Assert.Equal(OpenQuestion.Satisfied, decision.Next.Awaiting?.Name);
    }

    [Fact]
    public void When_there_is_none_the_quote_is_the_answer() =>
        Assert.Equal([new Answered(Found.Quote, Source, null)], Composed(File, null).Replies);

    [Fact]
    public void Who_has_written_since_is_reminded_of_the_question() =>
        Assert.Equal([new Answered(Found.Quote, Source, Question)], Composed(File.HeardAt(Now.AddSeconds(3)), null).Replies);

    [Fact]
    public void After_a_stop_nothing_comes_but_who_asks_after_a_stop_is_answered()
    {
        Assert.Empty(Composed(File with { StoppedAt = Now.AddSeconds(3) }, null).Replies);
        Assert.Single(Composed(File with { StoppedAt = Now.AddDays(-3) }, null).Replies);
    }

    [Fact]
    public void A_person_who_has_come_meanwhile_is_not_talked_over()
    {
        var (file, _) = File.Open(CaseKind.Person, "Wants a person", "", Asked, Now, Now);
        Assert.Empty(Composed(file, new Composition("It may stay outside.", [Source])).Replies);
    }

    private static Decision Composed(CustomerFile file, Composition? composition) =>
        QuestionsDialog.Handle(file, new AnswerComposed(new ComposeAnswer(Now, Question, Found), composition));
}
