using System.Text.Json;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Npgsql;

namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>
/// One turn in a batch: one round trip and one transaction, since statements sent together without a BEGIN are. A condition that does not hold raises one of the codes below, and
/// nothing of the batch is written.
/// </summary>
internal sealed class PostgresTurn(TurnCommit turn, NpgsqlBatch batch)
{
    /// <summary>Somebody else changed the file since it was read.</summary>
    public const string Conflict = "FU001";

    /// <summary>An address belongs to somebody else.</summary>
    public const string AddressTaken = "FU002";

    /// <summary>The work belongs to another host, or is done.</summary>
    public const string Lost = "FU003";

    /// <summary>There is no conversation to say something in.</summary>
    public const string Nowhere = "FU004";

    /// <summary>A perk is more than its budget pays for.</summary>
    public const string BudgetSpent = "FU005";

    private const int ColumnsOfSay = 6;

    private static readonly string SayInConversation = Saying("id"), SayAtAddress = Saying("user_id");

    private readonly long at = turn.At.ToUnixTimeMilliseconds();

    public void Write()
    {
        SaveCustomer();
        foreach (var address in turn.Addresses) Attach(address);
        if (turn.Lines.Count > 0) Say();
        else Add("INSERT INTO inbound (channel, activity_id, result, at) VALUES ($1, $2, '', $3)", Value.Text(turn.Channel), Value.Text(turn.InboundId), Value.Number(at));
        foreach (var file in turn.Files)
            Add(StoredRows.SaveFile, Value.Text(file.About.Id), Value.Text(turn.Conversation!.Value.Channel),
                Value.Text(turn.Conversation.Value.Id), Value.Text(file.About.Name), Value.Text(file.About.Type), Value.Number(at), Value.Bytes(file.Content));
        if (turn.Work.Count > 0)
            Add("INSERT INTO work (customer_id, due_at, document) SELECT $1, due_at, document FROM unnest($2, $3) AS given (due_at, document)", Value.Text(turn.Next.Id),
                Value.Numbers(turn.Work.Select(w => StoredRows.CeilingMilliseconds(w.DueAt))), Value.Texts(turn.Work.Select(w => JsonSerializer.Serialize(w, StoreJson.Default.Work))));
        if (turn.Facts.Count > 0)
            Add("INSERT INTO fact (customer_id, kind, at, document) SELECT $1, kind, $2, document FROM unnest($3, $4) AS given (kind, document)", Value.Text(turn.Next.Id), Value.Number(at),
                Value.Texts(turn.Facts.Select(f => f.GetType().Name)), Value.Texts(turn.Facts.Select(StoreJson.Write)));
        foreach (var changed in turn.Cases) Save(changed);
        foreach (var (reward, most) in turn.Budgets)
            Insist("INSERT INTO reward_budget (reward, issued) SELECT $1, 1 WHERE $2 > 0 ON CONFLICT (reward) DO UPDATE SET issued = reward_budget.issued + 1 WHERE reward_budget.issued < $2", BudgetSpent,
                Value.Text(reward), Value.Number(most));
        foreach (var earned in turn.Rewards) Save(earned);
        if (turn.Purchase is { } sale)
            Add("INSERT INTO purchase (order_id, customer_id, product, document, at) VALUES ($1, $2, $3, $4, $5)",
                Value.Text(sale.OrderId), Value.Text(sale.CustomerId), Value.Text(sale.Product), Value.Text(sale.Document), Value.Number(at));
        if (turn.Finished is { } work)
            Insist("DELETE FROM work WHERE id = $1 AND fence = $2", Lost, Value.Number(work.Id), Value.Number(work.Fence));
    }

    /// <summary>Reads the answers to turns that were written into one batch; when it ends, they are durable.</summary>
    public static async Task<IReadOnlyList<CommitResult.Done>> ReadAsync(IReadOnlyList<TurnCommit> turns, NpgsqlDataReader answers)
    {
        var results = new List<CommitResult.Done>(turns.Count);
        foreach (var turn in turns)
        {
            if (turn.Lines.Count > 0)
            {
                while (answers.FieldCount != ColumnsOfSay && await answers.NextResultAsync())
                {
                }

                await answers.ReadAsync();
                results.Add(Said(turn, answers));
                await answers.NextResultAsync();
            }
            else
            {
                results.Add(new CommitResult.Done([]));
            }
        }

        // To the end, where what was refused would say so.
        while (await answers.NextResultAsync())
        {
        }

        return results;
    }

    private static CommitResult.Done Said(TurnCommit turn, NpgsqlDataReader answer)
    {
        var (conversation, before) = (new ConversationKey(turn.SpokenOn!, answer.GetString(0)), answer.GetInt64(1));
        var said = turn.Lines.Select((line, i) => line.SaidIn(conversation, before + i + 1, turn.At)).ToList();
        var first = said.FindIndex(l => l.Speaker != Speaker.Customer);
        var leaving = first < 0 || !answer.GetBoolean(4) ? null
            : OutgoingRows.Leaving(turn, conversation, said[first].Sequence, answer.TextOrNull(2), answer.TextOrNull(3), turn.Lines[first]);
        return new CommitResult.Done(said, leaving);
    }

