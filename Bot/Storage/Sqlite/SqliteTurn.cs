using System.Text.Json;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>Writes one turn inside the writer's transaction.</summary>
internal sealed class SqliteTurn(TurnCommit turn)
{
    private SqliteStatements store = null!;
    private Outgoing? leaving;

    private readonly long at = turn.At.ToUnixTimeMilliseconds();

    // Written out by whoever takes the turn, beside the one writer.
    private readonly string document = JsonSerializer.Serialize(turn.Next, StoreJson.Default.CustomerFile);

    public CommitResult Commit(SqliteStatements statements)
    {
        (store, leaving) = (statements, null);
        if (store.Scalar("SELECT result FROM inbound WHERE channel = $1 AND activity_id = $2", turn.Channel, turn.InboundId) is string before)
        {
            // Work that was done before is only left over.
            Finish();
            return new CommitResult.Repeat(before);
        }

        if (!SaveCustomer()) return new CommitResult.Conflict();
        foreach (var address in turn.Addresses) Attach(address);
        var lines = Say();
        foreach (var file in turn.Files)
            store.Execute(
                StoredRows.SaveFile,
                file.About.Id, turn.Conversation!.Value.Channel, turn.Conversation.Value.Id, file.About.Name, file.About.Type, at, file.Content);
        foreach (var work in turn.Work)
            store.Execute("INSERT INTO work (customer_id, due_at, document) VALUES ($1, $2, $3)", turn.Next.Id, StoredRows.CeilingMilliseconds(work.DueAt), JsonSerializer.Serialize(work, StoreJson.Default.Work));
        foreach (var fact in turn.Facts)
            store.Execute("INSERT INTO fact (customer_id, kind, at, document) VALUES ($1, $2, $3, $4)", turn.Next.Id, fact.GetType().Name, at, StoreJson.Write(fact));
        SaveCases();
        SaveRewards();
        if (turn.Purchase is { } sale)
            store.Execute("INSERT INTO purchase (order_id, customer_id, product, document, at) VALUES ($1, $2, $3, $4, $5)", sale.OrderId, sale.CustomerId, sale.Product, sale.Document, at);
        Finish();
        store.Execute("INSERT INTO inbound (channel, activity_id, result, at) VALUES ($1, $2, $3, $4)", turn.Channel, turn.InboundId, lines.Count > 0 ? lines[0].Id : "", at);
        return new CommitResult.Done(lines, leaving);
    }

    private bool SaveCustomer()
    {
        var file = turn.Next;
        // Who has a file is not absorbed: that takes the file away.
        if (file.IsStranger && turn.Version == 0 && store.Scalar("SELECT 1 FROM absorbed WHERE id = $1", file.Id) is not null) return false;
        if (turn.Absorbed is { } stranger && !Absorb(stranger.Id, stranger.Version)) return false;
        var next = file.Next?.At.ToUnixTimeMilliseconds();
        var resting = file.Resting?.ToString();
        var changed = turn.Version == 0
            ? store.Execute("INSERT INTO customer (id, version, document, next_contact_at, resting_reason) VALUES ($1, 1, $2, $3, $4) ON CONFLICT DO NOTHING", file.Id, document, next, resting)
            : store.Execute("UPDATE customer SET version = version + 1, document = $3, next_contact_at = $4, resting_reason = $5 WHERE id = $1 AND version = $2", file.Id, turn.Version, document, next, resting);
        if (changed == 0 && turn.Absorbed is not null) throw new TurnConflictException();
        return changed > 0;
    }

    private bool Absorb(string stranger, long version)
    {
        var read = (long?)store.Scalar("SELECT version FROM customer WHERE id = $1", stranger) ?? 0;
        if (read != version) return false;
        store.Execute("DELETE FROM customer WHERE id = $1", stranger);

        // Another sale may have been first: then everything has moved already, to whom the address check will tell.
        store.Execute("INSERT INTO absorbed (id, customer_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", stranger, turn.Next.Id);
        // Addresses and lines are found through the conversations, which therefore come last.
        store.Execute("UPDATE address SET customer_id = $2 WHERE customer_id = $1 AND (channel, user) IN (SELECT channel, user FROM conversation WHERE customer_id = $1)", stranger, turn.Next.Id);
        store.Execute("UPDATE message SET customer_id = $2 WHERE (channel, conversation) IN (SELECT channel, id FROM conversation WHERE customer_id = $1)", stranger, turn.Next.Id);
        store.Execute("UPDATE conversation SET customer_id = $2 WHERE customer_id = $1", stranger, turn.Next.Id);
        store.Execute("UPDATE work SET customer_id = $2 WHERE customer_id = $1", stranger, turn.Next.Id);
        store.Execute("UPDATE fact SET customer_id = $2 WHERE customer_id = $1", stranger, turn.Next.Id);
        store.Execute("UPDATE \"case\" SET customer_id = $2 WHERE customer_id = $1", stranger, turn.Next.Id);
        return true;
    }

