using System.Data.Common;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Storage;

/// <summary>What every store keeps to.</summary>
public abstract class StoreTests : IAsyncLifetime
{
    private protected IStore Store { get; private set; } = null!;

    [Fact]
    public async Task All_facts_are_read_on_from_a_number_in_the_order_of_their_numbers()
    {
        Assert.Equal(0, await Store.LastFactAsync());
        Assert.Empty(await Store.ReadFactsAfterAsync(0, 10));
        await Store.CommitAsync(Turn("1", 0) with { Facts = [new CustomerOptedOut(), new CustomerOptedIn()] });
        await Store.CommitAsync(Turn("2", 1) with { Facts = [new CheckInSent(null, "fit")] });
        var all = await Store.ReadFactsAfterAsync(0, 10);
        for (var i = 0; i < 100 && all.Count < 3; i++, all = await Store.ReadFactsAfterAsync(0, 10)) await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(["CustomerOptedOut", "CustomerOptedIn", "CheckInSent"], all.Select(f => f.Kind));
        Assert.Equal(all.OrderBy(f => f.Number), all);
        Assert.All(all, f => Assert.Equal("C-1", f.CustomerId));
        Assert.Equal(await Store.LastFactAsync(), all[^1].Number);
        Assert.Equal([all[1]], await Store.ReadFactsAfterAsync(all[0].Number, 1));
        Assert.Equal(new CheckInSent(null, "fit"), StoreJson.ReadFact(all[2].Kind, all[2].Document));
        Assert.Empty(await Store.ReadFactsAfterAsync(all[2].Number, 10));
    }