    private void SaveCustomer()
    {
        var file = turn.Next;
        if (turn.Absorbed is { } stranger)
        {
            Meet(stranger.Id);
            Absorb(stranger.Id, stranger.Version);
        }

        // A stranger who has a row is absorbed by taking that row away, which the version below tells.
        if (file.IsStranger && turn.Version == 0)
        {
            Meet(file.Id);
            Add($"SELECT insist(NOT EXISTS (SELECT 1 FROM absorbed WHERE id = $1), '{Conflict}')", Value.Text(file.Id));
        }

        var (document, next, resting) = (Value.Text(JsonSerializer.Serialize(file, StoreJson.Default.CustomerFile)), Value.Moment(file.Next?.At), Value.Text(file.Resting?.ToString()));
        if (turn.Version == 0)
            Insist("INSERT INTO customer (id, version, document, next_contact_at, resting_reason) VALUES ($1, 1, $2, $3, $4) ON CONFLICT DO NOTHING", Conflict, Value.Text(file.Id), document, next, resting);
        else
            Insist("UPDATE customer SET version = version + 1, document = $3, next_contact_at = $4, resting_reason = $5 WHERE id = $1 AND version = $2", Conflict,
                Value.Text(file.Id), Value.Number(turn.Version), document, next, resting);
    }

    // A stranger need not have a row yet that could be locked: who speaks as them and who takes them in meet at this lock.
    private void Meet(string stranger) => Add("SELECT pg_advisory_xact_lock('absorbed'::regclass::oid::integer, hashtext($1))", Value.Text(stranger));

    private void Absorb(string stranger, long version)
    {
        if (version == 0) Add($"SELECT insist(NOT EXISTS (SELECT 1 FROM customer WHERE id = $1), '{Conflict}')", Value.Text(stranger));
        else Insist("DELETE FROM customer WHERE id = $1 AND version = $2", Conflict, Value.Text(stranger), Value.Number(version));

        // Another sale may have been first: then everything has moved already, to whom the address check will tell.
        Add("INSERT INTO absorbed (id, customer_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", Value.Text(stranger), Value.Text(turn.Next.Id));
        foreach (var table in new[] { "address", "conversation", "message", "work", "fact", "\"case\"", "reward" })
            Add($"UPDATE {table} SET customer_id = $2 WHERE customer_id = $1", Value.Text(stranger), Value.Text(turn.Next.Id));
    }

