using System.Text.Json;
using Dapper;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>The store in one SQLite file: what is written goes through one writer and is durable when its task ends; reads run beside it.</summary>
internal sealed class SqliteStore : IStore
{
    private const int SqliteReadOnly = 8;
    private const int SqliteNotADatabase = 26;

    private readonly FileStream? ownership;
    private readonly SqliteReaders readers;
    private readonly SqliteWriter writer;

    // What turns read, as this host, which alone writes the file, has written it last.
    private readonly Known known = new();

    private SqliteStore(string path, FileStream ownership)
    {
        (Place, this.ownership) = (path, ownership);
        readers = new SqliteReaders(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5, Pooling = false }.ToString());
        var db = readers.Open();
        try
        {
            // The log is folded back by the writer's rule, not within a commit that customers wait for.
            db.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;");
            SqliteMigrations.Apply(db);
        }
        catch
        {
            db.Dispose();
            throw;
        }

        // A number of its own each time the file is opened: what an earlier one left is a dead host's.
        var number = db.ExecuteScalar<int>(
            "INSERT INTO setting (name, value) VALUES ('host', '1') ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) RETURNING CAST(value AS INTEGER)");
        writer = new SqliteWriter(db, readers);
        Outbox = new SqliteOutbox(readers, writer, number);
        Notes = new SqliteNotes(readers, writer);
        Pending = new SqlitePendingFiles(readers, writer);
        Audit = new SqliteAuditLog(readers, writer);
    }

    private SqliteStore(string path)
    {
        Place = path;
        readers = new SqliteReaders(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
        var db = readers.Open();
        try
        {
            SqliteMigrations.Check(db);
        }
        catch
        {
            db.Dispose();
            throw;
        }

        // It writes through a connection that cannot.
        writer = new SqliteWriter(db, readers);
        Outbox = new SqliteOutbox(readers, writer, self: 0);
        Notes = new SqliteNotes(readers, writer);
        Pending = new SqlitePendingFiles(readers, writer);
        Audit = new SqliteAuditLog(readers, writer);
    }

    /// <summary>Opens the file beside the host that has it, to read; every write fails. Throws <see cref="StoreException"/>.</summary>
    public static SqliteStore OpenToRead(string path)
    {
        if (!File.Exists(path)) throw new StoreException($"There is no store {path}: start the host once, or name another with FollowUp:Data or FollowUp:Storage:ConnectionString.");
        try
        {
            return new SqliteStore(path);
        }
        catch (SqliteException error)
        {
            throw new StoreException(error.SqliteErrorCode == SqliteNotADatabase
                ? $"{path} is not a SQLite file: name another with FollowUp:Storage:ConnectionString."
                : $"The store {path} cannot be read: {error.Message}");
        }
    }

    /// <summary>Opens or creates the file; throws <see cref="StoreException"/> with a sentence for the operator.</summary>
    public static SqliteStore Open(string path)
    {
        FileStream? ownership = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            ownership = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new SqliteStore(path, ownership);
        }
        catch (StoreException)
        {
            ownership?.Dispose();
            throw;
        }
        catch (UnauthorizedAccessException)
        {
            ownership?.Dispose();
            throw new StoreException($"The store {path} cannot be written: give this user write access to it and to its folder, or name another with FollowUp:Storage:ConnectionString.");
        }
        catch (IOException error)
        {
            ownership?.Dispose();
            throw new StoreException(File.Exists(path + ".lock")
                ? $"The store {path} is in use by another host: stop that one, or name another store with FollowUp:Storage:ConnectionString."
                : $"The store {path} cannot be opened: {error.Message}");
        }
        catch (SqliteException error)
        {
            ownership?.Dispose();
            throw new StoreException(error.SqliteErrorCode switch
            {
                SqliteReadOnly => $"The store {path} is read-only: give this user write access to it and to its folder, or name another with FollowUp:Storage:ConnectionString.",
                SqliteNotADatabase => $"{path} is not a SQLite file: move it away, or name another with FollowUp:Storage:ConnectionString.",
                _ => $"The store {path} cannot be opened: {error.Message}",
            });
        }
    }

    public string Place { get; }

    public IOutbox Outbox { get; }

    public INotes Notes { get; }

    public IPendingFiles Pending { get; }

    public IAuditLog Audit { get; }

    // The file belongs to this host alone, so there is nobody to tell and nobody to hear.
    public event Action<string?>? Heard
    {
        add { }
        remove { }
    }

    public void Announce(string topic)
    {
    }

    public async ValueTask<bool> IsReadyAsync()
    {
        try
        {
            // Who is taken out for a full disk gets no turn that would show that there is room again.
            if (writer.IsStuck) await writer.RunAsync(s => s.Execute("UPDATE setting SET value = value WHERE name = 'host'"));
            return readers.Scalar("SELECT 1") is 1L;
        }
        catch (Exception error) when (error is SqliteException or StoreUnavailableException)
        {
            return false;
        }
    }

    public async Task<CommitResult> CommitAsync(TurnCommit turn)
    {
        try
        {
            var result = await writer.RunAsync(new SqliteTurn(turn).Commit).ConfigureAwait(false);
            if (result is CommitResult.Done done) known.Learn(turn, done);
            else known.Forget(turn);
            return result;
        }
        catch (TurnConflictException)
        {
            known.Forget(turn);
            return new CommitResult.Conflict();
        }
    }

    public ValueTask<(CustomerFile? File, long Version)> LoadCustomerAsync(string id)
    {
        if (known.File(id) is { } there) return ValueTask.FromResult<(CustomerFile?, long)>((there.File, there.Version));
        var rows = readers.Rows("SELECT document, version FROM customer WHERE id = $1", r => (r.GetString(0), r.GetInt64(1)), id);
        if (rows is not [var (document, version)]) return ValueTask.FromResult<(CustomerFile?, long)>((null, 0));
        var file = JsonSerializer.Deserialize(document, StoreJson.Default.CustomerFile)!;
        known.Keep(file, version);
        return ValueTask.FromResult<(CustomerFile?, long)>((file, version));
    }

    public ValueTask<string> ResolveAsync(string customer) => ValueTask.FromResult(
        customer.StartsWith(CustomerFile.StrangerPrefix, StringComparison.Ordinal) && known.File(customer) is null && readers.Scalar("SELECT customer_id FROM absorbed WHERE id = $1", customer) is string goesOnAs ? goesOnAs : customer);

    public ValueTask<string?> CustomerAtAsync(string channel, string user) =>
        Text("SELECT customer_id FROM address WHERE channel = $1 AND user = $2", channel, user);

    public async Task<StoredConversation> OpenConversationAsync(string channel, string? user, string newId, DateTimeOffset at)
    {
        // On our own channel conversations end.
        if (user is not null && channel != OutgoingRows.OurOwnChannel && known.Conversation(channel, user) is { } place) return place;

        // Looked at first beside the writer: only the first message of a conversation makes it.
        var there = user is null ? [] : readers.Rows($"SELECT {ConversationColumns} FROM conversation WHERE channel = $1 AND user = $2", ConversationOf, channel, user);
        if (there.Count == 0) there = readers.Rows($"SELECT {ConversationColumns} FROM conversation WHERE channel = $1 AND id = $2", ConversationOf, channel, newId);
        var opened = there is [var found] ? found : await writer.RunAsync(s => Open(s, channel, user, newId, at));
        known.Keep(opened);
        return opened;
    }

    private static StoredConversation Open(SqliteStatements s, string channel, string? user, string newId, DateTimeOffset at)
    {
        var id = (user is null ? null : (string?)s.Scalar("SELECT id FROM conversation WHERE channel = $1 AND user = $2", channel, user))
            ?? (string?)s.Scalar("SELECT id FROM conversation WHERE channel = $1 AND id = $2", channel, newId);
        if (id is null)
        {
            id = newId;
            var customer = user is null ? null : (string?)s.Scalar("SELECT customer_id FROM address WHERE channel = $1 AND user = $2", channel, user);
            if (customer is null)
            {
                customer = CustomerFile.StrangerPrefix + newId;
                if (user is not null) s.Execute("INSERT INTO address (channel, user, customer_id) VALUES ($1, $2, $3)", channel, user, customer);
            }

            s.Execute("INSERT INTO conversation (channel, id, user, customer_id, last_at) VALUES ($1, $2, $3, $4, $5)", channel, id, user, customer, at.ToUnixTimeMilliseconds());
        }

        return s.Rows($"SELECT {ConversationColumns} FROM conversation WHERE channel = $1 AND id = $2", ConversationOf, channel, id)[0];
    }

    public ValueTask<ConversationSoFar?> FindConversationAsync(ConversationKey key) => First(
        $"SELECT {ConversationColumns} FROM conversation WHERE channel = $1 AND id = $2", ConversationOf, key.Channel, key.Id);

    public Task EndConversationAsync(ConversationKey key, string? newId, DateTimeOffset at) => writer.RunAsync(s =>
    {
        var open = s.Rows("SELECT user, customer_id FROM conversation WHERE channel = $1 AND id = $2 AND ended_at IS NULL", r => (User: r.Text(0), Customer: r.GetString(1)), key.Channel, key.Id);
        if (open is not [var (user, customer)]) return false;
        s.Execute("UPDATE conversation SET ended_at = $3, user = NULL WHERE channel = $1 AND id = $2", key.Channel, key.Id, at.ToUnixTimeMilliseconds());
        if (user is not null && newId is not null)
            s.Execute("INSERT INTO conversation (channel, id, user, customer_id, last_at) VALUES ($1, $2, $3, $4, $5)", key.Channel, newId, user, customer, at.ToUnixTimeMilliseconds());
        return true;
    });

    public async Task SaveReferenceAsync(StoredConversation conversation, string reference)
    {
        await writer.RunAsync(s =>
        {
            s.Execute("UPDATE conversation SET reference = $3 WHERE channel = $1 AND id = $2", conversation.Channel, conversation.Id, reference);

            // What waited for it can leave now.
            return s.Execute("UPDATE outgoing SET not_before = created_at WHERE channel = $1 AND conversation = $2 AND state = 'pending' AND not_before > created_at", conversation.Channel, conversation.Id);
        });
        known.Keep(conversation with { Reference = reference });
    }

    public ValueTask<string?> FindConversationOfAsync(string channel, string user) =>
        Text("SELECT id FROM conversation WHERE channel = $1 AND user = $2", channel, user);

    public ValueTask<ConversationKey?> LatestConversationAsync(string customer, string? channel = null) => First<ConversationKey?>(
        "SELECT channel, id FROM conversation WHERE customer_id = $1 AND channel = coalesce($2, channel) ORDER BY ended_at IS NOT NULL, last_at DESC LIMIT 1",
        r => new ConversationKey(r.GetString(0), r.GetString(1)), customer, channel);

    public ValueTask<StoredFile?> FindFileAsync(string id) => First(
        "SELECT id, name, type, content FROM file WHERE id = $1 AND channel <> $2",
        r => StoredRows.ToFile(r.GetString(0), r.GetString(1), r.GetString(2), r.GetBytes(3)), id, PendingFiles.Channel);

    public ValueTask<IReadOnlyList<TranscriptLine>> ReadLinesAsync(ConversationKey key, long after, int most) => Rows(
        $"SELECT {StoredRows.LineColumns} FROM message WHERE channel = $1 AND conversation = $2 AND sequence > $3 ORDER BY sequence LIMIT $4", LineOf, key.Channel, key.Id, after, most);

    public ValueTask<IReadOnlyList<TranscriptLine>> ReadTranscriptAsync(string customer, int most) => ValueTask.FromResult(readers.Read<IReadOnlyList<TranscriptLine>>(s =>
    {
        var conversations = s.Rows("SELECT channel, id FROM conversation WHERE customer_id = $1", r => new ConversationKey(r.GetString(0), r.GetString(1)), customer);
        var lines = conversations.SelectMany(c => s.Rows(
            $"SELECT {StoredRows.LineColumns} FROM message WHERE channel = $1 AND conversation = $2 ORDER BY sequence DESC LIMIT $3", LineOf, c.Channel, c.Id, most));
        return [.. lines.OrderBy(l => l.At).ThenBy(l => l.Sequence).TakeLast(most)];
    }));

    // The lock on the file is the proof that there is no other host, so what is due is claimed by being read.
    public ValueTask<IReadOnlyList<DueWork>> ClaimDueAsync(DateTimeOffset now, int most) => Rows(
        "SELECT id, customer_id, document, attempts FROM work WHERE parked_because IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $2",
        r => new DueWork(new WorkClaim(r.GetInt64(0), Fence: 0), r.GetString(1), StoreJson.ReadWork(r.GetString(2)), r.GetInt32(3)), now.ToUnixTimeMilliseconds(), most);

    public Task GiveBackAsync() => Task.CompletedTask;

    public Task PutOffAsync(WorkClaim work, DateTimeOffset until, string? parkedBecause) => writer.RunAsync(s =>
        s.Execute("UPDATE work SET attempts = attempts + 1, due_at = $2, parked_because = $3 WHERE id = $1", work.Id, until.ToUnixTimeMilliseconds(), parkedBecause));

    public ValueTask<DateTimeOffset?> NextDueAtAsync() => ValueTask.FromResult(
        readers.Scalar("SELECT due_at FROM work WHERE parked_because IS NULL ORDER BY due_at LIMIT 1") is long at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null);

    public ValueTask<string?> FindProductOfOrderAsync(string orderId) =>
        Text("SELECT product FROM purchase WHERE order_id = $1 COLLATE NOCASE LIMIT 1", orderId);

    public ValueTask<ReportedPurchase?> FindPurchaseAsync(string orderId) => First(
        "SELECT order_id, customer_id, product, document FROM purchase WHERE order_id = $1", r => new ReportedPurchase(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3)), orderId);

    public ValueTask<string?> CustomerOfCodeAsync(string code) => First("SELECT customer_id FROM reward WHERE code = $1", r => r.GetString(0), code);

    public ValueTask<IReadOnlyList<StoredCase>> ReadOpenCasesAsync(int most) => Rows(
        "SELECT k.customer_id, k.document, json_extract(c.document, '$.name'), json_extract(c.document, '$.locale') FROM \"case\" k JOIN customer c ON c.id = k.customer_id WHERE k.resolved_at IS NULL ORDER BY k.opened_at LIMIT $1", CaseOf, most);

    public ValueTask<StoredCase?> FindCaseAsync(string id) => First(
        "SELECT k.customer_id, k.document, json_extract(c.document, '$.name'), json_extract(c.document, '$.locale') FROM \"case\" k JOIN customer c ON c.id = k.customer_id WHERE k.id = $1", CaseOf, id);

    public ValueTask<IReadOnlyList<FoundCase>> SearchCasesAsync(string words, int most) => Rows(
        """
        SELECT k.customer_id, k.document, json_extract(c.document, '$.name'), json_extract(c.document, '$.locale'), (
            SELECT m.text FROM conversation v JOIN message m ON m.channel = v.channel AND m.conversation = v.id
            WHERE v.customer_id = k.customer_id AND m.text LIKE $1 ESCAPE '\' ORDER BY m.at DESC LIMIT 1) AS line
        FROM "case" k JOIN customer c ON c.id = k.customer_id
        WHERE line IS NOT NULL OR k.document LIKE $1 ESCAPE '\' OR json_extract(c.document, '$.name') LIKE $1 ESCAPE '\' OR k.id = $2
        ORDER BY k.opened_at DESC LIMIT $3
        """,
        r => new FoundCase(CaseOf(r), r.Text(4)), StoredRows.ToPattern(words), words, most);

    public ValueTask<bool> HasHandledAsync(string channel, string inboundId) =>
        ValueTask.FromResult(readers.Scalar("SELECT 1 FROM inbound WHERE channel = $1 AND activity_id = $2", channel, inboundId) is not null);

    public ValueTask<IReadOnlyList<StoredFact>> ReadFactsAsync(string customer) => Rows(
        "SELECT kind, at, document FROM fact WHERE customer_id = $1 ORDER BY at, id", r => StoredRows.ToFact(r.GetString(0), r.GetInt64(1), r.GetString(2)), customer);

    // One writer gives out the numbers in the order of its commits.
    public ValueTask<IReadOnlyList<NumberedFact>> ReadFactsAfterAsync(long number, int most) => Rows(
        "SELECT id, customer_id, kind, at, document FROM fact WHERE id > $1 ORDER BY id LIMIT $2",
        r => new NumberedFact(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetInt64(3), r.GetString(4)), number, most);

    public ValueTask<IReadOnlyList<NumberedFact>> ReadDeskEventsAsync(long after, int most) => Rows(
        "SELECT id, customer_id, kind, at, document FROM fact WHERE kind = 'DeskEventNoted' ORDER BY id LIMIT $2 OFFSET $1",
        r => new NumberedFact(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetInt64(3), r.GetString(4)), after, most);

    public ValueTask<long> LastFactAsync() => ValueTask.FromResult(readers.Scalar("SELECT max(id) FROM fact") as long? ?? 0);

    public ValueTask<string?> ReadSettingAsync(string name) => Text("SELECT value FROM setting WHERE name = $1", name);

    public Task WriteSettingAsync(string name, string value) => writer.RunAsync(s =>
        s.Execute("INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value));

    public async Task<bool> AdvanceSettingAsync(string name, string value) => await writer.RunAsync(s => s.Execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE setting.value < excluded.value", name, value)) > 0;

    public ValueTask<IReadOnlyList<string>> FindUnwokenAsync(DateTimeOffset now, int most) => Rows(
        """
        SELECT id FROM customer c
        WHERE (c.next_contact_at IS NOT NULL) <> (c.document LIKE $3)
           OR (c.next_contact_at IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM work w WHERE w.customer_id = c.id AND w.parked_because IS NULL AND w.due_at <= max(c.next_contact_at, $1) + $5 AND w.document LIKE $4))
        ORDER BY id LIMIT $2
        """,
        r => r.GetString(0), now.ToUnixTimeMilliseconds(), most, StoredRows.PlannedPattern, StoredRows.CheckInPattern, StoredRows.PutOffMilliseconds);

    public Task<long> PruneAsync(Served what, DateTimeOffset before, CancellationToken cancel) => new SqlitePruning(readers, writer, before.ToUnixTimeMilliseconds()).RunAsync(what, cancel);

    public ValueTask DisposeAsync()
    {
        writer.Dispose();
        readers.Dispose();
        ownership?.Dispose();
        return ValueTask.CompletedTask;
    }

    private ValueTask<string?> Text(string sql, params object?[] values) => ValueTask.FromResult((string?)readers.Scalar(sql, values));

    private ValueTask<T?> First<T>(string sql, Func<SqliteRow, T> row, params object?[] values) => ValueTask.FromResult(readers.Rows(sql, row, values).FirstOrDefault());

    private ValueTask<IReadOnlyList<T>> Rows<T>(string sql, Func<SqliteRow, T> row, params object?[] values) => ValueTask.FromResult<IReadOnlyList<T>>(readers.Rows(sql, row, values));

    private const string ConversationColumns = "channel, id, user, customer_id, last_sequence, reference, ended_at IS NOT NULL";

    private static ConversationSoFar ConversationOf(SqliteRow r) => new(r.GetString(0), r.GetString(1), r.Text(2), r.GetString(3), r.GetInt64(4)) { Reference = r.Text(5), IsEnded = r.GetBoolean(6) };

    private static TranscriptLine LineOf(SqliteRow r) =>
        StoredRows.ToLine(r.GetString(0), r.GetInt64(1), r.GetString(2), r.Text(3), r.GetString(4), r.Text(5), r.GetInt64(6), r.Text(7), r.Text(8), r.Text(9), r.GetString(10));

    private static StoredCase CaseOf(SqliteRow r) => StoredRows.ToCase(r.GetString(0), r.GetString(1), r.Text(2), r.Text(3));
}