    [Fact]
    public async Task What_another_desk_was_to_hear_has_its_place_for_ever()
    {
        Assert.Empty(await Store.ReadDeskEventsAsync(0, 10));
        await Store.CommitAsync(Turn("1", 0) with { Facts = [new CustomerOptedOut(), new DeskEventNoted("C-1-1", 1, DeskEvent.Opened), new CustomerOptedIn()] });
        await Store.CommitAsync(Turn("2", 1) with { Facts = [new DeskEventNoted("C-1-1", 2, DeskEvent.Received) { Place = new LinePlace("directline", "c", 3) }, new DeskEventNoted("C-1-1", 3, DeskEvent.Closed)] });
        var all = await Store.ReadDeskEventsAsync(0, 10);
        for (var i = 0; i < 100 && all.Count < 3; i++, all = await Store.ReadDeskEventsAsync(0, 10)) await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], all.Select(f => Assert.IsType<DeskEventNoted>(StoreJson.ReadFact(f.Kind, f.Document)).Sequence));
        Assert.Equal([all[1]], await Store.ReadDeskEventsAsync(1, 1));
        Assert.Equal(new DeskEventNoted("C-1-1", 2, DeskEvent.Received) { Place = new LinePlace("directline", "c", 3) }, StoreJson.ReadFact(all[1].Kind, all[1].Document));
        Assert.Empty(await Store.ReadDeskEventsAsync(3, 10));
    }

    [Fact]
    public async Task An_inbound_is_handled_once_however_often_it_comes()
    {
        var conversation = await Store.OpenConversationAsync("directline", "dl_maria", "abc", TestHost.Start);
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Store.CommitAsync(Turn("1", 0) with { Conversation = conversation.Key, Lines = [Line("hello")] })));
        Assert.Single(results.OfType<CommitResult.Done>());
        Assert.Equal(9, results.OfType<CommitResult.Repeat>().Count(r => r.ActivityId == "abc|0000001"));
        Assert.Single(await Store.ReadLinesAsync(conversation.Key, 0, 10));
    }

    [Fact]
    public async Task A_decision_on_an_old_file_is_refused_and_leaves_nothing()
    {
        await Store.CommitAsync(Turn("1", 0));
        Assert.IsType<CommitResult.Done>(await Store.CommitAsync(Turn("2", 1)));
        Assert.IsType<CommitResult.Conflict>(await Store.CommitAsync(Turn("3", 1) with { Work = [new StoryDue(TestHost.Start, TestHost.Start)] }));
        Assert.IsType<CommitResult.Conflict>(await Store.CommitAsync(Turn("4", 0)));
        Assert.Null(await Store.NextDueAtAsync());
        Assert.Equal(2, (await Store.LoadCustomerAsync("C-1")).Version);
    }

    [Fact]
    public async Task A_write_that_fails_does_not_take_its_neighbours_along()
    {
        // Neither a next contact nor a reason for none: the store itself refuses to drop a customer.
        var dropped = Turn("bad", 0) with { Next = new CustomerFile { Id = "C-2" } };
        var writes = Enumerable.Range(0, 20).Select(i => (Task)Store.CommitAsync(Turn($"{i}", 0) with { Next = new CustomerFile { Id = $"N-{i}", Resting = RestingReason.NoPurchase } })).ToList();
        var bad = Store.CommitAsync(dropped);
        await Task.WhenAll(writes);
        await Assert.ThrowsAnyAsync<DbException>(() => bad);
        Assert.Equal(0, (await Store.LoadCustomerAsync("C-2")).Version);
        Assert.Equal(1, (await Store.LoadCustomerAsync("N-19")).Version);
    }

    [Fact]
    public async Task A_timer_is_not_mistaken_for_an_earlier_one_that_had_its_number()
    {
        await Store.CommitAsync(Turn("1", 0) with { Work = [new StoryDue(TestHost.Start, TestHost.Start)] });
        var first = Assert.Single(await Store.ClaimDueAsync(TestHost.Start, 10));
        await Store.CommitAsync(Turn($"{first.Id}", 1) with { Channel = "work", Finished = first.Claim });
        await Store.CommitAsync(Turn("2", 2) with { Work = [new StoryDue(TestHost.Start, TestHost.Start)] });
        Assert.NotEqual(first.Id, Assert.Single(await Store.ClaimDueAsync(TestHost.Start, 10)).Id);
    }

    [Fact]
    public async Task Work_waits_for_its_time_and_what_is_put_off_or_given_back_comes_again()
    {
        await Store.CommitAsync(Turn("1", 0) with { Work = [new StoryDue(TestHost.Start.AddHours(2), TestHost.Start), new StoryDue(TestHost.Start.AddHours(1), TestHost.Start)] });
        Assert.Empty(await Store.ClaimDueAsync(TestHost.Start, 10));
        Assert.Equal(TestHost.Start.AddHours(1), await Store.NextDueAtAsync());
        var due = await Store.ClaimDueAsync(TestHost.Start.AddHours(2), 10);
        Assert.Equal([TestHost.Start.AddHours(1), TestHost.Start.AddHours(2)], due.Select(d => d.Work!.DueAt));

        await Store.PutOffAsync(due[0].Claim, TestHost.Start.AddDays(1), null);
        await Store.GiveBackAsync();
        var again = Assert.Single(await Store.ClaimDueAsync(TestHost.Start.AddHours(2), 10));
        Assert.Equal((due[1].Id, 0), (again.Id, again.Attempts));
        await Store.PutOffAsync(again.Claim, TestHost.Start, "seen enough");
        var last = Assert.Single(await Store.ClaimDueAsync(TestHost.Start.AddDays(1), 10));
        Assert.Equal((due[0].Id, 1), (last.Id, last.Attempts));
    }

    [Fact]
    public async Task Work_that_was_done_before_goes_with_the_repeat()
    {
        await Store.CommitAsync(Turn("1", 0) with { Work = [new StoryDue(TestHost.Start, TestHost.Start)] });
        var due = Assert.Single(await Store.ClaimDueAsync(TestHost.Start, 10));
        await Store.CommitAsync(Turn("done", 1) with { Channel = "work" });
        Assert.IsType<CommitResult.Repeat>(await Store.CommitAsync(Turn("done", 2) with { Channel = "work", Finished = due.Claim }));
        await Store.GiveBackAsync();
        Assert.Empty(await Store.ClaimDueAsync(TestHost.Start, 10));
    }

    private protected static readonly Form Shown = new("Welcome/thank-you")
    {
        Sms = "Short: \"{1,2}\" \\ 😀",
        WayOut = "STOP",
        Card = new Card("Your lamp", [new CardFact("With you by", "24 November")]),
        Citations = [new CitedSection("Manual", "Fit", "/manuals/a#fit")],
    };

    [Fact]
    public async Task Lines_are_read_as_they_were_said()
    {
        var conversation = await Store.OpenConversationAsync("directline", "dl_maria", "abc", TestHost.Start);
        var said = await Store.CommitAsync(Turn("1", 0) with
        {
            Next = Turn("1", 0).Next with { Id = conversation.CustomerId },
            Conversation = conversation.Key,
            Lines = [Line("¿Qué tal? \"quoted\" \\ 😀\n{1,2}") with { ClientId = "client-1" }, new NewLine(Speaker.Bot, null, "Fine.", ["Yes, it has", "No"], null) { Form = Shown }, new NewLine(Speaker.Agent, "Jonas", "Hello.", [], null)],
        });
        var lines = await Store.ReadLinesAsync(conversation.Key, 0, 10);
        Assert.Equivalent(Assert.IsType<CommitResult.Done>(said).Lines, lines, strict: true);
        Assert.Equal(["abc|0000001", "abc|0000002", "abc|0000003"], lines.Select(l => l.Id));
        Assert.Equal(["Yes, it has", "No"], lines[1].Buttons);
        Assert.Equivalent(Shown, lines[1].Form, strict: true);
        Assert.Null(lines[0].Form);
        Assert.Equivalent(lines.Skip(1), await Store.ReadTranscriptAsync(conversation.CustomerId, 2), strict: true);
        Assert.Single(await Store.ReadLinesAsync(conversation.Key, 2, 10));
        Assert.Equal(3, (await Store.FindConversationAsync(conversation.Key))!.LastSequence);
    }

    [Fact]
    public async Task A_file_is_kept_with_its_line_and_goes_when_it_has_served()
    {
        var conversation = await Store.OpenConversationAsync("directline", "dl_maria", "abc", TestHost.Start);
        var file = new StoredFile(new SentFile("f-1", "photo \"1\".png", "image/png", 5), [0, 255, 1, 254, 2]);
        var turn = Turn("1", 0) with { Conversation = conversation.Key, Lines = [Line("") with { Files = [file.About] }, Line("see?")], Files = [file] };
        var done = Assert.IsType<CommitResult.Done>(await Store.CommitAsync(turn));
        Assert.IsType<CommitResult.Repeat>(await Store.CommitAsync(turn));
        var lines = await Store.ReadLinesAsync(conversation.Key, 0, 10);
        Assert.Equivalent(done.Lines, lines, strict: true);
        Assert.Equal([file.About], lines[0].Files);
        Assert.Empty(lines[1].Files);
        Assert.Equivalent(file, await Store.FindFileAsync("f-1"), strict: true);
        Assert.Null(await Store.FindFileAsync("f-2"));

        Assert.Equal(0, await Store.PruneAsync(Served.File, TestHost.Start, TestContext.Current.CancellationToken));
        Assert.Equal(1, await Store.PruneAsync(Served.File, TestHost.Start.AddDays(1), TestContext.Current.CancellationToken));
        Assert.Null(await Store.FindFileAsync("f-1"));
        Assert.Equal([file.About], (await Store.ReadLinesAsync(conversation.Key, 0, 10))[0].Files);
    }

    [Fact]
    public async Task A_file_of_a_draft_is_its_agents_until_a_turn_sends_it_and_goes_in_time_if_none_does()
    {
        var conversation = await Store.OpenConversationAsync("directline", "dl_maria", "abc", TestHost.Start);
        var (sent, left) = (new StoredFile(new SentFile("f-1", "photo.png", "image/png", 3), [0, 255, 1]), new StoredFile(new SentFile("f-2", "plan.pdf", "application/pdf", 1), [7]));
        foreach (var file in new[] { sent, left }) await Store.Pending.KeepAsync("C-1-1|Jonas", file, TestHost.Start);
        Assert.Equivalent(sent, await Store.Pending.FindAsync("C-1-1|Jonas", "f-1"), strict: true);
        Assert.Equal(sent.About, await Store.Pending.AboutAsync("C-1-1|Jonas", "f-1"));
        Assert.Null(await Store.Pending.FindAsync("C-1-1|Amira", "f-1"));
        Assert.Null(await Store.FindFileAsync("f-1"));
        await Store.Pending.RemoveAsync("C-1-1|Amira", "f-1");

        Assert.IsType<CommitResult.Done>(await Store.CommitAsync(Turn("1", 0) with { Conversation = conversation.Key, Lines = [Line("") with { Files = [sent.About] }], Files = [sent] }));
        Assert.Equivalent(sent, await Store.FindFileAsync("f-1"), strict: true);
        Assert.Null(await Store.Pending.AboutAsync("C-1-1|Jonas", "f-1"));
        await Store.Pending.RemoveAsync("C-1-1|Jonas", "f-1");

        Assert.Equal(0, await Store.PruneAsync(Served.PendingFile, TestHost.Start, TestContext.Current.CancellationToken));
        Assert.Equal(1, await Store.PruneAsync(Served.PendingFile, TestHost.Start.AddDays(1), TestContext.Current.CancellationToken));
        Assert.Null(await Store.Pending.FindAsync("C-1-1|Jonas", "f-2"));
        Assert.NotNull(await Store.FindFileAsync("f-1"));
    }

    [Fact]
    public async Task A_turn_that_does_not_come_true_leaves_no_file()
    {
        var conversation = await Store.OpenConversationAsync("directline", "dl_maria", "abc", TestHost.Start);
        var file = new StoredFile(new SentFile("f-1", "photo.png", "image/png", 1), [1]);
        await Store.CommitAsync(Turn("1", 0));
        Assert.IsType<CommitResult.Conflict>(await Store.CommitAsync(Turn("2", 0) with { Conversation = conversation.Key, Lines = [Line("") with { Files = [file.About] }], Files = [file] }));
        Assert.Null(await Store.FindFileAsync("f-1"));
    }

    [Fact]
    public async Task A_conversation_that_ends_leaves_its_user_another_and_the_customer_one_to_be_written_to()
    {
        var first = await Store.OpenConversationAsync("directline", "dl_maria", "abc", TestHost.Start);
        var elsewhere = await Store.OpenConversationAsync("sms", "+34600000000", "sms-1", TestHost.Start);
        await Store.EndConversationAsync(first.Key, "def", TestHost.Start.AddHours(1));
        await Store.EndConversationAsync(first.Key, "ghi", TestHost.Start.AddHours(2));
        Assert.True((await Store.FindConversationAsync(first.Key))!.IsEnded);
        var second = await Store.OpenConversationAsync("directline", "dl_maria", "unused", TestHost.Start.AddHours(3));
        Assert.Equal(("def", first.CustomerId, false), (second.Id, second.CustomerId, second.IsEnded));
        Assert.Equal("def", await Store.FindConversationOfAsync("directline", "dl_maria"));
        Assert.Null(await Store.FindConversationAsync(new("directline", "ghi")));

        // The newest that has not ended; one that has only when there is no other.
        await Store.CommitAsync(Turn("1", 0) with { Next = new CustomerFile { Id = first.CustomerId, Resting = RestingReason.NoPurchase }, Conversation = first.Key, Lines = [Line("late")], At = TestHost.Start.AddHours(4) });
        Assert.Equal(second.Key, await Store.LatestConversationAsync(first.CustomerId));
        await Store.EndConversationAsync(second.Key, newId: null, TestHost.Start.AddHours(5));
        Assert.Equal(first.Key, await Store.LatestConversationAsync(first.CustomerId));
        Assert.Null(await Store.FindConversationOfAsync("directline", "dl_maria"));
        Assert.Equal(first.CustomerId, await Store.CustomerAtAsync("directline", "dl_maria"));
        Assert.Null(await Store.LatestConversationAsync(first.CustomerId, "sms"));
        Assert.Equal(elsewhere.Key, await Store.LatestConversationAsync(elsewhere.CustomerId, "sms"));
    }

    [Fact]
    public async Task A_user_who_opens_the_chat_ten_times_at_once_has_one_conversation()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Store.OpenConversationAsync("directline", "dl_maria", $"c{i}", TestHost.Start)));
        var one = Assert.Single(opened.Distinct());
        Assert.Equal($"{CustomerFile.StrangerPrefix}{one.Id}", one.CustomerId);
        Assert.Equal(one.CustomerId, await Store.CustomerAtAsync("directline", "dl_maria"));
        Assert.Equal(one.Id, await Store.FindConversationOfAsync("directline", "dl_maria"));
        Assert.Null((await Store.OpenConversationAsync("directline", null, "nobody", TestHost.Start)).User);
    }

    [Fact]
    public async Task A_stranger_who_buys_brings_what_they_said_along()
    {
        var chat = await Store.OpenConversationAsync("directline", "dl_maria", "abc", TestHost.Start);
        var stranger = new CustomerFile { Id = chat.CustomerId, Resting = RestingReason.NoPurchase };
        await Store.CommitAsync(Turn("1", 0) with { Next = stranger, Conversation = chat.Key, Lines = [Line("hello")], Work = [new StoryDue(TestHost.Start, TestHost.Start)] });
        var sale = Turn("A-1", 0) with
        {
            Channel = "purchases",
            Addresses = [new Address("directline", "dl_maria", "unused")],
            Absorbed = (chat.CustomerId, 1),
            Purchase = new ReportedPurchase("A-1", "C-1", "TrailLight 300", "{}"),
            Lines = [new NewLine(Speaker.Bot, null, "Thank you", [], null)],
        };

        // One who speaks as the stranger while the sale is decided makes it decide again.
        await Store.CommitAsync(Turn("2", 1) with { Next = stranger, Conversation = chat.Key, Lines = [Line("hello?")] });
        Assert.IsType<CommitResult.Conflict>(await Store.CommitAsync(sale));
        Assert.Null(await Store.FindPurchaseAsync("A-1"));
        Assert.IsType<CommitResult.Done>(await Store.CommitAsync(sale with { Absorbed = (chat.CustomerId, 2) }));

        Assert.Equal("C-1", await Store.ResolveAsync(chat.CustomerId));
        Assert.Equal("C-1", await Store.CustomerAtAsync("directline", "dl_maria"));
        Assert.Equal(chat.Key, await Store.LatestConversationAsync("C-1"));
        Assert.Equal(["hello", "hello?", "Thank you"], (await Store.ReadTranscriptAsync("C-1", 10)).Select(l => l.Text));
        Assert.Equal("C-1", Assert.Single(await Store.ClaimDueAsync(TestHost.Start, 10)).CustomerId);
        Assert.Equal("TrailLight 300", await Store.FindProductOfOrderAsync("a-1"));
        Assert.IsType<CommitResult.Conflict>(await Store.CommitAsync(Turn("3", 0) with { Next = stranger, Conversation = chat.Key, Lines = [Line("late")] }));
        await Assert.ThrowsAsync<AddressTakenException>(() => Store.CommitAsync(Turn("A-2", 0) with { Next = new CustomerFile { Id = "C-2", Resting = RestingReason.NoPurchase }, Addresses = sale.Addresses }));
        Assert.Equal(0, (await Store.LoadCustomerAsync("C-2")).Version);
    }

    [Fact]
    public async Task A_stranger_speaks_and_buys_at_once_and_nothing_is_left_behind()
    {
        for (var round = 0; round < 20; round++)
        {
            var chat = await Store.OpenConversationAsync("directline", $"dl_{round}", $"chat{round}", TestHost.Start);
            var spoken = Store.CommitAsync(Turn($"s{round}", 0) with { Next = new CustomerFile { Id = chat.CustomerId, Resting = RestingReason.NoPurchase }, Conversation = chat.Key, Lines = [Line("hello")] });
            var sold = Store.CommitAsync(Turn($"p{round}", 0) with
            {
                Next = new CustomerFile { Id = $"C-{round}", Resting = RestingReason.NoPurchase },
                Addresses = [new Address("directline", $"dl_{round}", "unused")],
                Absorbed = (chat.CustomerId, 0),
            });
            await Task.WhenAll(spoken, sold);
            Assert.Single(new[] { await spoken, await sold }.OfType<CommitResult.Conflict>());
            if (await sold is CommitResult.Done) Assert.Equal(0, (await Store.LoadCustomerAsync(chat.CustomerId)).Version);
        }
    }

    [Fact]
    public async Task Facts_are_read_in_their_order_and_an_unknown_kind_by_its_name()
    {
        await Store.CommitAsync(Turn("1", 0) with { Facts = [new JourneyBegun("A-1", 3), new ContactDeferred("A-1", "fit", Deferral.Paused, TestHost.Start)] });
        await Store.CommitAsync(Turn("2", 1) with { At = TestHost.Start.AddDays(1), Facts = [new CheckInAnswered("A-1", "CheckIn.Arrived", Answer.Yes)] });
        await ExecuteAsync($"INSERT INTO fact (customer_id, kind, at, document) VALUES ('C-1', 'OfTheFuture', {TestHost.Start.AddDays(2).ToUnixTimeMilliseconds()}, '{{}}')");
        var facts = await Store.ReadFactsAsync("C-1");
        Assert.Equal([new JourneyBegun("A-1", 3), new ContactDeferred("A-1", "fit", Deferral.Paused, TestHost.Start), new CheckInAnswered("A-1", "CheckIn.Arrived", Answer.Yes), null], facts.Select(f => f.Fact));
        Assert.Equal(("OfTheFuture", TestHost.Start.AddDays(2)), (facts[^1].Kind, facts[^1].At));
        Assert.Empty(await Store.ReadFactsAsync("C-2"));
    }

    [Fact]
    public async Task A_plan_that_nothing_wakes_us_for_is_found()
    {
        var at = TestHost.Start.AddDays(3);
        for (var i = 1; i <= 5; i++)
            await Store.CommitAsync(Turn($"{i}", 0) with { Next = new CustomerFile { Id = $"P-{i}", Next = new NextContact(at, "fit", "A-1") }, Work = [new CheckInDue(at, "fit", "A-1")] });
        await Store.CommitAsync(Turn("6", 0) with { Next = new CustomerFile { Id = "R-1", Resting = RestingReason.NoPurchase } });
        Assert.Empty(await Store.FindUnwokenAsync(TestHost.Start, 10));

        await ExecuteAsync("DELETE FROM work WHERE customer_id = 'P-1'");
        await ExecuteAsync("UPDATE work SET parked_because = 'seen enough' WHERE customer_id = 'P-2'");
        await ExecuteAsync("UPDATE work SET due_at = due_at + 90000000 WHERE customer_id = 'P-3'");
        await ExecuteAsync("UPDATE customer SET next_contact_at = NULL, resting_reason = 'NoPurchase' WHERE id = 'P-4'");
        await ExecuteAsync("UPDATE customer SET next_contact_at = 1, resting_reason = NULL WHERE id = 'R-1'");
        Assert.Equal(["P-1", "P-2", "P-3", "P-4", "R-1"], await Store.FindUnwokenAsync(TestHost.Start, 10));
        Assert.Equal(["P-1", "P-2"], await Store.FindUnwokenAsync(TestHost.Start, 2));
    }

    [Fact]
    public async Task What_has_served_is_taken_away_and_nothing_else()
    {
        var chat = await Store.OpenConversationAsync("sms", "+34600000000", "abc", TestHost.Start);
        for (var i = 0; i < 500; i++)
        {
            var turn = Turn($"i{i:D3}", i) with { Channel = "sms", Conversation = chat.Key, At = TestHost.Start.AddDays(i < 450 ? 0 : 40), Lines = [Line("hello"), new NewLine(Speaker.Bot, null, "Hello.", [], null)] };
            await Store.CommitAsync(turn);
        }

        // Of the old ones some were sent, and of one nobody knows.
        await ExecuteAsync($"UPDATE outgoing SET state = 'sent', sent_at = created_at WHERE dedupe_key < 'sms|i300'");
        await ExecuteAsync("UPDATE outgoing SET state = 'unknown' WHERE dedupe_key = 'sms|i007|0'");
        var before = TestHost.Start.AddDays(1);
        Assert.Equal(450, await Store.PruneAsync(Served.Inbound, before, TestContext.Current.CancellationToken));
        Assert.Equal(299, await Store.PruneAsync(Served.Outgoing, before, TestContext.Current.CancellationToken));
        Assert.Equal(1, await Store.Outbox.CountUnknownAsync());

        // What still waits to be sent keeps its words.
        Assert.Equal(750, await Store.PruneAsync(Served.Transcript, before, TestContext.Current.CancellationToken));
        Assert.Equal(0, await Store.PruneAsync(Served.Inbound, before, TestContext.Current.CancellationToken));
        Assert.IsType<CommitResult.Repeat>(await Store.CommitAsync(Turn("i499", 500) with { Channel = "sms" }));
        Assert.Equal(1000, (await Store.FindConversationAsync(chat.Key))!.LastSequence);
    }

    [Fact]
    public async Task Of_several_that_advance_a_setting_one_succeeds()
    {
        var tries = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Store.AdvanceSettingAsync("nightly", "2026-11-23")));
        Assert.Single(tries, t => t);
        Assert.False(await Store.AdvanceSettingAsync("nightly", "2026-11-22"));
        Assert.True(await Store.AdvanceSettingAsync("nightly", "2026-11-24"));
    }

    [Fact]
    public async Task A_customer_of_an_earlier_version_is_read_and_goes_on()
    {
        await Store.CommitAsync(Turn("1", 0));
        var old = await File.ReadAllTextAsync(Path.Combine(Here(), "customer-of-an-earlier-version.json"), TestContext.Current.CancellationToken);

        // Under a name that this store has not read before.
        await ExecuteAsync($"UPDATE customer SET id = 'C-9', document = '{old.Replace("\"C-1\"", "\"C-9\"", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal).ReplaceLineEndings("")}' WHERE id = 'C-1'");
        var file = (await Store.LoadCustomerAsync("C-9")).File!;
        Assert.Equal((null, null, 0), (file.PausedUntil, file.Next!.Because, file.Purchases[0].JourneyVersion));
        Assert.Empty(file.Contacts);
        Assert.Equal((StepBase.Purchase, JourneyStep.UsualExpiry, ContactPurpose.Tip), (file.Purchases[0].Steps[0].After, file.Purchases[0].Steps[0].Expires, file.Purchases[0].Steps[0].Purpose));
        Assert.True(file.Purchases[0].Delivery!.IsUnchecked);

        var due = Router.Decide(file, new Meaning(new WorkCameDue(new CheckInDue(file.Next.At, file.Next.Step, file.Next.OrderId)), new StaffWord("us", [], true, default, default)), file.Next.At);
        Assert.Single(due.Replies);
        await Store.CommitAsync(Turn("2", 1) with { Next = due.Next });
        Assert.Equivalent(due.Next, (await Store.LoadCustomerAsync("C-9")).File, strict: true);
    }

    [Fact]
    public async Task A_setting_is_what_was_written_last()
    {
        Assert.Null(await Store.ReadSettingAsync("clock"));
        await Store.WriteSettingAsync("clock", "1");
        await Store.WriteSettingAsync("clock", "2");
        Assert.Equal("2", await Store.ReadSettingAsync("clock"));
    }

    [Fact]
    public async Task What_is_written_is_there_after_a_restart()
    {
        var file = new CustomerFile
        {
            Id = "C-1",
            Name = "Maria",
            Next = new NextContact(TestHost.Start, "first", "A-1"),
            Awaiting = new OpenQuestion(OpenQuestion.Story, TestHost.Start, Words: "broken"),
            Purchases =
            [
                new Purchase("A-1", "TrailLight 300", "lamp", TestHost.Start, 1, [new Promise("delivery", "Products/x/delivery", TestHost.Start)],
                    [new JourneyStep("first", 3, new TimeOnly(10, 0), new TimeOnly(18, 0), "CheckIn/x", new Citation("m.md", "M", "H", "/m#h"), CheckInQuestion.Arrived)]) { Done = ["zero"] },
            ],
            Told = ["m.md#H"],
        };
        var (opened, _) = file.Open(CaseKind.Complaint, "Complaint", "broken", new Meaning(new CustomerWrote("broken"), new StaffWord("us", [], true, default, default)), TestHost.Start, TestHost.Start);
        await Store.CommitAsync(Turn("1", 0) with { Next = opened, Cases = opened.Cases });
        await Store.DisposeAsync();
        Store = await OpenAsync();
        Assert.True(await Store.IsReadyAsync());
        Assert.Equivalent(opened, (await Store.LoadCustomerAsync("C-1")).File, strict: true);
        var stored = Assert.Single(await Store.ReadOpenCasesAsync(10));
        Assert.Equal(("Maria", "broken"), (stored.CustomerName, stored.Case.Story));
        Assert.Equivalent(stored, await Store.FindCaseAsync(stored.Case.Id), strict: true);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_left_alone()
    {
        await Store.DisposeAsync();
        await WriteFormatAsync(999);
        Assert.Contains("written by a newer version", (await Assert.ThrowsAsync<StoreException>(OpenAsync)).Message, StringComparison.Ordinal);
    }

    public virtual async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Store is not null) await Store.DisposeAsync();
    }

    private protected abstract Task<IStore> OpenAsync();

    private protected abstract Task WriteFormatAsync(int number);

    /// <summary>Changes the store behind its back.</summary>
    private protected abstract Task ExecuteAsync(string sql);

    private static string Here([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    internal static NewLine Line(string text) => new(Speaker.Customer, null, text, [], null);

    internal static TurnCommit Turn(string inbound, long version) => new()
    {
        Channel = "directline",
        InboundId = inbound,
        Next = new CustomerFile { Id = "C-1", Resting = RestingReason.NoPurchase },
        Version = version,
        At = TestHost.Start,
    };
}
