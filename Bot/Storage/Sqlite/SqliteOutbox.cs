using System.Text.Json;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>
/// The outbox of the one host that owns the file. The lock on the file is the proof of death: a row of another owner's number was left by a host that is gone, and a host takes a new
/// number each time it opens the file.
/// </summary>
internal sealed class SqliteOutbox(SqliteReaders readers, SqliteWriter writer, int self) : IOutbox
{
    // By this machine's clock, in seconds; only for claims that were lost by a fault of ours.
    private const string LeaseOver = "leased_until < unixepoch()";

    // Said as the index says it, lest all that was ever sent be looked through.
    private const string UnderWay = "state IN ('pending', 'claimed', 'sending')";

    private const string Columns =
        "o.dedupe_key, o.fence, o.owner, o.channel, o.conversation, o.sequence, c.customer_id, c.user, c.reference, o.reply_to, m.speaker, m.name, m.text, m.buttons, o.unasked, o.created_at, o.not_after, "
        + "o.attempts, coalesce(unixepoch() - o.sending_at, 0), o.id, m.form, m.files";

    private const string Joined =
        "outgoing o JOIN conversation c ON c.channel = o.channel AND c.id = o.conversation JOIN message m ON m.channel = o.channel AND m.conversation = o.conversation AND m.sequence = o.sequence";

    public int Self => self;

    public ValueTask<IReadOnlyList<string>> DueChannelsAsync(DateTimeOffset now) => ValueTask.FromResult<IReadOnlyList<string>>(readers.Rows(
        """
        WITH RECURSIVE named (channel) AS (
            SELECT min(channel) FROM outgoing WHERE state IN ('pending', 'held')
            UNION ALL SELECT (SELECT min(channel) FROM outgoing WHERE state IN ('pending', 'held') AND channel > named.channel) FROM named WHERE named.channel IS NOT NULL
        )
        SELECT channel FROM named WHERE EXISTS (SELECT 1 FROM outgoing WHERE state IN ('pending', 'held') AND channel = named.channel AND not_before <= $1)
        """,
        r => r.GetString(0), now.ToUnixTimeMilliseconds()));

    public ValueTask<DateTimeOffset?> NextDueAtAsync(DateTimeOffset after) => ValueTask.FromResult(
        readers.Scalar("SELECT min(not_before) FROM outgoing WHERE state IN ('pending', 'held') AND not_before > $1", after.ToUnixTimeMilliseconds()) is long at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null);

    public async ValueTask<IReadOnlyList<Outgoing>> ClaimAsync(string channel, DateTimeOffset now, int most) => await writer.RunAsync(s =>
    {
        var due = Due(s, channel, now, asked: true, most);
        if (due.Count < most) due.AddRange(Due(s, channel, now, asked: false, most - due.Count));
        return Take(s, due, "claimed");
    });

    private static List<long> Due(SqliteStatements s, string channel, DateTimeOffset now, bool asked, int most) => s.Rows(
        $"""
        SELECT id FROM outgoing o WHERE state IN ('pending', 'held') AND unasked = {(asked ? 0 : 1)} AND channel = $1 AND not_before <= $2
        AND NOT EXISTS (SELECT 1 FROM outgoing e WHERE e.state IN ('pending', 'claimed', 'sending') AND e.channel = o.channel AND e.conversation = o.conversation AND e.sequence < o.sequence)
        ORDER BY not_before, sequence LIMIT $3
        """,
        r => r.GetInt64(0), channel, now.ToUnixTimeMilliseconds(), most);

    public Task<GateVerdict> GateAsync(OutgoingClaim claim, Func<CustomerFile?, GateVerdict> judge) => writer.RunAsync<GateVerdict>(s =>
    {
        var found = s.Rows(
            "SELECT f.document FROM outgoing o JOIN conversation c ON c.channel = o.channel AND c.id = o.conversation LEFT JOIN customer f ON f.id = c.customer_id "
            + "WHERE o.id = $1 AND o.fence = $2 AND o.owner = $3 AND o.state = 'claimed'",
            r => r.Text(0), claim.Row, claim.Fence, claim.Owner);
        if (found is not [var document]) return new GateVerdict.Lost();
        var verdict = judge(document is null ? null : JsonSerializer.Deserialize(document, StoreJson.Default.CustomerFile));
        var (state, until, reason) = OutgoingRows.Of(verdict);
        s.Execute(
            $"""
            UPDATE outgoing SET state = $2, not_before = coalesce($3, not_before), reason = $4, leased_until = CASE $2 WHEN 'sending' THEN unixepoch() + {OutgoingRows.LeaseSeconds} END,
            sending_at = CASE $2 WHEN 'sending' THEN unixepoch() END WHERE id = $1
            """,
            claim.Row, state, until, reason);
        return verdict;
    });

    public Task<bool> SettleAsync(OutgoingClaim claim, OutgoingOutcome outcome)
    {
        var (from, to, until, reason, provider, at, counts) = OutgoingRows.Of(outcome);
        return writer.RunAsync(s => s.Execute(
            """
            UPDATE outgoing SET state = $4, not_before = coalesce($5, not_before), reason = $6, provider_id = coalesce($7, provider_id), sent_at = $8, attempts = attempts + $9, leased_until = NULL
            WHERE id = $1 AND fence = $2 AND owner = $3 AND state = $10
            """,
            claim.Row > 0 ? claim.Row : RowOf(s, claim.Key), claim.Fence, claim.Owner, to, until, reason, provider, at, counts ? 1 : 0, from) > 0);
    }

