using FollowUpBot.Bot.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Insights;

/// <summary>
/// What has been counted: a SQLite file beside the store, which may be thrown away at any time and is then made again from the facts. Marks are added in the transaction that moves the watermark,
/// so each fact counts once. One program writes it, the host or a command; others read beside it.
/// </summary>
internal sealed class ReadModel : IDisposable
{
    // Another meaning of what is counted is another number; a file with another number is made again.
    private const int Format = 3;

    private static readonly string[] Tables = ["about", "customer", "cell", "segments", "entry", "tally", "words", "about_case", "unread", "loose"];

    private const string Schema =
        """
        CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, goes_on_as INTEGER, so_far TEXT);
        CREATE TABLE cell (id INTEGER PRIMARY KEY, what TEXT NOT NULL, product TEXT NOT NULL, step TEXT NOT NULL, UNIQUE (what, product, step));
        CREATE TABLE segments (id INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE);
        -- Each thing that counts: what lies behind the numbers.
        CREATE TABLE entry (cell INTEGER NOT NULL, at INTEGER NOT NULL, subject INTEGER NOT NULL, fact INTEGER NOT NULL, customer INTEGER NOT NULL, segments INTEGER NOT NULL, value INTEGER,
            PRIMARY KEY (cell, at, subject)) WITHOUT ROWID;
        -- The numbers: how many entries there are on each day of the shop, and what their values add up to.
        CREATE TABLE tally (cell INTEGER NOT NULL, day INTEGER NOT NULL, segments INTEGER NOT NULL, count INTEGER NOT NULL, total INTEGER NOT NULL, PRIMARY KEY (cell, day, segments)) WITHOUT ROWID;
        CREATE TABLE words (fact INTEGER PRIMARY KEY, at INTEGER NOT NULL, text TEXT NOT NULL);
        -- The case that a fact is about, and where the words are that opened it.
        CREATE TABLE about_case (fact INTEGER PRIMARY KEY, name TEXT NOT NULL, reason TEXT, words INTEGER);
        -- What has been said and not been looked at for themes, and the sentences that belong to none yet.
        CREATE TABLE unread (fact INTEGER PRIMARY KEY, at INTEGER NOT NULL, customer INTEGER NOT NULL, product TEXT NOT NULL, segments TEXT NOT NULL, mood INTEGER NOT NULL);
        CREATE TABLE loose (fact INTEGER NOT NULL, part INTEGER NOT NULL, at INTEGER NOT NULL, customer INTEGER NOT NULL, product TEXT NOT NULL, segments TEXT NOT NULL, mood INTEGER NOT NULL,
            terms BLOB NOT NULL, meaning BLOB NOT NULL, PRIMARY KEY (fact, part));
        """;

    private readonly SqliteStatements? writer;
    private readonly FileStream? ownership;

    private ReadModel(string path, TimeZoneInfo zone, FileStream? ownership)
    {
        (Path, Zone, this.ownership) = (path, zone, ownership);
        if (ownership is not null)
        {
            if (!IsCurrent(path, zone)) Create(path, zone);
            writer = new SqliteStatements(Open(path, SqliteOpenMode.ReadWrite));
            writer.Execute("PRAGMA synchronous = NORMAL");
            writer.Execute("PRAGMA cache_size = -200000");
        }

        Readers = new SqliteReaders(Connection(path, SqliteOpenMode.ReadOnly));
    }

    public string Path { get; }

    /// <summary>The shop's zone: days and hours are its.</summary>
    public TimeZoneInfo Zone { get; }

    public SqliteReaders Readers { get; }

    /// <summary>Whether this program writes it; else another does, and it is as far as that one is.</summary>
    public bool IsOurs => writer is not null;

    /// <summary>Opens the file, or makes it. Whoever comes second reads only.</summary>
    public static ReadModel Open(string path, TimeZoneInfo zone)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        FileStream? ownership = null;
        try
        {
            ownership = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            if (!File.Exists(path)) throw;
        }

        return new ReadModel(path, zone, ownership);
    }

    /// <summary>The number of the last fact that is counted.</summary>
    public long Watermark => long.Parse(About("watermark") ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What is noted of the file.</summary>
    public string? About(string name) => (string?)Readers.Scalar("SELECT value FROM about WHERE name = $1", name);

    /// <summary>Runs one transaction; whole or not at all.</summary>
    public void Write(Action<SqliteStatements> write)
    {
        if (writer is null) throw new InvalidOperationException("Another program writes this file.");
        writer.Execute("BEGIN IMMEDIATE");
        try
        {
            write(writer);
            writer.Execute("COMMIT");
        }
        catch
        {
            writer.Execute("ROLLBACK");
            throw;
        }
    }

    /// <summary>Throws away what has been counted; the store is not the one it was counted from.</summary>
    public void Clear() => Write(s =>
    {
        foreach (var table in Tables) s.Execute($"DELETE FROM {table}");
        Note(s, "zone", Zone.Id);
    });

    public static void Note(SqliteStatements s, string name, string value) =>
        s.Execute("INSERT INTO about (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value);

    public void Dispose()
    {
        writer?.Dispose();
        Readers.Dispose();
        ownership?.Dispose();
    }

    private static bool IsCurrent(string path, TimeZoneInfo zone)
    {
        if (!File.Exists(path)) return false;
        try
        {
            using var s = new SqliteStatements(Open(path, SqliteOpenMode.ReadWrite));
            return s.Scalar("PRAGMA user_version") is (long)Format && s.Scalar("SELECT value FROM about WHERE name = 'zone'") as string == zone.Id;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static void Create(string path, TimeZoneInfo zone)
    {
        foreach (var part in new[] { "", "-wal", "-shm" }) File.Delete(path + part);
        using var s = new SqliteStatements(Open(path, SqliteOpenMode.ReadWriteCreate));
        s.Scalar("PRAGMA journal_mode = WAL");
        foreach (var statement in Schema.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) s.Execute(statement);
        Note(s, "zone", zone.Id);
        s.Execute($"PRAGMA user_version = {Format}");
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var db = new SqliteConnection(Connection(path, mode));
        db.Open();
        return db;
    }

    private static string Connection(string path, SqliteOpenMode mode) => new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 5 }.ToString();
}
