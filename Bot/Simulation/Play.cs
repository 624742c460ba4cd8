using System.Globalization;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Simulation;

/// <summary>
/// Plays one customer's life through the loop on several hosts: load, decide, commit, and what goes wrong in between. Time is a queue of what happens next; the only
/// thing that is real is the decision.
/// </summary>
/// <param name="world">The shop, the hosts and their troubles.</param>
/// <param name="customer">Whose life.</param>
/// <param name="without">Inputs and faults to leave out.</param>
/// <param name="tally">Where to count.</param>
/// <param name="history">Where to write down what happens; null when nobody reads it.</param>
internal sealed class Play(World world, int customer, IReadOnlySet<ulong> without, Tally tally, History? history)
{
    // Far more than any life needs: whoever gets here goes in circles.
    private const int MostSteps = 20_000;

    // What was under way at the end is brought to its end.
    private static readonly TimeSpan Grace = TimeSpan.FromDays(6);

    private static readonly TimeSpan UntilProvenDead = TimeSpan.FromSeconds(15);

    private readonly PriorityQueue<Action, (long At, long Order)> events = new();
    private readonly SimulatedStore store = new($"C-{customer}", world.Content.TimeZone);
    private readonly Ledger ledger = new(world.Shop);
    private readonly Life life = new(world, customer);
    private readonly Chance chance = world.Chance.Of((ulong)customer + 1_000_000_000);
    private readonly List<Input> inputs = [];
    private DateTimeOffset now = world.Options.Start;
    private long order;
    private int steps;
    private Violation? violation;

    /// <summary>Plays to the end, or to the first rule that is broken.</summary>
    public Violation? Run()
    {
        history?.Begin(life.ToString());
        foreach (var input in life.Begin()) Expect(input);
        var last = (world.Options.End + Grace).UtcTicks;
        while (violation is null && events.TryDequeue(out var happen, out var next) && next.At <= last)
        {
            now = new DateTimeOffset(next.At, TimeSpan.Zero);
            happen();
            if (++steps > MostSteps) Break(Invariant.Lost, $"the turns never end: {MostSteps} steps");
        }

        if (violation is null) LookForLost();
        tally.Add(ledger.Contacts, violation);
        return violation;
    }

