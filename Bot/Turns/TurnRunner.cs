using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.CheckIn;
using FollowUpBot.Dialogs.Consent;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.SmallTalk;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>The one loop: load, understand, decide, commit. Customers' messages, sales, timers and agents all go through it.</summary>
internal sealed class TurnRunner(IStore store, Understanding understanding, ShopContent content, Departures departures, Budgets budgets, Changes changes, TimeProvider clock)
{
    // Every conflict means that another turn of this customer has been committed, so the loop ends; the cap is against a fault of ours.
    private const int MostTries = 100;

    private readonly Lanes lanes = new();

    /// <summary>Takes a turn. When the task ends, what was decided is durable.</summary>
    public async Task<TurnResult> RunAsync(Turn turn, CancellationToken cancel = default)
    {
        using var lane = await lanes.EnterAsync(turn.Customer, cancel);
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            if (await TryAsync(turn) is { } result) return result;
        }

        throw new InvalidOperationException($"The file of a customer changed {MostTries} times while one turn was decided.");
    }

    private async Task<TurnResult?> TryAsync(Turn turn)
    {
        var now = clock.GetUtcNow();
        var customer = await store.ResolveAsync(turn.Customer);
        var (stored, version) = await store.LoadCustomerAsync(customer);
        var file = stored ?? new CustomerFile { Id = customer, TimeZone = content.TimeZone };
        var absorbed = turn.Stranger is { } stranger ? await store.LoadCustomerAsync(stranger) : default;
        if (absorbed.File is not null) file = file.Absorb(absorbed.File);

        if (turn.Inbound is CustomerWrote or PictureReceived) file = (file.Channel == turn.Channel ? file : file with { Channel = turn.Channel }).ReachedOn(turn.Channel);
        file = file.ReachedOn(turn.Addresses.Select(a => a.Channel));
        var meaning = await understanding.OfAsync(turn.Inbound, file, now);
        if (meaning.Desk is not null) meaning = meaning with { Place = await PlaceAsync(turn, customer) };
        var decision = Router.Decide(file, meaning, now);
        if (decision.Refusal is { } refusal) return new TurnResult.Refused(refusal, file);

        var facts = absorbed.File is null ? decision.Facts : [new StrangerRecognised(turn.Stranger!), .. decision.Facts];
        var conversation = turn.Conversation ?? await ConversationOfAsync(turn.Addresses);
        if (conversation is null && decision.On is { } on) conversation = await store.LatestConversationAsync(customer, on);

        // To a number that was given for it is written at that number, though nothing was said there yet.
        if (conversation is null && turn.Inbound is not NumberGiven) conversation = await UsualConversationOfAsync(customer, decision.Next, IsUnasked(turn), now);
        if (decision.Replies.Any(r => r.Files.Count > 0) && conversation is { } there && departures.RoadTo(there.Channel).Sender is { CarriesFiles: false }) return new TurnResult.Refused(Refusal.NoFilesThere, file);
        var commit = new TurnCommit
        {
            Channel = turn.Channel,
            InboundId = turn.InboundId,
            Next = decision.Next,
            Version = version,
            At = now,
            Conversation = conversation,
            Lines = LinesOf(turn, decision, meaning.Desk, now, conversation?.Channel ?? (turn.Addresses is [var first, ..] ? first.Channel : null)),
            Files = turn.Files,
            AnsweredInline = turn.AnsweredInline,
            ReplyTo = turn.ReplyTo,
            Unasked = IsUnasked(turn),
            NotAfter = turn.Inbound is WorkCameDue { Work: CheckInDue contact } ? Itinerary.Latest(decision.Next, contact, now, content.Shop) : null,
            Work = decision.Work,
            Finished = turn.Work,
            Facts = facts,
            Cases = [.. decision.Next.Cases.Where(c => !file.Cases.Contains(c))],
            Rewards = [.. decision.Next.Rewards.Where(r => !file.Rewards.Contains(r))],
            Budgets = budgets.Of(facts),
            Purchase = turn.Purchase,
            Addresses = turn.Addresses,
            Absorbed = turn.Stranger is { } id ? (id, absorbed.Version) : null,
        };
        using var ticket = Board(commit);
        switch (await CommitAsync(commit with { LeavesAs = ticket?.Owner }, ticket))
        {
            case CommitResult.Done done:
                var left = done.Leaving is { } line ? ticket!.Depart(line) : Task.CompletedTask;
                Tell(commit, done);
                return new TurnResult.Done(decision.Next, done.Lines) { Left = left };
            case CommitResult.Repeat repeat:
                ticket?.Doubt();
                return new TurnResult.Repeat(repeat.ActivityId);
            case CommitResult.Lost:
                return new TurnResult.Lost();
            default:
                return null;
        }
    }

    // A place for the first thing we say where saying and sending are two.
    private Departures.Ticket? Board(TurnCommit commit) =>
        commit.Lines.Any(l => l.IsOurs) && commit.SpokenOn is { } channel && !commit.IsSentOn(channel)
            ? departures.Board(channel, commit.KeyOfReply(0), commit.Unasked) : null;

    private async Task<CommitResult> CommitAsync(TurnCommit commit, Departures.Ticket? ticket)
    {
        try
        {
            return await store.CommitAsync(commit);
        }
        catch (BudgetSpentException spent)
        {
            // Decided again without it.
            ticket?.Doubt();
            budgets.Close(spent.Reward);
            return new CommitResult.Conflict();
        }
        catch
        {
            ticket?.Doubt();
            throw;
        }
    }

    // Who buys is spoken to where the sale says, which may be another place than the last time.
    private async ValueTask<ConversationKey?> ConversationOfAsync(IReadOnlyList<Address> addresses) =>
        addresses is [var first, ..] && await store.FindConversationOfAsync(first.Channel, first.User) is { } id ? new ConversationKey(first.Channel, id) : null;

    // Where they want it, or where we spoke last.
    private async ValueTask<ConversationKey?> UsualConversationOfAsync(string customer, CustomerFile file, bool unasked, DateTimeOffset now) =>
        (file.ChannelFor(unasked, now) is { } channel ? await store.LatestConversationAsync(customer, channel) : null) ?? await store.LatestConversationAsync(customer);

    // Where the customer's words stand, by which another desk reads them: what this turn adds is the next line there, or the turn is taken anew.
    private async ValueTask<LinePlace?> PlaceAsync(Turn turn, string customer)
    {
        var isLine = turn.Inbound is CustomerWrote or PictureReceived;
        if (!isLine && turn.Inbound is not WorkCameDue { Work: StoryDue }) return null;
        return (turn.Conversation ?? await store.LatestConversationAsync(customer)) is { } key && await store.FindConversationAsync(key) is { } soFar
            ? new LinePlace(key.Channel, key.Id, soFar.LastSequence + (isLine ? 1 : 0)) : null;
    }

    private List<NewLine> LinesOf(Turn turn, Decision decision, ConnectedDesk? desk, DateTimeOffset now, string? channel)
    {
        var lines = new List<NewLine>();
        var heard = turn.Inbound is CustomerWrote wrote ? wrote.Text : turn.Inbound is PictureReceived ? content.Prompts.Render(new APicture(), new Reader(decision.Next.Locale, decision.Next.TimeZone, now, "")).Text : null;
        if (heard is not null) lines.Add(new NewLine(Speaker.Customer, decision.Next.Name, heard, [], turn.ClientId) { Files = [.. turn.Files.Select(f => f.About)] });
        var speaker = turn.Inbound is AgentReplied agent ? (Speaker.Agent, (string?)agent.Agent) : (Speaker.Bot, null);
        var index = 0;
        foreach (var reply in decision.Replies)
        {
            var reader = new Reader(decision.Next.Locale, decision.Next.TimeZone, now, $"{turn.Customer}|{now.UtcTicks}|{index++}");
            var words = content.Prompts.Render(reply, reader);
            var form = IsUnasked(turn) && index == decision.Replies.Count ? words.Form with { WayOut = content.Prompts.Render(new WayOut(), reader).Text } : words.Form;

            // What stands in a manual can be read there, and has a short form; what a person wrote is not cut.
            var pieces = form.Citations is null && form.Sms is null && channel is not null ? Pieces.Of(words.Text, RoomOn(channel, reply.Files.Count)) : [words.Text];
            lines.AddRange(pieces.Select((piece, i) => new NewLine(speaker.Item1, speaker.Item2, piece, i == pieces.Count - 1 ? words.Buttons : [], turn.StreamId) { Form = form, Files = i == pieces.Count - 1 ? reply.Files : [] }));
        }

        // A hub that listens on our own channel hears of it with the line by which the customer does.
        if (desk is { IsHub: true } && lines is [.., { IsOurs: true } last] && decision.Facts.OfType<DeskEventNoted>().LastOrDefault() is { } handed)
            lines[^1] = last with { Form = last.Form! with { HandsOver = handed.CaseId } };
        return lines;
    }

    // For words, beside the links to files.
    private int RoomOn(string channel, int files) => departures.RoadTo(channel).Sender is { Longest: < int.MaxValue } sender ? sender.Longest - (files * sender.LongestLink) : int.MaxValue;

    private static bool IsUnasked(Turn turn) => turn.Inbound is WorkCameDue { Work: CheckInDue };

    private void Tell(TurnCommit commit, CommitResult.Done done)
    {
        if (done.Lines.Count > 0)
        {
            var (id, channel) = (done.Lines[0].Id, commit.SpokenOn!);
            if (commit.IsSentOn(channel)) changes.Signal(Changes.Conversation(channel, id[..id.LastIndexOf('|')]));
            else if (commit.Lines.Count(l => l.IsOurs) > (done.Leaving is null ? 0 : 1)) changes.SignalHere(Changes.Outgoing);
        }

        if (commit.Work.Count > 0) changes.Signal(Changes.Work);
        if (commit.Cases.Count == 0 && !commit.Next.Cases.Any(c => c.IsOpen)) return;
        changes.Signal(Changes.Customer(commit.Next.Id));
        if (commit.Cases.Count > 0) changes.Signal(Changes.Desk);
    }
}
