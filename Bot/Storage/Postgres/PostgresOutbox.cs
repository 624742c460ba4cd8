using System.Text.Json;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Npgsql;

namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>The outbox that several hosts share. Claims are leases by the database's clock; a recorded intent is taken over only when its owner's advisory lock is to be had as well.</summary>
internal sealed class PostgresOutbox : IOutbox
{
    /// <summary>The lease as the database counts it.</summary>
    public static readonly string Lease = $"interval '{OutgoingRows.LeaseSeconds} seconds'";

    // A claimed row stands still while it is judged, so only the customer's file can have changed in between, and each change is somebody's turn.
    private const int MostJudgements = 100;

    // In the conversation it is the first that has not been settled.
    private const string Due =
        "channel = $1 AND not_before <= $2 AND NOT EXISTS (SELECT 1 FROM outgoing e WHERE e.state IN ('pending', 'claimed', 'sending') AND e.channel = o.channel AND e.conversation = o.conversation AND e.sequence < o.sequence)";

    private const string Columns =
        "o.dedupe_key, o.fence, o.owner, o.channel, o.conversation, o.sequence, c.customer_id, c.user_id, c.reference, o.reply_to, m.speaker, m.name, m.text, m.buttons, o.unasked, o.created_at, o.not_after, "
        + "o.attempts, coalesce(extract(epoch FROM clock_timestamp() - o.sending_at), 0)::double precision, o.not_before, m.form, m.files";

    private const string Joined =
        "c.channel = o.channel AND c.id = o.conversation AND m.channel = o.channel AND m.conversation = o.conversation AND m.sequence = o.sequence";

    private readonly PostgresStore store;
    private readonly Gathering<(OutgoingClaim Claim, Func<CustomerFile?, GateVerdict> Judge), GateVerdict?> gate;
    private readonly Gathering<(OutgoingClaim Claim, OutgoingOutcome Outcome), bool> outcomes;

    public PostgresOutbox(PostgresStore store)
    {
        this.store = store;
        gate = new(JudgeAsync);
        outcomes = new(SettleAsync);
    }

    public int Self => store.Host.Number;

    public async ValueTask<IReadOnlyList<string>> DueChannelsAsync(DateTimeOffset now) => await store.RowsAsync(
        """
        WITH RECURSIVE named (channel) AS (
            SELECT min(channel) FROM outgoing WHERE state IN ('pending', 'held')
            UNION ALL SELECT (SELECT min(channel) FROM outgoing WHERE state IN ('pending', 'held') AND channel > named.channel) FROM named WHERE named.channel IS NOT NULL
        )
        SELECT channel FROM named WHERE EXISTS (SELECT 1 FROM outgoing o WHERE state IN ('pending', 'held') AND o.channel = named.channel AND not_before <= $1)
        """,
        r => r.GetString(0), Value.Moment(now));