    // A known address is given a conversation at once, so that the first words have somewhere to stand before the customer opens the chat.
    private void Attach(Address address)
    {
        store.Execute("INSERT INTO address (channel, user, customer_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", address.Channel, address.User, turn.Next.Id);
        if ((string)store.Scalar("SELECT customer_id FROM address WHERE channel = $1 AND user = $2", address.Channel, address.User)! != turn.Next.Id)
            throw new AddressTakenException();
        store.Execute(
            "INSERT INTO conversation (channel, id, user, customer_id, last_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            address.Channel, address.NewConversation, address.User, turn.Next.Id, at);
    }

    private List<TranscriptLine> Say()
    {
        var said = new List<TranscriptLine>(turn.Lines.Count);
        if (turn.Lines.Count == 0) return said;
        var conversation = Where() ?? throw new InvalidOperationException("There is something to say and nowhere to say it.");
        var (last, user, reference) = store.Rows(
            "UPDATE conversation SET last_sequence = last_sequence + $3, last_at = $4 WHERE channel = $1 AND id = $2 RETURNING last_sequence, user, reference",
            r => (r.GetInt64(0), r.Text(1), r.Text(2)), conversation.Channel, conversation.Id, turn.Lines.Count, at)[0];
        var reply = 0;
        for (var i = 0; i < turn.Lines.Count; i++)
        {
            var line = turn.Lines[i];
            var sequence = last - turn.Lines.Count + i + 1;
            store.Execute(
                "INSERT INTO message (channel, conversation, sequence, customer_id, speaker, name, text, buttons, client_id, at, form, files) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                conversation.Channel, conversation.Id, sequence, turn.Next.Id, line.Speaker.ToString(), line.Name, line.Text, StoredRows.OfButtons(line.Buttons), line.ClientId, at, StoredRows.OfForm(line.Form), StoredRows.OfFiles(line.Files));
            if (line.IsOurs && Send(conversation, sequence, reply++) is { } row) leaving = OutgoingRows.Leaving(turn, conversation, sequence, user, reference, line, row);
            said.Add(line.SaidIn(conversation, sequence, turn.At));
        }

        return said;
    }

    // On our own Direct Line the row is the delivery: written and sent are one commit, so it is sent exactly once. Elsewhere the first line leaves with the turn if there is a place for it and
    // nothing before it is still on its way; the others wait for the dispatcher. The result is the row of what leaves.
    private long? Send(ConversationKey conversation, long sequence, int reply)
    {
        var sent = turn.IsSentOn(conversation.Channel);
        var leaves = !sent && reply == 0 && turn.LeavesAs is not null && store.Scalar(
            "SELECT 1 FROM outgoing WHERE state IN ('pending', 'claimed', 'sending') AND channel = $1 AND conversation = $2 LIMIT 1", conversation.Channel, conversation.Id) is null;
        if (leaves)
        {
            return (long?)store.Scalar(
                $"""
                INSERT INTO outgoing (dedupe_key, channel, conversation, sequence, state, created_at, not_before, not_after, unasked, reply_to, owner, leased_until, sending_at)
                VALUES ($1, $2, $3, $4, 'sending', $5, $5, $6, $7, $8, $9, unixepoch() + {OutgoingRows.LeaseSeconds}, unixepoch()) RETURNING id
                """,
                turn.KeyOfReply(reply), conversation.Channel, conversation.Id, sequence, at, turn.NotAfter?.ToUnixTimeMilliseconds(), turn.Unasked, turn.ReplyTo, turn.LeavesAs);
        }

        store.Execute(
            """
            INSERT INTO outgoing (dedupe_key, channel, conversation, sequence, state, created_at, sent_at, not_before, not_after, unasked, reply_to)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $8, $9, $10)
            """,
            turn.KeyOfReply(reply), conversation.Channel, conversation.Id, sequence, sent ? "sent" : "pending", at, sent ? at : null, turn.NotAfter?.ToUnixTimeMilliseconds(), turn.Unasked, turn.ReplyTo);
        return null;
    }

    // A customer heard of for the first time in this turn has a conversation only since a moment ago.
    private ConversationKey? Where()
    {
        if (turn.Conversation is { } known) return known;
        if (turn.Addresses is not [var first, ..]) return null;
        var id = (string?)store.Scalar("SELECT id FROM conversation WHERE channel = $1 AND user = $2", first.Channel, first.User);
        return id is null ? null : new ConversationKey(first.Channel, id);
    }

    private void SaveCases()
    {
        foreach (var changed in turn.Cases)
        {
            store.Execute(
                """
                INSERT INTO "case" (id, customer_id, kind, owner, lease, opened_at, first_word_by, resolved_at, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, lease = excluded.lease, first_word_by = excluded.first_word_by, resolved_at = excluded.resolved_at, document = excluded.document
                """,
                changed.Id, turn.Next.Id, changed.Kind.ToString(), changed.Owner, changed.Lease, changed.OpenedAt.ToUnixTimeMilliseconds(),
                changed.FirstWordBy.ToUnixTimeMilliseconds(), changed.ResolvedAt?.ToUnixTimeMilliseconds(), JsonSerializer.Serialize(changed, StoreJson.Default.Case));
        }
    }

    private void SaveRewards()
    {
        foreach (var (reward, most) in turn.Budgets)
        {
            if (most < 1 || store.Execute(
                "INSERT INTO reward_budget (reward, issued) VALUES ($1, 1) ON CONFLICT (reward) DO UPDATE SET issued = issued + 1 WHERE issued < $2", reward, most) == 0) throw new BudgetSpentException(reward);
        }

        foreach (var earned in turn.Rewards)
        {
            var written = store.Execute(
                """
                INSERT INTO reward (code, customer_id, reward, issued_at, expires_at, redeemed_at, redeemed_with) VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (code) DO UPDATE SET redeemed_at = excluded.redeemed_at, redeemed_with = excluded.redeemed_with WHERE customer_id = excluded.customer_id
                """,
                earned.Code, turn.Next.Id, earned.Name, earned.IssuedAt.ToUnixTimeMilliseconds(), earned.ExpiresAt.ToUnixTimeMilliseconds(), earned.RedeemedAt?.ToUnixTimeMilliseconds(), earned.RedeemedWith);

            // Chance has given the same code twice: decided again it gets another.
            if (written == 0) throw new TurnConflictException();
        }
    }

    private void Finish()
    {
        if (turn.Finished is { } work) store.Execute("DELETE FROM work WHERE id = $1", work.Id);
    }
}