    public async ValueTask<IReadOnlyList<Outgoing>> RecoverAsync(int most)
    {
        // Looked at first beside the writer: there is hardly ever something to do.
        if (readers.Scalar($"SELECT 1 FROM outgoing WHERE {UnderWay} AND (owner <> $1 OR (state = 'claimed' AND {LeaseOver})) AND state <> 'pending' LIMIT 1", self) is null) return [];
        return await writer.RunAsync(s =>
        {
            s.Execute($"UPDATE outgoing SET state = 'pending', leased_until = NULL WHERE {UnderWay} AND state = 'claimed' AND (owner <> $1 OR {LeaseOver})", self);
            return Take(s, s.Rows($"SELECT id FROM outgoing WHERE {UnderWay} AND state = 'sending' AND owner <> $1 LIMIT $2", r => r.GetInt64(0), self, most), "sending");
        });
    }

    public ValueTask<IReadOnlyList<OutgoingClaim>> OverdueAsync() => ValueTask.FromResult<IReadOnlyList<OutgoingClaim>>(readers.Rows(
        $"SELECT dedupe_key, fence, owner, id FROM outgoing WHERE {UnderWay} AND state = 'sending' AND owner = $1 AND {LeaseOver}", r => new OutgoingClaim(r.GetString(0), r.GetInt64(1), r.GetInt32(2)) { Row = r.GetInt64(3) }, self));

    public ValueTask<bool> KnowsProviderIdAsync(string channel, string providerId) =>
        ValueTask.FromResult(readers.Scalar("SELECT 1 FROM outgoing WHERE channel = $1 AND provider_id = $2 LIMIT 1", channel, providerId) is not null);

    public Task NoteDeliveryAsync(string channel, string providerId, string status, int stage) => writer.RunAsync(s => s.Execute(
        "UPDATE outgoing SET delivery = $3, delivery_stage = $4 WHERE channel = $1 AND provider_id = $2 AND delivery_stage < $4", channel, providerId, status, stage));

    public ValueTask<IReadOnlyDictionary<long, Fate>> ReadFatesAsync(ConversationKey conversation, long from) => ValueTask.FromResult<IReadOnlyDictionary<long, Fate>>(readers.Rows(
        $"SELECT sequence, state, reason, delivery FROM outgoing WHERE channel <> '{OutgoingRows.OurOwnChannel}' AND channel = $1 AND conversation = $2 AND sequence >= $3",
        r => (Sequence: r.GetInt64(0), Fate: new Fate(r.GetString(1), r.Text(2), r.Text(3))), conversation.Channel, conversation.Id, from).ToDictionary(f => f.Sequence, f => f.Fate));

    public ValueTask<IReadOnlyList<UnknownSend>> ReadUnknownAsync(int most) => ValueTask.FromResult<IReadOnlyList<UnknownSend>>(readers.Rows(
        """
        SELECT m.customer_id, json_extract(c.document, '$.name'), m.channel, m.at, m.text, o.reason
        FROM outgoing o JOIN message m ON m.channel = o.channel AND m.conversation = o.conversation AND m.sequence = o.sequence JOIN customer c ON c.id = m.customer_id
        WHERE o.state = 'unknown' ORDER BY m.at DESC LIMIT $1
        """,
        r => new UnknownSend(r.GetString(0), r.Text(1), r.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(3)), r.GetString(4), r.Text(5)), most));

    public ValueTask<long> CountUnknownAsync() => ValueTask.FromResult((long)readers.Scalar("SELECT count(*) FROM outgoing WHERE state = 'unknown'")!);

    private static object? RowOf(SqliteStatements s, string key) => s.Scalar($"SELECT id FROM outgoing WHERE {UnderWay} AND dedupe_key = $1", key);

    private List<Outgoing> Take(SqliteStatements s, List<long> ids, string state)
    {
        var taken = new List<Outgoing>(ids.Count);
        foreach (var id in ids)
        {
            s.Execute($"UPDATE outgoing SET state = $2, owner = $3, fence = fence + 1, leased_until = unixepoch() + {OutgoingRows.LeaseSeconds} WHERE id = $1", id, state, self);
            taken.AddRange(s.Rows($"SELECT {Columns} FROM {Joined} WHERE o.id = $1", OutgoingOf, id));
        }

        return taken;
    }

    private static Outgoing OutgoingOf(SqliteRow r) =>
        new(new OutgoingClaim(r.GetString(0), r.GetInt64(1), r.GetInt32(2)) { Row = r.GetInt64(19) }, new ConversationKey(r.GetString(3), r.GetString(4)), r.GetInt64(5), r.GetString(6))
        {
            User = r.Text(7),
            Reference = r.Text(8),
            ReplyTo = r.Text(9),
            Speaker = Enum.Parse<Speaker>(r.GetString(10)),
            Name = r.Text(11),
            Text = r.GetString(12),
            Buttons = StoredRows.ToButtons(r.Text(13)),
            Form = StoredRows.ToForm(r.Text(20)),
            Files = StoredRows.ToFiles(r.Text(21)),
            Unasked = r.GetBoolean(14),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(15)),
            NotAfter = r.IsDBNull(16) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(16)),
            Attempts = r.GetInt32(17),
            SendingFor = TimeSpan.FromSeconds(r.GetInt64(18)),
        };
}