    public ValueTask<DateTimeOffset?> NextDueAtAsync(DateTimeOffset after) => store.FirstAsync<DateTimeOffset?>(
        "SELECT not_before FROM outgoing WHERE state IN ('pending', 'held') AND not_before > $1 ORDER BY not_before LIMIT 1", r => DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(0)), Value.Moment(after));

    public async ValueTask<IReadOnlyList<Outgoing>> ClaimAsync(string channel, DateTimeOffset now, int most)
    {
        var claimed = await store.RowsAsync(
            $"""
            WITH asked AS MATERIALIZED (
                SELECT dedupe_key FROM outgoing o WHERE state IN ('pending', 'held') AND NOT unasked AND {Due} ORDER BY not_before, sequence LIMIT $3 FOR UPDATE OF o SKIP LOCKED
            ), unasked AS MATERIALIZED (
                SELECT dedupe_key FROM outgoing o WHERE state IN ('pending', 'held') AND unasked AND {Due} ORDER BY not_before, sequence
                LIMIT greatest(0, $3 - (SELECT count(*) FROM asked)) FOR UPDATE OF o SKIP LOCKED
            ), due AS (
                SELECT dedupe_key FROM asked UNION ALL SELECT dedupe_key FROM unasked
            )
            UPDATE outgoing o SET state = 'claimed', owner = $4, fence = fence + 1, leased_until = clock_timestamp() + {Lease}
            FROM conversation c, message m WHERE o.dedupe_key = ANY (ARRAY(SELECT dedupe_key FROM due)) AND {Joined} RETURNING {Columns}
            """,
            r => (NotBefore: r.GetInt64(19), Message: OutgoingOf(r)), Value.Text(channel), Value.Moment(now), Value.Number(most), Value.Number(store.Host.Number));
        return [.. claimed.OrderBy(c => c.Message.Unasked).ThenBy(c => c.NotBefore).ThenBy(c => c.Message.Sequence).Select(c => c.Message)];
    }

    public async Task<GateVerdict> GateAsync(OutgoingClaim claim, Func<CustomerFile?, GateVerdict> judge)
    {
        for (var attempt = 0; attempt < MostJudgements; attempt++)
        {
            if (await gate.AskAsync((claim, judge)) is { } verdict) return verdict;
        }

        throw new InvalidOperationException($"The file of a customer changed {MostJudgements} times while one message was at the gate.");
    }

    // Rows are named by their keys. What else must hold of them is said so that no index can serve it: of what is claimed and being sent there is little at any time, but on a busy host much
    // that no longer is, which an index would lead through.
    // Null for a message whose customer's file changed while it was judged.
    private async Task<IReadOnlyList<GateVerdict?>> JudgeAsync(IReadOnlyList<(OutgoingClaim Claim, Func<CustomerFile?, GateVerdict> Judge)> asked)
    {
        var found = (await store.RowsAsync(
            """
            SELECT o.dedupe_key, f.document, f.id, f.version, o.state FROM unnest($1, $2) AS given (key, fence)
            JOIN outgoing o ON o.dedupe_key = given.key AND (o.fence, o.owner) IS NOT DISTINCT FROM (given.fence, $3)
            JOIN conversation c ON c.channel = o.channel AND c.id = o.conversation LEFT JOIN customer f ON f.id = c.customer_id
            """,
            r => (Key: r.GetString(0), Document: r.TextOrNull(1), Customer: r.TextOrNull(2), Version: r.IsDBNull(3) ? 0 : r.GetInt64(3), State: r.GetString(4)),
            Value.Texts(asked.Select(a => a.Claim.Key)), Value.Numbers(asked.Select(a => a.Claim.Fence)), Value.Number(Self))).Where(f => f.State is "claimed" or "sending").ToDictionary(f => f.Key);
        var verdicts = asked.Select(a => !found.TryGetValue(a.Claim.Key, out var row) ? new GateVerdict.Lost()

            // Only this claim can have recorded the intent: the answer to that commit was lost on its way.
            : row.State == "sending" ? new GateVerdict.Pass()
            : a.Judge(row.Document is null ? null : JsonSerializer.Deserialize(row.Document, StoreJson.Default.CustomerFile))).ToList();
        var judged = asked.Zip(verdicts).Where(j => found.TryGetValue(j.First.Claim.Key, out var row) && row.State == "claimed")
            .Select(j => (j.First.Claim, File: found[j.First.Claim.Key], Columns: OutgoingRows.Of(j.Second))).ToList();
        if (judged.Count == 0) return verdicts;

        // Like a turn: what was decided on holds only while the file is the one it was decided on.
        var written = (await store.RowsAsync(
            $"""
            UPDATE outgoing o SET state = given.state, not_before = coalesce(given.until, o.not_before), reason = given.reason,
                leased_until = CASE given.state WHEN 'sending' THEN clock_timestamp() + {Lease} END, sending_at = CASE given.state WHEN 'sending' THEN clock_timestamp() END
            FROM unnest($2, $3, $4, $5, $6, $7, $8) AS given (key, fence, state, until, reason, customer, version)
            WHERE o.dedupe_key = given.key AND (o.fence, o.owner, o.state) IS NOT DISTINCT FROM (given.fence, $1, 'claimed')
                AND (given.customer IS NULL OR EXISTS (SELECT 1 FROM customer WHERE id = given.customer AND version = given.version))
            RETURNING o.dedupe_key
            """,
            r => r.GetString(0), Value.Number(Self), Value.Texts(judged.Select(j => j.Claim.Key)), Value.Numbers(judged.Select(j => j.Claim.Fence)),
            Value.Texts(judged.Select(j => j.Columns.State)), Value.Numbers(judged.Select(j => j.Columns.Until)), Value.Texts(judged.Select(j => j.Columns.Reason)),
            Value.Texts(judged.Select(j => j.File.Customer)), Value.Numbers(judged.Select(j => j.File.Version)))).ToHashSet();
        var changed = judged.Where(j => !written.Contains(j.Claim.Key)).Select(j => j.Claim.Key).ToHashSet();
        return [.. asked.Zip(verdicts, (a, verdict) => changed.Contains(a.Claim.Key) ? null : verdict)];
    }

    public Task<bool> SettleAsync(OutgoingClaim claim, OutgoingOutcome outcome) => outcomes.AskAsync((claim, outcome));

    private async Task<IReadOnlyList<bool>> SettleAsync(IReadOnlyList<(OutgoingClaim Claim, OutgoingOutcome Outcome)> asked)
    {
        var columns = asked.Select(a => OutgoingRows.Of(a.Outcome)).ToList();
        var settled = (await store.RowsAsync(
            """
            UPDATE outgoing o SET state = given.state, not_before = coalesce(given.until, o.not_before), reason = given.reason, provider_id = coalesce(given.provider, o.provider_id),
                sent_at = given.at, attempts = o.attempts + given.tries, leased_until = NULL
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS given (key, fence, owner, before, state, until, reason, provider, at, tries)
            WHERE o.dedupe_key = given.key AND (o.fence, o.owner, o.state) IS NOT DISTINCT FROM (given.fence, given.owner, given.before) RETURNING o.dedupe_key, o.fence
            """,
            r => (r.GetString(0), r.GetInt64(1)), Value.Texts(asked.Select(a => a.Claim.Key)), Value.Numbers(asked.Select(a => a.Claim.Fence)), Value.Numbers(asked.Select(a => (long)a.Claim.Owner)),
            Value.Texts(columns.Select(c => c.From)), Value.Texts(columns.Select(c => c.To)), Value.Numbers(columns.Select(c => c.Until)), Value.Texts(columns.Select(c => c.Reason)),
            Value.Texts(columns.Select(c => c.Provider)), Value.Numbers(columns.Select(c => c.At)), Value.Numbers(columns.Select(c => c.Counts ? 1L : 0)))).ToHashSet();
        return [.. asked.Select(a => settled.Contains((a.Claim.Key, a.Claim.Fence)))];
    }

    public async ValueTask<IReadOnlyList<Outgoing>> RecoverAsync(int most)
    {
        var self = store.Host.Number;
        await store.ExecuteAsync("UPDATE outgoing SET state = 'pending', leased_until = NULL WHERE state = 'claimed' AND leased_until < clock_timestamp()");
        return await store.RowsAsync(
            $"""
            WITH suspect AS MATERIALIZED (
                SELECT DISTINCT owner FROM outgoing WHERE state = 'sending' AND leased_until < clock_timestamp() AND owner <> $1
            ), dead AS MATERIALIZED (
                SELECT owner FROM suspect WHERE pg_try_advisory_xact_lock('work'::regclass::oid::integer, owner)
            ), orphan AS MATERIALIZED (
                SELECT o.dedupe_key FROM outgoing o JOIN dead ON dead.owner = o.owner WHERE o.state = 'sending' AND o.leased_until < clock_timestamp() LIMIT $2 FOR UPDATE OF o SKIP LOCKED
            )
            UPDATE outgoing o SET owner = $1, fence = fence + 1, leased_until = clock_timestamp() + {Lease}
            FROM conversation c, message m WHERE o.dedupe_key = ANY (ARRAY(SELECT dedupe_key FROM orphan)) AND {Joined} RETURNING {Columns}
            """,
            OutgoingOf, Value.Number(self), Value.Number(most));
    }

    public async ValueTask<IReadOnlyList<OutgoingClaim>> OverdueAsync() => await store.RowsAsync(
        "SELECT dedupe_key, fence, owner FROM outgoing WHERE state = 'sending' AND owner = $1 AND leased_until < clock_timestamp()",
        r => new OutgoingClaim(r.GetString(0), r.GetInt64(1), r.GetInt32(2)), Value.Number(Self));

    public async ValueTask<bool> KnowsProviderIdAsync(string channel, string providerId) =>
        await store.FirstAsync<string?>("SELECT dedupe_key FROM outgoing WHERE channel = $1 AND provider_id = $2 LIMIT 1", r => r.GetString(0), Value.Text(channel), Value.Text(providerId)) is not null;

    public Task NoteDeliveryAsync(string channel, string providerId, string status, int stage) => store.ExecuteAsync(
        "UPDATE outgoing SET delivery = $3, delivery_stage = $4::integer WHERE channel = $1 AND provider_id = $2 AND delivery_stage < $4", Value.Text(channel), Value.Text(providerId), Value.Text(status), Value.Number(stage));

    public async ValueTask<IReadOnlyDictionary<long, Fate>> ReadFatesAsync(ConversationKey conversation, long from) => (await store.RowsAsync(
        $"SELECT sequence, state, reason, delivery FROM outgoing WHERE channel <> '{OutgoingRows.OurOwnChannel}' AND channel = $1 AND conversation = $2 AND sequence >= $3",
        r => (Sequence: r.GetInt64(0), Fate: new Fate(r.GetString(1), r.TextOrNull(2), r.TextOrNull(3))), Value.Text(conversation.Channel), Value.Text(conversation.Id), Value.Number(from))).ToDictionary(f => f.Sequence, f => f.Fate);

    public async ValueTask<IReadOnlyList<UnknownSend>> ReadUnknownAsync(int most) => await store.RowsAsync(
        """
        SELECT m.customer_id, c.document::json ->> 'name', m.channel, m.at, m.text, o.reason
        FROM outgoing o JOIN message m ON m.channel = o.channel AND m.conversation = o.conversation AND m.sequence = o.sequence JOIN customer c ON c.id = m.customer_id
        WHERE o.state = 'unknown' ORDER BY m.at DESC LIMIT $1
        """,
        r => new UnknownSend(r.GetString(0), r.TextOrNull(1), r.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(3)), r.GetString(4), r.TextOrNull(5)), Value.Number(most));

    public ValueTask<long> CountUnknownAsync() => store.FirstAsync("SELECT count(*) FROM outgoing WHERE state = 'unknown'", r => r.GetInt64(0));

    private static Outgoing OutgoingOf(NpgsqlDataReader r) =>
        new(new OutgoingClaim(r.GetString(0), r.GetInt64(1), r.GetInt32(2)), new ConversationKey(r.GetString(3), r.GetString(4)), r.GetInt64(5), r.GetString(6))
        {
            User = r.TextOrNull(7),
            Reference = r.TextOrNull(8),
            ReplyTo = r.TextOrNull(9),
            Speaker = Enum.Parse<Speaker>(r.GetString(10)),
            Name = r.TextOrNull(11),
            Text = r.GetString(12),
            Buttons = StoredRows.ToButtons(r.TextOrNull(13)),
            Form = StoredRows.ToForm(r.TextOrNull(20)),
            Files = StoredRows.ToFiles(r.TextOrNull(21)),
            Unasked = r.GetBoolean(14),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(15)),
            NotAfter = r.IsDBNull(16) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(16)),
            Attempts = r.GetInt32(17),
            SendingFor = TimeSpan.FromSeconds(r.GetDouble(18)),
        };
}
