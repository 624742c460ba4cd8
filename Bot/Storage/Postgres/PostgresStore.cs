using System.Text.Json;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Npgsql;

namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>The store in a PostgreSQL database, for any number of hosts. READ COMMITTED and conditional changes are all it builds on; nothing is locked longer than a commit takes.</summary>
internal sealed class PostgresStore : IStore
{
    private const int OldestServer = 15;
    private const int CustomersPerPage = 10_000;

    private readonly NpgsqlDataSource source;
    private readonly Known known = new();
    private readonly Gathering<string, KnownFile?> files;
    private readonly Gathering<TurnCommit, CommitResult.Done> turns;
    private readonly PostgresAnnouncer announcer;
    private readonly PostgresFacts facts;
    private bool disposed;

    private PostgresStore(string place, NpgsqlDataSource source, PostgresHost host)
    {
        (Place, this.source, Host) = (place, source, host);
        announcer = new PostgresAnnouncer(source, host);
        facts = new PostgresFacts(this);
        Outbox = new PostgresOutbox(this);
        Notes = new PostgresNotes(this);
        Pending = new PostgresPendingFiles(this);
        Audit = new PostgresAuditLog(this);
        files = new(LoadAsync);
        turns = new(CommitAsync);
        host.Heard += topic => Heard?.Invoke(topic);
    }

    public event Action<string?>? Heard;

    public string Place { get; }

    public IOutbox Outbox { get; }

    public INotes Notes { get; }

    public IPendingFiles Pending { get; }

    public IAuditLog Audit { get; }

    /// <summary>This host, as the others see it.</summary>
    public PostgresHost Host { get; }

