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

    private const int Candidates = 8;

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
        if (terms.Count == 0 || (terms.Count == 1 && !isQuestion)) return null;
        using var db = Open();
        if (Best(db, terms, product) is not var (passage, window, coverage)) return null;
        if (coverage < (isQuestion ? CoveredByAnAnswer : CoveredByAStatement)) return null;

        var quote = Passages.Quote(Passages.Split(passage.Text), window, wholeProcedure: passage.HeadingAnswers && QueryTerms.AsksHow(question));
        var source = new Citation(passage.Document, passage.Title, passage.Heading, passage.Url);
        return new Finding(new Markdown(quote), source, Math.Round(coverage, 2)) { Passages = [new Passage(passage.Text, source)] };
    }

    // The passage that says most of what is asked in one place: a long one holds many words by chance, a sentence or two do not.
    private (Candidate Passage, (int First, int Last) Window, double Coverage)? Best(SqliteConnection db, IReadOnlyList<string> terms, string? product)
    {
        var candidates = ReadCandidates(db, terms, product);
        if (candidates.Count == 0) return null;
        var strongest = candidates.Values.Max(c => -c.Score);
        var all = 0.0;
        foreach (var term in terms)
        {
            var holders = db.Query<long>("SELECT rowid FROM passage_text WHERE passage_text MATCH $term", new { term = Quoted(term) }).ToList();

            // Robertson's inverse document frequency; a word in no manual weighs most, for the answer to it cannot be here.
            var weight = Math.Log(1 + ((passages - holders.Count + 0.5) / (holders.Count + 0.5)));
            all += weight;
            foreach (var id in holders) if (candidates.TryGetValue(id, out var holder)) holder.Covered += weight;
            foreach (var id in db.Query<long>("SELECT rowid FROM passage_text WHERE passage_text MATCH $term", new { term = "heading : " + Quoted(term) }))
                if (candidates.TryGetValue(id, out var headed)) headed.InHeading += weight;
            foreach (var (id, position) in db.Query<(long, long)>("SELECT passage, position FROM sentence WHERE sentence MATCH $term", new { term = Quoted(term) }))
                if (candidates.TryGetValue(id, out var said)) said.Add((int)position, term, weight);
        }

        var ranked = candidates.Values.Select(c =>
        {
            var (window, weight) = c.BestWindow();
            c.HeadingAnswers = c.InHeading >= weight / 2;
            return (Passage: c, Window: window, Coverage: (c.Covered + Math.Max(weight, c.InHeading)) / (2 * all), Rank: (c.Covered / all / 2) + (Math.Max(weight, c.InHeading * 0.9) / all) + (0.25 * -c.Score / strongest));
        });
        var best = ranked.MaxBy(r => r.Rank);

        // A single word that stands all over the manuals says where to look for nothing.
        if (terms.Count == 1 && best.Passage.InHeading == 0 && all < Math.Log(passages / 5.0)) return null;
        return (best.Passage, best.Window, best.Coverage);
    }

    private static Dictionary<long, Candidate> ReadCandidates(SqliteConnection db, IReadOnlyList<string> terms, string? product) =>
        db.Query<Candidate>(
            """
            SELECT p.id, p.document, p.title, p.heading, p.url, p.text, bm25(passage_text, 3.0, 1.0) AS score
            FROM passage_text JOIN passage p ON p.id = passage_text.rowid
            WHERE passage_text MATCH $any AND ($product IS NULL OR p.products = '' OR p.products LIKE '%|' || $product || '|%')
            ORDER BY score LIMIT $most
            """,
            new { any = string.Join(" OR ", terms.Select(Quoted)), product, most = Candidates }).ToDictionary(c => c.Id);

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

    private static string Quoted(string term) => $"\"{term.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private SqliteConnection Open()
    {
        var db = new SqliteConnection(connection);
        db.Open();
        return db;
    }

    private sealed class Candidate
    {
        private readonly Dictionary<int, Dictionary<string, double>> sentences = [];

        public long Id { get; init; }

        public string Document { get; init; } = "";

        public string Title { get; init; } = "";

        public string Heading { get; init; } = "";

        public string Url { get; init; } = "";

        public string Text { get; init; } = "";

        /// <summary>SQLite's bm25: the lower the better.</summary>
        public double Score { get; init; }

        public double Covered { get; set; }

        public double InHeading { get; set; }

        public bool HeadingAnswers { get; set; }

        public void Add(int position, string term, double weight)
        {
            if (!sentences.TryGetValue(position, out var terms)) sentences[position] = terms = [];
            terms[term] = weight;
        }

        /// <summary>The sentence, or two sentences in a row, that hold most of what is asked.</summary>
        public ((int First, int Last) Window, double Weight) BestWindow()
        {
            var section = Passages.Split(Text);
            ((int First, int Last) Window, double Weight) best = ((0, 0), 0);
            foreach (var (position, terms) in sentences.OrderBy(s => s.Key))
            {
                if (terms.Values.Sum() is var alone && alone > best.Weight) best = ((position, position), alone);

                // A bullet is read under its lead-in: "The filter does not remove:" belongs to every entry below it.
                if (Passages.LeadInOf(section, position) is { } lead && sentences.TryGetValue(lead, out var above)
                    && Together(above, terms) is var withLead && withLead > best.Weight)
                    best = ((lead, position), withLead);
                if (!sentences.TryGetValue(position + 1, out var next) || section[position].Block != section[position + 1].Block || section[position].Kind != SentenceKind.Prose) continue;
                if (Together(terms, next) is var both && both > best.Weight) best = ((position, position + 1), both);
            }

            return best;
        }

        private static double Together(Dictionary<string, double> one, Dictionary<string, double> other) =>
            one.Values.Sum() + other.Where(t => !one.ContainsKey(t.Key)).Sum(t => t.Value);
    }
}
