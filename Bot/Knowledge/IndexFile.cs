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
            format = db.ExecuteScalar<int?>("SELECT value FROM about WHERE name = 'format'");
        }
        catch (SqliteException)
        {
            // Not an index of ours, or a damaged one.
            return false;
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
