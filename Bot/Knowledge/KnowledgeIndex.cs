using System.Security.Cryptography;
using System.Text;
using Dapper;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Turns;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>The searchable manuals: a file of its own, built from the documents, named by their content, read-only while the host runs.</summary>
internal sealed class KnowledgeIndex
{
    // Change it when the tables or the cutting change: an index of another format is built anew.
    private const string Format = "1";

    // Share of a question's weight that a passage must cover to be an answer: set on the sample shop's questions, answered and unanswerable.
    private const double CoveredByAnAnswer = 0.55;

    // Text that is not a question must say more before we take it for one.
    private const double CoveredByAStatement = 0.8;

    private const int Candidates = 5;

    private readonly string connection;
    private readonly long passages;

    private KnowledgeIndex(string path, bool reused)
    {
        connection = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly }.ToString();
        Reused = reused;
        using var db = Open();
        passages = db.ExecuteScalar<long>("SELECT count(*) FROM passage");
    }

    /// <summary>Whether the file was there already.</summary>
    public bool Reused { get; }

    /// <summary>How many passages can be found.</summary>
    public long Count => passages;

    /// <summary>Opens the index of these documents, building it when it is not there. The new file takes its place in one step, so that a crash leaves none or a whole one.</summary>
    public static KnowledgeIndex Open(string path, IReadOnlyList<Manual> manuals)
    {
        var fingerprint = Fingerprint(manuals);
        if (IsCurrent(path, fingerprint)) return new KnowledgeIndex(path, reused: true);
        var building = $"{path}.{Guid.NewGuid():N}.building";
        try
        {
            Build(building, fingerprint, manuals);
            File.Move(building, path, overwrite: true);
        }
        finally
        {
            File.Delete(building);
        }

        return new KnowledgeIndex(path, reused: false);
    }

    /// <summary>Looks for the answer to a question.</summary>
    /// <param name="question">The customer's words.</param>
    /// <param name="product">The product it is about; null when that is not known.</param>
    /// <param name="isQuestion">Whether it was recognised as a question.</param>
    /// <param name="named">Names of the thing itself, which say nothing about what is asked.</param>
    public Finding? Search(string question, string? product, bool isQuestion, IEnumerable<string> named)
    {
        var terms = QueryTerms.Of(question, named);
        if (terms.Count == 0) return null;
        using var db = Open();
        var found = Rank(db, terms, product);
        if (found.Passage is not { } passage || found.Coverage < (isQuestion ? CoveredByAnAnswer : CoveredByAStatement)) return null;

        var sentences = Passages.Split(passage.Text);
        var best = db.Query<int>(
            "SELECT position FROM sentence WHERE sentence MATCH $any AND passage = $id ORDER BY bm25(sentence) LIMIT 2",
            new { any = Any(terms), id = passage.Id }).ToList();
        if (best.Count == 0) best.Add(0);
        var quote = Passages.Quote(sentences, best, QueryTerms.AsksHow(question));
        return new Finding(new Markdown(quote), new Citation(passage.Document, passage.Title, passage.Heading, passage.Url), Math.Round(found.Coverage, 2));
    }

    private (PassageRow? Passage, double Coverage) Rank(SqliteConnection db, IReadOnlyList<string> terms, string? product)
    {
        var rows = db.Query<PassageRow>(
            """
            SELECT p.id, p.document, p.title, p.heading, p.url, p.text, bm25(passage_text, 3.0, 1.0) AS score
            FROM passage_text JOIN passage p ON p.id = passage_text.rowid
            WHERE passage_text MATCH $any AND ($product IS NULL OR p.products = '' OR p.products LIKE '%|' || $product || '|%')
            ORDER BY score LIMIT $candidates
            """,
            new { any = Any(terms), product, candidates = Candidates }).ToList();
        if (rows.Count == 0) return (null, 0);

        double all = 0;
        var covered = rows.ToDictionary(r => r.Id, _ => 0.0);
        foreach (var term in terms)
        {
            var holders = db.Query<long>("SELECT rowid FROM passage_text WHERE passage_text MATCH $term", new { term = Quoted(term) }).ToList();

            // Robertson's inverse document frequency; a word in no manual weighs most, for the answer to it cannot be here.
            var weight = Math.Log(1 + ((passages - holders.Count + 0.5) / (holders.Count + 0.5)));
            all += weight;
            foreach (var id in holders) if (covered.ContainsKey(id)) covered[id] += weight;
        }

        return rows.Select(r => (Passage: r, Coverage: covered[r.Id] / all)).OrderByDescending(x => -x.Passage.Score * (0.5 + x.Coverage)).First();
    }

    private static void Build(string path, string fingerprint, IReadOnlyList<Manual> manuals)
    {
        using var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        db.Open();
        db.Execute(
            """
            PRAGMA journal_mode = OFF;
            CREATE TABLE content (fingerprint TEXT NOT NULL);
            CREATE TABLE passage (id INTEGER PRIMARY KEY, document TEXT NOT NULL, title TEXT NOT NULL, heading TEXT NOT NULL, url TEXT NOT NULL, products TEXT NOT NULL, text TEXT NOT NULL);
            CREATE VIRTUAL TABLE passage_text USING fts5 (heading, text, tokenize = 'porter unicode61 remove_diacritics 2');
            CREATE VIRTUAL TABLE sentence USING fts5 (text, passage UNINDEXED, position UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2');
            """);
        using var transaction = db.BeginTransaction();
        var id = 0L;
        foreach (var manual in manuals)
        {
            var products = manual.Products.Count == 0 ? "" : $"|{string.Join('|', manual.Products)}|";
            foreach (var section in manual.Sections)
            {
                id++;
                var citation = Citations.Of(manual, section);
                db.Execute(
                    "INSERT INTO passage VALUES ($id, $Document, $Title, $Heading, $Url, $products, $Text)",
                    new { id, citation.Document, citation.Title, citation.Heading, citation.Url, products, section.Text });
                db.Execute("INSERT INTO passage_text (rowid, heading, text) VALUES ($id, $Heading, $Text)", new { id, section.Heading, section.Text });
                foreach (var (sentence, position) in Passages.Split(section.Text).Select((s, i) => (s.Text, i)))
                    db.Execute("INSERT INTO sentence (text, passage, position) VALUES ($sentence, $id, $position)", new { sentence, id, position });
            }
        }

        db.Execute("INSERT INTO content VALUES ($fingerprint)", new { fingerprint });
        transaction.Commit();
    }

    private static bool IsCurrent(string path, string fingerprint)
    {
        if (!File.Exists(path)) return false;
        try
        {
            using var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            db.Open();
            return db.ExecuteScalar<string>("SELECT fingerprint FROM content") == fingerprint;
        }
        catch (SqliteException)
        {
            // Not an index of ours, or a damaged one: it is built anew from the documents.
            return false;
        }
    }

    private static string Fingerprint(IReadOnlyList<Manual> manuals)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Format));
        foreach (var manual in manuals.OrderBy(m => m.Document, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"\0{manual.Document}\0{manual.Title}\0{string.Join('|', manual.Products)}\0{manual.Body}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Any(IReadOnlyList<string> terms) => string.Join(" OR ", terms.Select(Quoted));

    private static string Quoted(string term) => $"\"{term.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private SqliteConnection Open()
    {
        var db = new SqliteConnection(connection);
        db.Open();
        return db;
    }

    private sealed record PassageRow(long Id, string Document, string Title, string Heading, string Url, string Text, double Score);
}
