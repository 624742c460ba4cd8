using Dapper;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>The index cannot be used; the message says why and the way out.</summary>
internal sealed class KnowledgeException(string message) : Exception(message);

/// <summary>The file of the index: a SQLite database that is written once, under another name, and then takes its place.</summary>
internal static class IndexFile
{
    /// <summary>Change it when the tables, the cutting or the terms change: an older index is built anew, a newer one is refused.</summary>
    public const int Format = 4;

    private const int Corrupt = 11, NotADatabase = 26;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const string Schema =
        """
        CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE document (id INTEGER PRIMARY KEY, source TEXT NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL, url TEXT, hash TEXT NOT NULL, markdown TEXT NOT NULL, UNIQUE (source, path));
        CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE document_product (document INTEGER NOT NULL, product INTEGER NOT NULL, PRIMARY KEY (product, document)) WITHOUT ROWID;
        CREATE TABLE passage (id INTEGER PRIMARY KEY, document INTEGER NOT NULL, heading TEXT NOT NULL, url TEXT NOT NULL, text TEXT NOT NULL,
          terms BLOB NOT NULL, heading_terms INTEGER NOT NULL, vectors BLOB NOT NULL, signs BLOB NOT NULL);
        CREATE INDEX passage_document ON passage (document);
        CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE term (term INTEGER PRIMARY KEY, passages INTEGER NOT NULL);
        """;

    /// <summary>A connection that only reads, to be kept by the one who asked for it.</summary>
    public static SqliteConnection OpenToRead(string path)
    {
        var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        db.Open();
        return db;
    }

    /// <summary>Says whether there is an index of this format in the file; one of a newer format is an error.</summary>
    public static bool IsCurrent(string path)
    {
        if (!File.Exists(path)) return false;
        int? format;
        try
        {
            using var db = OpenToRead(path);
            var tables = db.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table'").ToHashSet();
            if (tables.Count > 0 && !tables.Contains("about"))
                throw new KnowledgeException($"{path} is a database of something else and no index; name another file with FollowUp:Knowledge:Index.");
            format = tables.Count == 0 ? null : db.ExecuteScalar<int?>("SELECT value FROM about WHERE name = 'format'");
        }
        catch (SqliteException error) when (error.SqliteErrorCode is NotADatabase or Corrupt)
        {
            return false;
        }
        catch (SqliteException error)
        {
            throw new KnowledgeException($"The index {path} cannot be read: {error.Message}. Look at its rights, or name another file with FollowUp:Knowledge:Index.");
        }

        return format > Format
            ? throw new KnowledgeException($"The index {path} was made by a newer FollowUpBot (its format is {format}, this program reads {Format}); update this program, or name another file with FollowUp:Knowledge:Index.")
            : format == Format;
    }

    /// <summary>The right to make the next version, held until it is disposed: of two at once the later would not know what the earlier added. Waits for the other, for two minutes at most.</summary>
    public static FileStream TakeTurn(string path, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists($"{path}.lock") && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                cancel.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
                cancel.ThrowIfCancellationRequested();
            }
            catch (IOException) when (File.Exists($"{path}.lock"))
            {
                throw new KnowledgeException($"Another import into {path} is under way; try again when it has ended.");
            }
        }
    }

    /// <summary>Puts the next version in its place. What cannot be read by this version is kept beside it, for it may hold documents that only somebody else has.</summary>
    /// <returns>Where the old file is kept; null when nothing had to be.</returns>
    public static string? Replace(string path, string next)
    {
        var aside = File.Exists(path) && !IsCurrent(path) ? $"{path}.old" : null;
        if (aside is not null) File.Move(path, aside, overwrite: true);
        File.Move(next, path, overwrite: true);
        return aside;
    }

    /// <summary>Begins the next version of the file: a copy of the current one, or an empty index.</summary>
    public static SqliteConnection Begin(string path, string building)
    {
        var current = IsCurrent(path);
        if (current) File.Copy(path, building);
        var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = building, Pooling = false }.ToString());
        db.Open();
        db.Execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;");
        if (!current)
        {
            db.Execute(Schema);
            db.Execute("INSERT INTO about VALUES ('format', $Format)", new { Format });
        }

        return db;
    }
}