    /// <summary>Opens the database; throws <see cref="StoreException"/> with a sentence for the operator.</summary>
    /// <param name="connectionString">Where it is.</param>
    /// <param name="upgrade">Whether it is brought to the newest format, or left alone and refused when it is of an older one.</param>
    public static async Task<PostgresStore> OpenAsync(string connectionString, bool upgrade = true)
    {
        var to = PostgresSource.Read(connectionString);
        NpgsqlDataSource? source = null;
        try
        {
            // On a connection of its own: it waits for other hosts that start as long as they take.
            await using (var db = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(to.ConnectionString) { Pooling = false }.ConnectionString))
            {
                await db.OpenAsync();
                if (db.PostgreSqlVersion.Major < OldestServer)
                    throw new StoreException($"The database server {PostgresErrors.Server(to)} is PostgreSQL {db.PostgreSqlVersion}; {OldestServer} or newer is needed: name another in FollowUp:Storage:ConnectionString.");
                if (upgrade) await PostgresMigrations.ApplyAsync(db);
                else await PostgresMigrations.CheckAsync(db);
            }

            source = PostgresSource.Create(to);
            return new PostgresStore($"PostgreSQL {PostgresErrors.Place(to)}", source, await PostgresHost.StartAsync(to));
        }
        catch (Exception error)
        {
            if (source is not null) await source.DisposeAsync();
            throw error as StoreException ?? PostgresErrors.Sentence(error, to);
        }
    }

    public void Announce(string topic) => announcer.Announce(topic);

    public async ValueTask<bool> IsReadyAsync()
    {
        try
        {
            await using var command = source.CreateCommand("SELECT 1");
            command.CommandTimeout = 2;
            return await command.ExecuteScalarAsync() is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public async Task<CommitResult> CommitAsync(TurnCommit turn)
    {
        // Until it is known to have come true.
        known.Forget(turn);
        try
        {
            // Who brings files goes alone: a batch of them would be held in memory whole.
            var done = turn.Files.Count == 0 ? await turns.AskAsync(turn) : (await CommitAsync([turn]))[0];
            known.Learn(turn, done);
            return done;
        }
        catch (TurnConflictException)
        {
            return new CommitResult.Conflict();
        }
        catch (PostgresException refused)
        {
            // Whatever stood in the way, it may have been this very turn.
            if (await RepeatAsync(turn) is { } repeat) return repeat;
            switch (refused.SqlState)
            {
                case PostgresTurn.Conflict or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure: return new CommitResult.Conflict();
                case PostgresTurn.Lost: return new CommitResult.Lost();
                case PostgresTurn.AddressTaken: throw new AddressTakenException();
                case PostgresTurn.BudgetSpent: throw new BudgetSpentException(turn.Budgets[0].Reward);
                case PostgresTurn.Nowhere: throw new InvalidOperationException("There is something to say and nowhere to say it.", refused);
                default: throw;
            }
        }
    }

    private Task<IReadOnlyList<CommitResult.Done>> CommitAsync(IReadOnlyList<TurnCommit> turns) => AskAsync(async () =>
    {
        // Whoever changes several customers at once takes them in the same order, lest two hosts wait for each other.
        var inOrder = turns.Select((turn, place) => (turn, place)).OrderBy(t => t.turn.Next.Id, StringComparer.Ordinal).ToList();
        await using var batch = source.CreateBatch();
        foreach (var (turn, _) in inOrder) new PostgresTurn(turn, batch).Write();
        try
        {
            await using var answers = await batch.ExecuteReaderAsync();
            var done = await PostgresTurn.ReadAsync([.. inOrder.Select(t => t.turn)], answers);
            return inOrder.Zip(done).OrderBy(t => t.First.place).Select(t => t.Second).ToList() as IReadOnlyList<CommitResult.Done>;
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new TurnConflictException();
        }
    });

    public async ValueTask<(CustomerFile? File, long Version)> LoadCustomerAsync(string id) => await files.AskAsync(id) is { } found ? (found.File, found.Version) : (null, 0);

    // A file that this host knows is not sent again, only asked about: another host may have changed it.
    private async Task<IReadOnlyList<KnownFile?>> LoadAsync(IReadOnlyList<string> ids)
    {
        var there = ids.Distinct().ToDictionary(id => id, known.File);
        var rows = await RowsAsync(
            """
            SELECT c.id, c.version, CASE WHEN c.version <> given.version THEN c.document END
            FROM unnest($1, $2) AS given (id, version) JOIN customer c ON c.id = given.id
            """,
            r => (Id: r.GetString(0), Version: r.GetInt64(1), Document: r.TextOrNull(2)), Value.Texts(there.Keys), Value.Numbers(there.Values.Select(file => file?.Version ?? 0)));
        var found = rows.ToDictionary(r => r.Id, r => r.Document is null ? there[r.Id]! : new KnownFile(JsonSerializer.Deserialize(r.Document, StoreJson.Default.CustomerFile)!, r.Version));
        foreach (var file in found.Values) known.Keep(file.File, file.Version);
        foreach (var gone in there.Keys.Where(id => !found.ContainsKey(id))) known.Forget(gone);
        return [.. ids.Select(id => found.GetValueOrDefault(id))];
    }

    public async ValueTask<string> ResolveAsync(string customer)
    {
        if (!customer.StartsWith(CustomerFile.StrangerPrefix, StringComparison.Ordinal) || known.File(customer) is not null) return customer;
        if (await TextAsync("SELECT customer_id FROM absorbed WHERE id = $1", Value.Text(customer)) is not { } goesOnAs) return customer;

        // Their conversations have moved as well, by another host perhaps.
        known.ForgetConversations();
        return goesOnAs;
    }

    public ValueTask<string?> CustomerAtAsync(string channel, string user) =>
        TextAsync("SELECT customer_id FROM address WHERE channel = $1 AND user_id = $2", Value.Text(channel), Value.Text(user));

    public async Task<StoredConversation> OpenConversationAsync(string channel, string? user, string newId, DateTimeOffset at)
    {
        // On our own channel conversations end, on whatever host.
        if (user is not null && channel != OutgoingRows.OurOwnChannel && known.Conversation(channel, user) is { } place) return place;
        var opened = await FindOpenAsync(channel, user, newId) ?? await MakeOpenAsync(channel, user, newId, at);
        known.Keep(opened);
        return opened;
    }

    private async Task<ConversationSoFar> MakeOpenAsync(string channel, string? user, string newId, DateTimeOffset at)
    {
        await using var batch = source.CreateBatch();
        if (user is not null)
        {
            // Locked, lest a sale move the address to its customer between the look at it and the conversation that is made for its owner.
            Add(batch, "INSERT INTO address (channel, user_id, customer_id) VALUES ($1, $2, coalesce((SELECT customer_id FROM conversation WHERE channel = $1 AND id = $4), $3)) ON CONFLICT DO NOTHING", Value.Text(channel), Value.Text(user), Value.Text(CustomerFile.StrangerPrefix + newId), Value.Text(newId));
            Add(batch, "SELECT 1 FROM address WHERE channel = $1 AND user_id = $2 FOR SHARE", Value.Text(channel), Value.Text(user));
        }

        Add(batch,
            """
            INSERT INTO conversation (channel, id, user_id, customer_id, last_at)
            VALUES ($1, $2, $3, coalesce((SELECT customer_id FROM address WHERE channel = $1 AND user_id = $3), $4), $5) ON CONFLICT DO NOTHING
            """,
            Value.Text(channel), Value.Text(newId), Value.Text(user), Value.Text(CustomerFile.StrangerPrefix + newId), Value.Moment(at));
        await AskAsync(() => batch.ExecuteNonQueryAsync());
        return await FindOpenAsync(channel, user, newId) ?? throw new InvalidOperationException("A conversation that was just made is not there.");
    }

    public ValueTask<ConversationSoFar?> FindConversationAsync(ConversationKey key) =>
        FirstAsync($"SELECT {ConversationColumns} FROM conversation WHERE channel = $1 AND id = $2", ConversationOf, Value.Text(key.Channel), Value.Text(key.Id));

    public Task EndConversationAsync(ConversationKey key, string? newId, DateTimeOffset at) => AskAsync(async () =>
    {
        await using var db = await source.OpenConnectionAsync();
        await using var transaction = await db.BeginTransactionAsync();
        if (await EndAsync(db, key, at) is var (user, customer) && user is not null && newId is not null)
        {
            await using var open = new NpgsqlCommand("INSERT INTO conversation (channel, id, user_id, customer_id, last_at) VALUES ($1, $2, $3, $4, $5)", db);
            open.Parameters.AddRange(new[] { Value.Text(key.Channel), Value.Text(newId), Value.Text(user), Value.Text(customer), Value.Moment(at) });
            await open.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return true;
    });

    // Whose it was; null when it had ended before, or never was.
    private static async Task<(string? User, string Customer)?> EndAsync(NpgsqlConnection db, ConversationKey key, DateTimeOffset at)
    {
        await using var end = new NpgsqlCommand(
            """
            WITH before AS MATERIALIZED (SELECT user_id, customer_id FROM conversation WHERE channel = $1 AND id = $2 AND ended_at IS NULL FOR UPDATE)
            UPDATE conversation c SET ended_at = $3, user_id = NULL FROM before WHERE c.channel = $1 AND c.id = $2 RETURNING before.user_id, before.customer_id
            """,
            db);
        end.Parameters.AddRange(new[] { Value.Text(key.Channel), Value.Text(key.Id), Value.Moment(at) });
        await using var ended = await end.ExecuteReaderAsync();
        return await ended.ReadAsync() ? (ended.TextOrNull(0), ended.GetString(1)) : null;
    }

    public async Task SaveReferenceAsync(StoredConversation conversation, string reference)
    {
        // What waited for it can leave now.
        await ExecuteAsync(
            """
            WITH waiting AS (UPDATE outgoing SET not_before = created_at WHERE channel = $1 AND conversation = $2 AND state = 'pending' AND not_before > created_at)
            UPDATE conversation SET reference = $3 WHERE channel = $1 AND id = $2
            """,
            Value.Text(conversation.Channel), Value.Text(conversation.Id), Value.Text(reference));
        known.Keep(conversation with { Reference = reference });
    }

    public ValueTask<string?> FindConversationOfAsync(string channel, string user) =>
        TextAsync("SELECT id FROM conversation WHERE channel = $1 AND user_id = $2", Value.Text(channel), Value.Text(user));

    public ValueTask<ConversationKey?> LatestConversationAsync(string customer, string? channel = null) => FirstAsync<ConversationKey?>(
        "SELECT channel, id FROM conversation WHERE customer_id = $1 AND channel = coalesce($2, channel) ORDER BY ended_at IS NOT NULL, last_at DESC LIMIT 1",
        r => new ConversationKey(r.GetString(0), r.GetString(1)), Value.Text(customer), Value.Text(channel));

    public ValueTask<StoredFile?> FindFileAsync(string id) => FirstAsync(
        "SELECT id, name, type, content FROM file WHERE id = $1 AND channel <> $2",
        r => StoredRows.ToFile(r.GetString(0), r.GetString(1), r.GetString(2), r.GetFieldValue<byte[]>(3)), Value.Text(id), Value.Text(PendingFiles.Channel));

    public async ValueTask<IReadOnlyList<TranscriptLine>> ReadLinesAsync(ConversationKey key, long after, int most) => await RowsAsync(
        $"SELECT {StoredRows.LineColumns} FROM message WHERE channel = $1 AND conversation = $2 AND sequence > $3 ORDER BY sequence LIMIT $4", LineOf,
        Value.Text(key.Channel), Value.Text(key.Id), Value.Number(after), Value.Number(most));

    public async ValueTask<IReadOnlyList<TranscriptLine>> ReadTranscriptAsync(string customer, int most) => await RowsAsync(
        $"SELECT * FROM (SELECT {StoredRows.LineColumns} FROM message WHERE customer_id = $1 ORDER BY at DESC, sequence DESC LIMIT $2) AS latest ORDER BY at, sequence", LineOf,
        Value.Text(customer), Value.Number(most));

    public async ValueTask<IReadOnlyList<DueWork>> ClaimDueAsync(DateTimeOffset now, int most)
    {
        var claimed = await RowsAsync(
            $"""
            WITH due AS MATERIALIZED (
                SELECT id FROM work WHERE parked_because IS NULL AND leased_until IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
            )
            UPDATE work SET owner = $3, fence = fence + (owner IS DISTINCT FROM $3)::integer, leased_until = clock_timestamp() + {PostgresOutbox.Lease}
            WHERE id = ANY (ARRAY(SELECT id FROM due)) RETURNING id, fence, customer_id, document, attempts, due_at
            """,
            r => (DueAt: r.GetInt64(5), Work: new DueWork(new WorkClaim(r.GetInt64(0), r.GetInt64(1)), r.GetString(2), StoreJson.ReadWork(r.GetString(3)), r.GetInt32(4))),
            Value.Moment(now), Value.Number(most), Value.Number(Host.Number));
        return [.. claimed.OrderBy(c => c.DueAt).ThenBy(c => c.Work.Id).Select(c => c.Work)];
    }

    public Task GiveBackAsync() => ExecuteAsync("UPDATE work SET leased_until = NULL WHERE owner = $1 AND leased_until IS NOT NULL", Value.Number(Host.Number));

    public Task PutOffAsync(WorkClaim work, DateTimeOffset until, string? parkedBecause) => ExecuteAsync(
        "UPDATE work SET attempts = attempts + 1, due_at = $3, parked_because = $4, leased_until = NULL WHERE id = $1 AND fence = $2",
        Value.Number(work.Id), Value.Number(work.Fence), Value.Moment(until), Value.Text(parkedBecause));

    public ValueTask<DateTimeOffset?> NextDueAtAsync() => FirstAsync<DateTimeOffset?>(
        "SELECT due_at FROM work WHERE parked_because IS NULL AND leased_until IS NULL ORDER BY due_at LIMIT 1", r => DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(0)));

    public ValueTask<string?> FindProductOfOrderAsync(string orderId) => TextAsync("SELECT product FROM purchase WHERE lower(order_id) = lower($1) LIMIT 1", Value.Text(orderId));

    public ValueTask<ReportedPurchase?> FindPurchaseAsync(string orderId) => FirstAsync(
        "SELECT order_id, customer_id, product, document FROM purchase WHERE order_id = $1", r => new ReportedPurchase(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3)), Value.Text(orderId));

    public ValueTask<string?> CustomerOfCodeAsync(string code) => FirstAsync("SELECT customer_id FROM reward WHERE code = $1", r => r.GetString(0), Value.Text(code));

    public async ValueTask<IReadOnlyList<StoredCase>> ReadOpenCasesAsync(int most) => await RowsAsync(
        "SELECT k.customer_id, k.document, c.document::json ->> 'name', c.document::json ->> 'locale' FROM \"case\" k JOIN customer c ON c.id = k.customer_id WHERE k.resolved_at IS NULL ORDER BY k.opened_at LIMIT $1", CaseOf, Value.Number(most));

    public ValueTask<StoredCase?> FindCaseAsync(string id) => FirstAsync(
        "SELECT k.customer_id, k.document, c.document::json ->> 'name', c.document::json ->> 'locale' FROM \"case\" k JOIN customer c ON c.id = k.customer_id WHERE k.id = $1", CaseOf, Value.Text(id));

    public async ValueTask<IReadOnlyList<FoundCase>> SearchCasesAsync(string words, int most) => await RowsAsync(
        """
        SELECT k.customer_id, k.document, c.document::json ->> 'name', c.document::json ->> 'locale', said.text
        FROM "case" k JOIN customer c ON c.id = k.customer_id
        LEFT JOIN LATERAL (SELECT m.text FROM message m WHERE m.customer_id = k.customer_id AND m.text ILIKE $1 ORDER BY m.at DESC LIMIT 1) said ON true
        WHERE said.text IS NOT NULL OR k.document ILIKE $1 OR c.document::json ->> 'name' ILIKE $1 OR k.id = $2
        ORDER BY k.opened_at DESC LIMIT $3
        """,
        r => new FoundCase(CaseOf(r), r.TextOrNull(4)), Value.Text(StoredRows.ToPattern(words)), Value.Text(words), Value.Number(most));

    public async ValueTask<bool> HasHandledAsync(string channel, string inboundId) =>
        (await RowsAsync("SELECT 1 FROM inbound WHERE channel = $1 AND activity_id = $2", _ => true, Value.Text(channel), Value.Text(inboundId))).Count > 0;

    public async ValueTask<IReadOnlyList<StoredFact>> ReadFactsAsync(string customer) => await RowsAsync(
        "SELECT kind, at, document FROM fact WHERE customer_id = $1 ORDER BY at, id", r => StoredRows.ToFact(r.GetString(0), r.GetInt64(1), r.GetString(2)), Value.Text(customer));

    public ValueTask<IReadOnlyList<NumberedFact>> ReadFactsAfterAsync(long number, int most) => facts.ReadAsync(number, most);

    public ValueTask<IReadOnlyList<NumberedFact>> ReadDeskEventsAsync(long after, int most) => facts.ReadDeskEventsAsync(after, most);

    public ValueTask<long> LastFactAsync() => FirstAsync("SELECT coalesce(max(id), 0) FROM fact", r => r.GetInt64(0));

    public ValueTask<string?> ReadSettingAsync(string name) => TextAsync("SELECT value FROM setting WHERE name = $1", Value.Text(name));

    public Task WriteSettingAsync(string name, string value) => ExecuteAsync(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", Value.Text(name), Value.Text(value));

    public async Task<bool> AdvanceSettingAsync(string name, string value) => (await RowsAsync(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE setting.value COLLATE \"C\" < excluded.value RETURNING name", r => r.GetString(0),
        Value.Text(name), Value.Text(value))).Count > 0;

    // Page by page: looking through all customers in one go takes longer than a statement may.
    public async ValueTask<IReadOnlyList<string>> FindUnwokenAsync(DateTimeOffset now, int most)
    {
        var unwoken = new List<string>();
        for (string? after = ""; after is not null && unwoken.Count < most;)
        {
            var page = await RowsAsync(
                """
                WITH page AS MATERIALIZED (
                    SELECT id, (c.next_contact_at IS NOT NULL) <> (c.document LIKE $3)
                        OR (c.next_contact_at IS NOT NULL AND NOT EXISTS (
                            SELECT 1 FROM work w WHERE w.customer_id = c.id AND w.parked_because IS NULL AND w.due_at <= greatest(c.next_contact_at, $2) + $5 AND w.document LIKE $4)) AS is_unwoken
                    FROM customer c WHERE id > $1 ORDER BY id LIMIT $6
                )
                SELECT (SELECT max(id) FROM page), ARRAY(SELECT id FROM page WHERE is_unwoken ORDER BY id)
                """,
                r => (Last: r.TextOrNull(0), Unwoken: r.GetFieldValue<string[]>(1)), Value.Text(after), Value.Moment(now), Value.Text(StoredRows.PlannedPattern), Value.Text(StoredRows.CheckInPattern),
                Value.Number(StoredRows.PutOffMilliseconds), Value.Number(CustomersPerPage));
            unwoken.AddRange(page[0].Unwoken);
            after = page[0].Last;
        }

        return unwoken.Count > most ? unwoken[..most] : unwoken;
    }

    public Task<long> PruneAsync(Served what, DateTimeOffset before, CancellationToken cancel) => new PostgresPruning(this, before).RunAsync(what, cancel);

    /// <summary>What is claimed goes back to the other hosts at once; if that fails, when the lease is over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true)) return;
        try
        {
            await GiveBackAsync();
        }
        catch (StoreUnavailableException)
        {
            // The lease runs out.
        }

        facts.Dispose();
        await announcer.DisposeAsync();
        await Host.DisposeAsync();
        await source.DisposeAsync();
    }

    private const string ConversationColumns = "channel, id, user_id, customer_id, last_sequence, reference, ended_at IS NOT NULL";

    private async Task<CommitResult.Repeat?> RepeatAsync(TurnCommit turn)
    {
        if (await TextAsync("SELECT result FROM inbound WHERE channel = $1 AND activity_id = $2", Value.Text(turn.Channel), Value.Text(turn.InboundId)) is not { } before) return null;

        // Work that was done before is only left over.
        if (turn.Finished is { } work) await ExecuteAsync("DELETE FROM work WHERE id = $1 AND fence = $2", Value.Number(work.Id), Value.Number(work.Fence));
        return new CommitResult.Repeat(before);
    }

    private async ValueTask<ConversationSoFar?> FindOpenAsync(string channel, string? user, string id) =>
        (user is null ? null : await FirstAsync($"SELECT {ConversationColumns} FROM conversation WHERE channel = $1 AND user_id = $2", ConversationOf, Value.Text(channel), Value.Text(user)))
        ?? await FindConversationAsync(new ConversationKey(channel, id));

    private Task<T> AskAsync<T>(Func<Task<T>> ask) => PostgresErrors.AskAsync(Place, ask);

    /// <summary>Runs a statement; throws <see cref="StoreUnavailableException"/> when the database cannot be reached.</summary>
    internal async Task ExecuteAsync(string sql, params NpgsqlParameter[] values)
    {
        await using var command = Command(sql, values);
        await AskAsync(() => command.ExecuteNonQueryAsync());
    }

    internal async ValueTask<List<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> row, params NpgsqlParameter[] values)
    {
        await using var command = Command(sql, values);
        return await AskAsync(async () =>
        {
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<T>();
            while (await reader.ReadAsync()) rows.Add(row(reader));
            return rows;
        });
    }

    internal async ValueTask<T?> FirstAsync<T>(string sql, Func<NpgsqlDataReader, T> row, params NpgsqlParameter[] values) => (await RowsAsync(sql, row, values)).FirstOrDefault();

    private ValueTask<string?> TextAsync(string sql, params NpgsqlParameter[] values) => FirstAsync<string?>(sql, r => r.GetString(0), values);

    private NpgsqlCommand Command(string sql, NpgsqlParameter[] values)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.AddRange(values);
        return command;
    }

    private static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] values)
    {
#pragma warning disable CA2100 // The texts are constants of this file.
        var statement = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        statement.Parameters.AddRange(values);
        batch.BatchCommands.Add(statement);
    }

    private static ConversationSoFar ConversationOf(NpgsqlDataReader r) => new(r.GetString(0), r.GetString(1), r.TextOrNull(2), r.GetString(3), r.GetInt64(4)) { Reference = r.TextOrNull(5), IsEnded = r.GetBoolean(6) };

    private static TranscriptLine LineOf(NpgsqlDataReader r) =>
        StoredRows.ToLine(r.GetString(0), r.GetInt64(1), r.GetString(2), r.TextOrNull(3), r.GetString(4), r.TextOrNull(5), r.GetInt64(6), r.TextOrNull(7), r.TextOrNull(8), r.TextOrNull(9), r.GetString(10));

    private static StoredCase CaseOf(NpgsqlDataReader r) => StoredRows.ToCase(r.GetString(0), r.GetString(1), r.TextOrNull(2), r.TextOrNull(3));
}
