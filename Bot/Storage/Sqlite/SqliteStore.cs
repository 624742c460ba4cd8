using System.Text.Json;
using Dapper;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>The store in one SQLite file: what is written goes through one writer and is durable when its task ends; reads run beside it.</summary>
internal sealed class SqliteStore : IDisposable
{
    private readonly string connection;
    private readonly FileStream ownership;
    private readonly SqliteWriter writer;

    private SqliteStore(string path, FileStream ownership)
    {
        this.ownership = ownership;
        connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5 }.ToString();
        var db = Open();
        db.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        SqliteMigrations.Apply(db);
        writer = new SqliteWriter(db);
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

    /// <summary>Whether the file can be read.</summary>
    public bool IsReady()
    {
        try
        {
            using var db = Open();
            return db.ExecuteScalar<long>("SELECT 1") == 1;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    /// <summary>Makes a turn durable, whole or not at all.</summary>
    public async Task<CommitResult> CommitAsync(TurnCommit turn)
    {
        try
        {
            return await writer.RunAsync(s => new SqliteTurn(s, turn).Commit()).ConfigureAwait(false);
        }
        catch (TurnConflictException)
        {
            return new CommitResult.Conflict();
        }
    }

    /// <summary>The customer's file with its version; version 0 and no file for somebody new.</summary>
    public (CustomerFile? File, long Version) LoadCustomer(string id)
    {
        using var db = Open();
        var row = db.QuerySingleOrDefault<(string Document, long Version)?>("SELECT document, version FROM customer WHERE id = $id", new { id });
        return row is { } found ? (JsonSerializer.Deserialize(found.Document, StoreJson.Default.CustomerFile), found.Version) : (null, 0);
    }

    /// <summary>The customer under whose id this one goes on: themselves, or whom a stranger turned out to be.</summary>
    public string Resolve(string customer)
    {
        if (!customer.StartsWith(CustomerFile.StrangerPrefix, StringComparison.Ordinal)) return customer;
        using var db = Open();
        return db.ExecuteScalar<string>("SELECT customer_id FROM absorbed WHERE id = $customer", new { customer }) ?? customer;
    }

    /// <summary>Whom a channel's user belongs to.</summary>
    public string? CustomerAt(string channel, string user)
    {
        using var db = Open();
        return db.ExecuteScalar<string>("SELECT customer_id FROM address WHERE channel = $channel AND user = $user", new { channel, user });
    }

    /// <summary>The conversation of a channel's user, made now if there is none. Who is not known yet becomes a stranger under the conversation's id.</summary>
    public Task<StoredConversation> OpenConversationAsync(string channel, string? user, string newId, DateTimeOffset at) => writer.RunAsync(s =>
    {
        var id = user is null
            ? (string?)s.Scalar("SELECT id FROM conversation WHERE channel = $1 AND id = $2", channel, newId)
            : (string?)s.Scalar("SELECT id FROM conversation WHERE channel = $1 AND user = $2", channel, user);
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

        var owner = (string)s.Scalar("SELECT customer_id FROM conversation WHERE channel = $1 AND id = $2", channel, id)!;
        var last = (long)s.Scalar("SELECT last_sequence FROM conversation WHERE channel = $1 AND id = $2", channel, id)!;
        return new StoredConversation(channel, id, user, owner, last);
    });

    public StoredConversation? FindConversation(ConversationKey key)
    {
        using var db = Open();
        return db.QuerySingleOrDefault<StoredConversation>(
            "SELECT channel, id, user, customer_id AS customerId, last_sequence AS lastSequence FROM conversation WHERE channel = $Channel AND id = $Id", key);
    }

    public string? FindConversationOf(string channel, string user)
    {
        using var db = Open();
        return db.ExecuteScalar<string>("SELECT id FROM conversation WHERE channel = $channel AND user = $user", new { channel, user });
    }

    /// <summary>Where a customer was last spoken with.</summary>
    public ConversationKey? LatestConversation(string customer)
    {
        using var db = Open();
        var row = db.QueryFirstOrDefault<(string Channel, string Id)?>("SELECT channel, id FROM conversation WHERE customer_id = $customer ORDER BY last_at DESC LIMIT 1", new { customer });
        return row is var (channel, id) ? new ConversationKey(channel, id) : null;
    }

    /// <summary>Lines of a conversation after a sequence number, in order.</summary>
    public IReadOnlyList<TranscriptLine> ReadLines(ConversationKey key, long after, int most)
    {
        using var db = Open();
        return [.. db.Query<LineRow>(
            "SELECT conversation, sequence, speaker, name, text, buttons, at, client_id AS clientId FROM message WHERE channel = $Channel AND conversation = $Id AND sequence > $after ORDER BY sequence LIMIT $most",
            new { key.Channel, key.Id, after, most }).Select(r => r.ToLine())];
    }

    /// <summary>The latest lines of a customer in all their conversations, oldest first.</summary>
    public IReadOnlyList<TranscriptLine> ReadTranscript(string customer, int most)
    {
        using var db = Open();
        return [.. db.Query<LineRow>(
            "SELECT conversation, sequence, speaker, name, text, buttons, at, client_id AS clientId FROM message WHERE customer_id = $customer ORDER BY at DESC, sequence DESC LIMIT $most",
            new { customer, most }).Select(r => r.ToLine()).Reverse()];
    }

    /// <summary>Work that is due, oldest first.</summary>
    public IReadOnlyList<DueWork> ReadDue(DateTimeOffset now, int most)
    {
        using var db = Open();
        return [.. db.Query<(long Id, string CustomerId, string Document, long Attempts)>(
            "SELECT id, customer_id, document, attempts FROM work WHERE parked_because IS NULL AND due_at <= $now ORDER BY due_at, id LIMIT $most",
            new { now = now.ToUnixTimeMilliseconds(), most })
            .Select(r => new DueWork(r.Id, r.CustomerId, ReadWork(r.Document), (int)r.Attempts))];
    }

    // A row that this version cannot read is handed on as such: it must not stop the others.
    private static Work? ReadWork(string document)
    {
        try
        {
            return JsonSerializer.Deserialize(document, StoreJson.Default.Work);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    public DateTimeOffset? NextDueAt()
    {
        using var db = Open();
        return db.ExecuteScalar<long?>("SELECT due_at FROM work WHERE parked_because IS NULL ORDER BY due_at LIMIT 1") is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }

    /// <summary>Puts work off after a failure, or parks it for a human to look at.</summary>
    public Task<int> PutOffAsync(long work, DateTimeOffset until, string? parkedBecause) => writer.RunAsync(s =>
        s.Execute("UPDATE work SET attempts = attempts + 1, due_at = $2, parked_because = $3 WHERE id = $1", work, until.ToUnixTimeMilliseconds(), parkedBecause));

    /// <summary>The product of an order, by its number as a customer types it.</summary>
    public string? FindProductOfOrder(string orderId)
    {
        using var db = Open();
        return db.ExecuteScalar<string>("SELECT product FROM purchase WHERE order_id = $orderId COLLATE NOCASE LIMIT 1", new { orderId });
    }

    public ReportedPurchase? FindPurchase(string orderId)
    {
        using var db = Open();
        return db.QuerySingleOrDefault<ReportedPurchase>(
            "SELECT order_id AS orderId, customer_id AS customerId, product, document FROM purchase WHERE order_id = $orderId", new { orderId });
    }

    /// <summary>Cases that are open, oldest first.</summary>
    public IReadOnlyList<StoredCase> ReadOpenCases(int most) => ReadCases("WHERE k.resolved_at IS NULL ORDER BY k.opened_at LIMIT $most", new { most });

    public StoredCase? FindCase(string id) => ReadCases("WHERE k.id = $id", new { id }).SingleOrDefault();

    public string? ReadSetting(string name)
    {
        using var db = Open();
        return db.ExecuteScalar<string>("SELECT value FROM setting WHERE name = $name", new { name });
    }

    public Task<int> WriteSettingAsync(string name, string value) => writer.RunAsync(s =>
        s.Execute("INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value));

    public void Dispose()
    {
        writer.Dispose();
        SqliteConnection.ClearAllPools();
        ownership.Dispose();
    }

    private const int SqliteReadOnly = 8;
    private const int SqliteNotADatabase = 26;

    private List<StoredCase> ReadCases(string where, object parameters)
    {
        using var db = Open();
        return [.. db.Query<(string CustomerId, string Document, string Customer)>(
            $"SELECT k.customer_id, k.document, c.document FROM \"case\" k JOIN customer c ON c.id = k.customer_id {where}", parameters)
            .Select(r =>
            {
                var file = JsonSerializer.Deserialize(r.Customer, StoreJson.Default.CustomerFile)!;
                return new StoredCase(r.CustomerId, file.Name, JsonSerializer.Deserialize(r.Document, StoreJson.Default.Case)!);
            })];
    }

    private SqliteConnection Open()
    {
        var db = new SqliteConnection(connection);
        db.Open();
        return db;
    }

    private sealed record LineRow(string Conversation, long Sequence, string Speaker, string? Name, string Text, string? Buttons, long At, string? ClientId)
    {
        public TranscriptLine ToLine() => new(
            Sequence,
            SqliteTurn.ActivityId(Conversation, Sequence),
            Enum.Parse<Speaker>(Speaker),
            Name,
            Text,
            Buttons is null ? [] : JsonSerializer.Deserialize(Buttons, StoreJson.Default.IReadOnlyListString)!,
            DateTimeOffset.FromUnixTimeMilliseconds(At),
            ClientId);
    }
}

/// <summary>The store cannot be used; the message says why and what to do.</summary>
internal sealed class StoreException(string message) : Exception(message);
