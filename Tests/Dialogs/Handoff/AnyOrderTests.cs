using FollowUpBot.Dialogs.Turns;
using static FollowUpBot.Tests.Dialogs.Someone;

namespace FollowUpBot.Tests.Dialogs.Handoff;

/// <summary>A customer, our own agents, another desk, a hub and the clock, in thousands of orders drawn from a seed: what must hold after every turn, whoever comes when.</summary>
public class AnyOrderTests
{
    private const int Turns = 60;

    private static readonly string[] States = ["wrote", "no", "stop", "claim", "reply", "release", "resolve", "their claim", "their reply", "their release", "their resolve", "take over", "accepted", "failed", "completed", "heard", "lost", "time"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nobody_is_left_alone_and_nothing_is_told_twice(bool isHub)
    {
        var seen = new HashSet<string>();
        for (var seed = 0; seed < 2000; seed++) Play(new ConnectedDesk("Contoso Care", isHub), seed, seen);
        Assert.True(seen.IsSupersetOf(isHub ? ["PersonComing", "AgentJoined", "AgentSaid", "AgentLeft", "NotTaken", "Resolved", "NotSolved", "StillWaiting", "NoThirdHour"] : ["PersonComing", "AgentJoined", "AgentSaid", "AgentLeft", "Resolved", "NotSolved", "StillWaiting", "NoThirdHour"]), string.Join(", ", seen.Order()));
    }

    private static void Play(ConnectedDesk desk, int seed, HashSet<string> seen)
    {
        var (file, now, rows, told) = (WithALamp(), Now, new List<Work>(), new Dictionary<string, int>());
        var luck = (uint)(seed * 2654435761) | 1;
        Turn("start", Says("a person please") with { WantsHuman = 0.95 });
        for (var turn = 0; turn < Turns; turn++) Take(States[Next(States.Length)]);

        int Next(int below)
        {
            luck ^= luck << 13;
            luck ^= luck >> 17;
            luck ^= luck << 5;
            return (int)(luck % (uint)below);
        }

        void Take(string what)
        {
            now += TimeSpan.FromMinutes(Next(12));
            if (what == "time") now += TimeSpan.FromMinutes(30);
            while (rows.Where(r => r is not TellDesk && r.DueAt <= now).OrderBy(r => r.DueAt).FirstOrDefault() is { } due)
            {
                rows.Remove(due);
                Turn("time", Means(new WorkCameDue(due)));
            }

            if (file.Cases is not [.., var about]) return;
            var (owner, lease) = (about.Owner ?? "Jonas", about.Lease);
            switch (what)
            {
                case "wrote": Turn(what, Says("it is dark again and again")); break;
                case "no": Turn(what, Says("no") with { Answer = Answer.No }); break;
                case "stop" when Next(8) == 0: Turn(what, Says("stop") with { Intent = Intent.Stop }); break;
                case "claim": Turn(what, Means(new AgentClaimed(about.Id, "Jonas"))); break;
                case "reply": Turn(what, Means(new AgentReplied(about.Id, owner, lease, $"word {now:O}"))); break;
                case "release": Turn(what, Means(new AgentReleased(about.Id, owner, lease))); break;
                case "resolve": Turn(what, Means(new AgentResolved(about.Id, owner, lease, "done"))); break;
                case "take over": Turn(what, Means(new AgentTookOver(about.Id, "Sam", "because"))); break;
                case "their claim": Turn(what, Means(new AgentClaimed(about.Id, "Jonas") { Desk = desk.Name })); break;
                case "their reply": Turn(what, Means(new AgentReplied(about.Id, owner, lease, $"word {now:O}") { Desk = desk.Name })); break;
                case "their release": Turn(what, Means(new AgentReleased(about.Id, owner, lease) { Desk = desk.Name })); break;
                case "their resolve": Turn(what, Means(new AgentResolved(about.Id, owner, lease, "done") { Desk = desk.Name })); break;
                case "accepted": Turn(what, Means(new HandoffReported("directline", "c", HandoffState.Accepted, null))); break;
                case "failed": Turn(what, Means(new HandoffReported("directline", "c", HandoffState.Failed, null))); break;
                case "completed": Turn(what, Means(new HandoffReported("directline", "c", HandoffState.Completed, "done"))); break;
                case "heard" or "lost" when rows.OfType<TellDesk>().FirstOrDefault() is { } row:
                    rows.Remove(row);
                    Turn(what, Means(new DeskTold(row.CaseId, file.Cases.First(c => c.Id == row.CaseId).DeskHeard + 1, what == "lost" ? "gone" : null)));
                    break;
            }
        }

        void Turn(string what, Meaning meaning)
        {
            var before = file;
            var decision = Router.Decide(file, meaning with { Desk = desk, Place = new LinePlace("directline", "c", 1), Staff = meaning.Staff with { FirstWordBy = now + TimeSpan.FromHours(1) } }, now);
            file = decision.Next;
            rows.AddRange(decision.Work.Where(w => w is TellDesk or FirstWordDue or EscalationDue or SnoozeOver or DeskAnswerDue));
            seen.UnionWith(decision.Replies.Select(r => r.GetType().Name));
            var place = $"seed {seed}, {what} at {now:t}";

            // Whoever has the conversation has it alone.
            if (before.OpenHandoff?.HolderAt(now) is not null && meaning.Inbound is CustomerWrote && file.OpenHandoff is not null && !file.Stopped) Assert.True(decision.Replies.Count == 0, $"{place}: {string.Join(", ", decision.Replies)}");

            // Of each case the other desk hears one event after the other, and one row at a time.
            foreach (var noted in decision.Facts.OfType<DeskEventNoted>())
            {
                Assert.True(noted.Sequence == told.GetValueOrDefault(noted.CaseId) + 1, $"{place}: {noted}");
                told[noted.CaseId] = noted.Sequence;
            }

            foreach (var about in file.Cases)
            {
                Assert.True(rows.OfType<TellDesk>().Count(r => r.CaseId == about.Id) == (about.DeskEvents > about.DeskHeard ? 1 : 0), $"{place}: {about.DeskHeard} of {about.DeskEvents} heard, {rows.OfType<TellDesk>().Count()} rows");

                // Who has had no word waits for a time that somebody looks after, or was told that there is none any more.
                var isLookedAfter = about is not { IsOpen: true, FirstWordAt: null } || file.Stopped || before.Stopped || about.Missed >= 2 || rows.Any(r => r is FirstWordDue first && first.CaseId == about.Id && first.DueAt == about.FirstWordBy);
                Assert.True(isLookedAfter, $"{place}: nobody looks after {about.Id}");

                // Who has written to somebody at the other desk is answered, or gets somebody else.
                var isAnswered = desk.IsHub || about is not { IsOpen: true, Desk: not null, FirstWordAt: not null, Unanswered: > 0 } || file.Stopped || before.Stopped || rows.Any(r => r is DeskAnswerDue answer && answer.DueAt == about.DeskAnswersBy);
                Assert.True(isAnswered || decision.Refusal is not null || file.OpenHandoff?.Id != about.Id, $"{place}: nobody looks whether {about.Id} is answered");
                Assert.True(about is not { IsOpen: true, Owner: null } || about.Desk is null, $"{place}: {about.Desk} has what nobody has");
            }
        }
    }
}