    private void Expect(Input input)
    {
        if (without.Contains(input.Key) || input.At > world.Options.End) return;
        inputs.Add(input);
        history?.Input(input);
        var at = Fault("is delayed", 1, input.Key, 0.03) ? input.At + chance.Between(input.Key, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)) : input.At;
        At(at, () => Deliver(input, 0));
        var isSale = input.Meaning.Inbound is PurchaseReported;
        if (!Fault("is sent five times", 2, input.Key, isSale ? 0.2 : 0.03)) return;
        for (var copy = 1; copy < 5; copy++)
        {
            var attempt = copy * 100;
            At(input.At + chance.Between(Chance.Mix(input.Key, (ulong)copy), TimeSpan.Zero, TimeSpan.FromMinutes(2)), () => Deliver(input, attempt));
        }
    }

    private void Deliver(Input input, int attempt)
    {
        var key = Chance.Mix(input.Key, (ulong)attempt + 1);
        if (HostFor(key) is not { } host)
        {
            Later(key, () => Deliver(input, attempt));
            return;
        }

        input.Accepted = true;
        Take(new Running(input, host, attempt, null));
    }

    private void Claim(long id, int attempt)
    {
        if (store.Find(id) is not { Claimed: false } row) return;
        var input = TimerOf(row);
        var key = Chance.Mix(input.Key, (ulong)attempt + 1);
        if (HostFor(key) is not { } host)
        {
            Later(key, () => Claim(id, attempt));
            return;
        }

        var early = row.Work.DueAt - world.ClockOf(host, now);
        if (early > TimeSpan.Zero)
        {
            At(now + early, () => Claim(id, attempt));
            return;
        }

        row.Claimed = true;
        var running = new Running(input, host, attempt, (id, row.Fence));
        if (row.Work is ComposeAnswer) At(now + chance.Between(Chance.Mix(key, 2), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)), () => Take(running));
        else Take(running);
    }

    private void Take(Running turn)
    {
        var key = Chance.Mix(turn.Input.Key, (ulong)turn.Attempt + 7);
        if (Fault("host dies before it reads", 3, key, 0.01))
        {
            Die(turn);
            return;
        }

        var (file, version) = store.Load();
        var clock = world.ClockOf(turn.Host, now);
        if (DecisionOf(turn.Input, file, clock) is not { } decision) return;
        if (decision.Refusal is { } refusal)
        {
            history?.Note(now, turn.Host, $"{turn.Input.Id} is refused: {refusal}");
            turn.Input.Answered = true;
            return;
        }

        if (Fault("host dies after it decided", 4, key, 0.01))
        {
            Die(turn);
            return;
        }

        var takes = Fault("host is slow", 5, key, 0.02)
            ? chance.Between(key, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1))
            : TimeSpan.FromMilliseconds(1 + chance.Below(key, 30));
        if (turn.Claim is { } claim && Fault("host is taken for dead while it works", 6, key, 0.02)) At(now + (takes / 2), () => TakeOver(claim, turn.Attempt));
        At(now + takes, () => Commit(turn, file, version, decision, clock, key));
    }

    // A turn that fails now fails each time it is tried.
    private Decision? DecisionOf(Input input, CustomerFile file, DateTimeOffset clock)
    {
        try
        {
            return world.Options.Decide(file, input.Meaning with { Staff = world.StaffAt(clock), Shop = world.Shop, FreshCode = $"{customer}-{Chance.Mix(input.Key, (ulong)clock.UtcTicks):x}" }, clock);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or NullReferenceException or InvalidCastException)
        {
            Break(Invariant.Lost, $"deciding {input.Id} fails: {error.GetType().Name} {error.Message}");
            return null;
        }
    }

    private void Commit(Running turn, CustomerFile file, long version, Decision decision, DateTimeOffset clock, ulong key)
    {
        if (Fault("host dies before its commit", 7, key, 0.01))
        {
            Die(turn);
            return;
        }

        var committed = store.Commit(turn.Input.Id, decision, version, turn.Claim);
        switch (committed)
        {
            case Committed.Done:
                Done(turn, file, decision, clock);
                if (Fault("the commit's answer is lost", 8, key, 0.01)) At(now + TimeSpan.FromSeconds(1), () => Commit(turn, file, version, decision, clock, Chance.Mix(key, 1)));
                else if (Fault("host dies after its commit", 9, key, 0.01)) Die(turn);
                else turn.Input.Answered = true;
                break;
            case Committed.Conflict:
                tally.Conflict();
                history?.Note(now, turn.Host, $"{turn.Input.Id} meets another turn and is decided again");
                Take(turn with { Attempt = turn.Attempt + 1 });
                break;
            default:
                tally.Repeat();
                history?.Note(now, turn.Host, $"{turn.Input.Id} was done before ({committed})");
                turn.Input.Answered = true;
                break;
        }
    }

    private void Done(Running turn, CustomerFile file, Decision decision, DateTimeOffset clock)
    {
        tally.Turn(decision, (int)(now - world.Options.Start).TotalDays);
        world.Options.Committed?.Invoke(decision.Next, clock, decision.Facts);
        history?.Turn(now, turn.Host, turn.Input, decision);
        if (ledger.Check(turn.Input, file, decision, store, clock) is { } broken) Break(broken.Rule, broken.What);
        foreach (var row in store.Work.TakeLast(decision.Work.Count)) Plan(row);
        foreach (var fact in decision.Facts)
        {
            if (fact is CaseOpened opened) AttendLater(opened.CaseId, 0);
            else if (fact is CallBackPromised call && chance.Happens(Chance.Mix(Chance.KeyOf(call.CaseId), (ulong)call.At.UtcTicks), 0.75)) CallLater(call.CaseId, call.At, 0);
            else if (fact is CaseReopened reopened) AttendLater(reopened.CaseId, reopened.Times * Agents.MostTicks);
        }

        foreach (var said in life.HearAt(now, turn.Input, decision, clock)) Expect(said);
    }

    private void Plan(WaitingWork row)
    {
        if (row.Work.DueAt > world.Options.End) return;

        // A host whose clock is ahead takes it early.
        var ahead = HostFor(Chance.Mix(KeyOf(row.Work), 1)) is { } host ? world.ClockOf(host, row.Work.DueAt) - row.Work.DueAt : TimeSpan.Zero;
        var due = row.Work.DueAt - ahead;
        At(due > now ? due : now, () => Claim(row.Id, 0));
    }

    private void TakeOver((long Work, long Fence) claim, int attempt)
    {
        if (store.Find(claim.Work) is not { } row || row.Fence != claim.Fence) return;
        row.Fence++;
        row.Claimed = false;
        Claim(claim.Work, attempt + 10);
    }

    // Who was not answered sends again; what a dead host had claimed goes to another.
    private void Die(Running turn)
    {
        var key = Chance.Mix(turn.Input.Key, (ulong)turn.Attempt + 17);
        if (turn.Claim is { } claim) At(now + UntilProvenDead, () => TakeOver(claim, turn.Attempt));
        else At(now + chance.Between(key, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1)), () => Deliver(turn.Input, turn.Attempt + 1));
    }

    private void AttendLater(string caseId, int tick) => At(now + chance.Between(Chance.Mix(Chance.KeyOf(caseId), (ulong)tick), TimeSpan.FromMinutes(1), TimeSpan.FromHours(60)), () => Attend(caseId, tick));

    private void Attend(string caseId, int tick)
    {
        if (now > world.Options.End || store.File?.Cases.FirstOrDefault(c => c.Id == caseId) is not { IsOpen: true } open) return;
        var key = Chance.Mix(Chance.KeyOf(caseId), (ulong)tick + 40);
        foreach (var action in Agents.Act(store.File, open, chance, key, now))
        {
            var input = new Input($"desk|{caseId}|{tick}|{action.Agent}", Chance.Mix(key, Chance.KeyOf(action.Agent)), now, new Meaning(action, Sayings.Nobody));
            Expect(input);
        }

        var pause = chance.Happens(key, 0.15) ? TimeSpan.FromDays(1) : TimeSpan.FromMinutes(45);
        if ((tick + 1) % Agents.MostTicks != 0) At(now + chance.Between(Chance.Mix(key, 1), TimeSpan.FromMinutes(1), pause), () => Attend(caseId, tick + 1));
    }

    // Most calls are made at their time, some late, some never; who has the case is who calls.
    private void CallLater(string caseId, DateTimeOffset at, int tick)
    {
        var key = Chance.Mix(Chance.KeyOf(caseId), (ulong)at.UtcTicks + (ulong)tick + 60);
        At((at > now ? at : now) + chance.Between(key, TimeSpan.Zero, TimeSpan.FromMinutes(8)), () =>
        {
            if (now > world.Options.End || tick > 2 || store.File?.Cases.FirstOrDefault(c => c.Id == caseId) is not { IsOpen: true, CallBack: { KeptAt: null } call } open || call.At != at) return;
            var holder = open.HolderAt(now);
            AgentAction action = holder is null ? new AgentClaimed(caseId, "Sam") : new AgentCalled(caseId, holder, open.Lease, chance.Happens(Chance.Mix(key, 1), 0.7), "");
            Expect(new Input($"desk|{caseId}|call|{at.UtcTicks}|{tick}", key, now, new Meaning(action, Sayings.Nobody)));
            if (holder is null) CallLater(caseId, at, tick + 1);
        });
    }

    private void LookForLost()
    {
        now = world.Options.End;
        foreach (var input in inputs)
            if (input is { Accepted: true, Answered: false }) Break(Invariant.Lost, $"{input.Id} was accepted and never answered");
        foreach (var row in store.Work)
            if (row.Work.DueAt <= world.Options.End) Break(Invariant.Lost, $"{row.Work.GetType().Name} was due at {row.Work.DueAt:u} and never handled");
    }

    private void Break(Invariant rule, string what)
    {
        violation ??= new Violation(rule, what, now, world.Seed, customer);
        history?.Note(now, 0, $"BROKEN: {Invariants.Words[rule]}: {what}");
    }

    private void At(DateTimeOffset at, Action happen) => events.Enqueue(happen, (Math.Max(at.UtcTicks, now.UtcTicks), order++));

    private void Later(ulong key, Action happen) => At(world.AnyUpAt(now) + chance.Between(Chance.Mix(key, 3), TimeSpan.Zero, TimeSpan.FromMinutes(10)), happen);

    private int? HostFor(ulong key) => world.UpFrom(chance.Below(key, world.Options.Hosts), now);

    private bool Fault(string what, ulong kind, ulong key, double probability)
    {
        var name = Chance.Mix(key, kind + 100);
        if (!world.Options.Faults || now > world.Options.End || !chance.Happens(name, probability) || without.Contains(name)) return false;
        tally.Fault();
        history?.Fault(now, name, what);
        return true;
    }

    private Input TimerOf(WaitingWork row) => new(
        string.Create(CultureInfo.InvariantCulture, $"work|{row.Id}"),
        KeyOf(row.Work),
        row.Work.DueAt,
        new Meaning(row.Work is ComposeAnswer answer ? new AnswerComposed(answer, CompositionOf(answer)) : new WorkCameDue(row.Work), Sayings.Nobody));

    // A model writes nothing in one case of four.
    private Composition? CompositionOf(ComposeAnswer answer) =>
        chance.Happens(Chance.KeyOf(answer.Question), 0.75) ? new Composition("written", [answer.Finding.Source]) : null;

    private static ulong KeyOf(Work work) => Chance.Mix(Chance.KeyOf(work.GetType().Name), (ulong)work.DueAt.UtcTicks);

    /// <summary>A turn under way on a host.</summary>
    private sealed record Running(Input Input, int Host, int Attempt, (long Work, long Fence)? Claim);
}