    // A known address is given a conversation at once, so that the first words have somewhere to stand before the customer opens the chat.
    private void Attach(Address address)
    {
        Add("INSERT INTO address (channel, user_id, customer_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", Value.Text(address.Channel), Value.Text(address.User), Value.Text(turn.Next.Id));
        Add($"SELECT insist(EXISTS (SELECT 1 FROM address WHERE channel = $1 AND user_id = $2 AND customer_id = $3), '{AddressTaken}')",
            Value.Text(address.Channel), Value.Text(address.User), Value.Text(turn.Next.Id));
        Add("INSERT INTO conversation (channel, id, user_id, customer_id, last_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            Value.Text(address.Channel), Value.Text(address.NewConversation), Value.Text(address.User), Value.Text(turn.Next.Id), Value.Number(at));
    }

    // On our own Direct Line the row in outgoing is the delivery: written and sent are one commit, so it is sent exactly once. Elsewhere the first line leaves with the turn if there is
    // a place for it and nothing before it is still on its way; the others wait for the dispatcher.
    private void Say()
    {
        var key = turn.Conversation is { } known ? known
            : turn.Addresses is [var first, ..] ? new ConversationKey(first.Channel, first.User)
            : throw new InvalidOperationException("There is something to say and nowhere to say it.");
        var sent = turn.IsSentOn(key.Channel);
        Add(
            turn.Conversation is null ? SayAtAddress : SayInConversation,
            Value.Text(key.Channel), Value.Text(key.Id), Value.Text(turn.Next.Id), Value.Text(turn.InboundId), Value.Number(at),
            Value.Texts(turn.Lines.Select(l => l.Speaker.ToString())), Value.Texts(turn.Lines.Select(l => l.Name)), Value.Texts(turn.Lines.Select(l => l.Text)),
            Value.Texts(turn.Lines.Select(l => StoredRows.OfButtons(l.Buttons))), Value.Texts(turn.Lines.Select(l => l.ClientId)), Value.Texts(Replies()), Value.Text(turn.Channel),
            Value.Text(sent ? "sent" : "pending"), Value.Number(sent ? at : null), Value.Moment(turn.NotAfter), Value.Number(turn.Unasked ? 1 : 0), Value.Text(turn.ReplyTo), Value.Number(turn.LeavesAs),
            Value.Texts(turn.Lines.Select(l => StoredRows.OfForm(l.Form))), Value.Texts(turn.Lines.Select(l => StoredRows.OfFiles(l.Files))));
    }

    private static string Saying(string column) =>
        $"""
        WITH place AS (
            UPDATE conversation SET last_sequence = last_sequence + cardinality($6::text[]), last_at = $5 WHERE channel = $1 AND {column} = $2
            RETURNING id, last_sequence - cardinality($6::text[]) AS before, user_id, reference
        ), first AS (
            SELECT CASE WHEN $18 IS NULL OR EXISTS (
                SELECT 1 FROM outgoing WHERE state IN ('pending', 'claimed', 'sending') AND channel = $1 AND conversation = (SELECT id FROM place)) THEN $13 ELSE 'sending' END AS state
        ), line AS (
            SELECT place.id, place.before + ordinal AS sequence, speaker, name, text, buttons, client_id, reply, form, files
            FROM place, unnest($6, $7, $8, $9, $10, $11, $19, $20) WITH ORDINALITY AS given (speaker, name, text, buttons, client_id, reply, form, files, ordinal)
        ), said AS (
            INSERT INTO message (channel, conversation, sequence, customer_id, speaker, name, text, buttons, client_id, at, form, files)
            SELECT $1, id, sequence, $3, speaker, name, text, buttons, client_id, $5, form, files FROM line
        ), sent AS (
            INSERT INTO outgoing (dedupe_key, channel, conversation, sequence, state, created_at, sent_at, not_before, not_after, unasked, reply_to, owner, leased_until, sending_at)
            SELECT $12 || '|' || $4 || '|' || reply, $1, id, sequence, CASE reply WHEN '0' THEN first.state ELSE $13 END, $5, $14, $5, $15, $16 = 1, $17,
                CASE WHEN reply = '0' AND first.state = 'sending' THEN $18 END, CASE WHEN reply = '0' AND first.state = 'sending' THEN clock_timestamp() + {PostgresOutbox.Lease} END,
                CASE WHEN reply = '0' AND first.state = 'sending' THEN clock_timestamp() END
            FROM line, first WHERE reply IS NOT NULL
        ), heard AS (
            INSERT INTO inbound (channel, activity_id, result, at)
            SELECT $12, $4, id || '|' || lpad((before + 1)::text, greatest(7, length((before + 1)::text)), '0'), $5 FROM place
        )
        SELECT place.id, place.before, place.user_id, place.reference, first.state = 'sending', insist(place.id IS NOT NULL, '{Nowhere}') FROM first LEFT JOIN place ON true
        """;

    private IEnumerable<string?> Replies()
    {
        var reply = 0;
        return turn.Lines.Select(line => line.IsOurs ? $"{reply++}" : null);
    }

    private void Save(Case changed) => Add(
        """
        INSERT INTO "case" (id, customer_id, kind, owner, lease, opened_at, first_word_by, resolved_at, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, lease = excluded.lease, first_word_by = excluded.first_word_by, resolved_at = excluded.resolved_at, document = excluded.document
        """,
        Value.Text(changed.Id), Value.Text(turn.Next.Id), Value.Text(changed.Kind.ToString()), Value.Text(changed.Owner), Value.Number(changed.Lease), Value.Moment(changed.OpenedAt),
        Value.Moment(changed.FirstWordBy), Value.Moment(changed.ResolvedAt), Value.Text(JsonSerializer.Serialize(changed, StoreJson.Default.Case)));

    // Chance may give the same code twice: decided again it gets another.
    private void Save(EarnedReward earned) => Insist(
        """
        INSERT INTO reward (code, customer_id, reward, issued_at, expires_at, redeemed_at, redeemed_with) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (code) DO UPDATE SET redeemed_at = excluded.redeemed_at, redeemed_with = excluded.redeemed_with WHERE reward.customer_id = excluded.customer_id
        """,
        Conflict, Value.Text(earned.Code), Value.Text(turn.Next.Id), Value.Text(earned.Name), Value.Moment(earned.IssuedAt), Value.Moment(earned.ExpiresAt), Value.Moment(earned.RedeemedAt), Value.Text(earned.RedeemedWith));

    private void Insist(string change, string otherwise, params NpgsqlParameter[] values) =>
        Add($"WITH changed AS ({change} RETURNING 1) SELECT insist(EXISTS (SELECT 1 FROM changed), '{otherwise}')", values);

    private void Add(string sql, params NpgsqlParameter[] values)
    {
#pragma warning disable CA2100 // The texts are made of constants of this folder.
        var statement = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        statement.Parameters.AddRange(values);
        batch.BatchCommands.Add(statement);
    }
}
