using System.Collections.Concurrent;
using Dapper;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>The documents a question may be answered from.</summary>
/// <param name="Key">The same for the same documents.</param>
/// <param name="Documents">Their numbers; null means all.</param>
/// <param name="Passages">How many passages they have.</param>
/// <param name="IsOwn">Whether they are about the product that was asked about.</param>
internal sealed record Scope(string Key, IReadOnlyList<long>? Documents, int Passages, bool IsOwn = false);

/// <summary>The words of a question.</summary>
/// <param name="Words">Those that are looked for, in order.</param>
/// <param name="Phrases">For phrases with another name, the words of that name.</param>
/// <param name="Synonyms">Other words for single words.</param>
/// <param name="Named">Terms that only name the thing itself.</param>
internal sealed record AskedWords(IReadOnlyList<string> Words, IReadOnlyList<IReadOnlyList<string>> Phrases, IReadOnlyDictionary<string, IReadOnlyList<string>> Synonyms, IReadOnlySet<uint> Named)
{
    public IReadOnlyList<string> SynonymsOf(string word) => Synonyms.GetValueOrDefault(word, []);

    /// <summary>Splits a question; a word may have been put right.</summary>
    public static AskedWords Of(string question, Func<string, string> spelled, IReadOnlyDictionary<string, IReadOnlyList<string>> synonyms, IReadOnlySet<uint> named)
    {
        var said = $" {FollowUpBot.Dialogs.Understanding.Words.Normalize(question)}";
        return new AskedWords(
            [.. Terms.OfQuestion(question).Select(spelled)],
            [.. synonyms.Where(s => s.Key.Contains(' ', StringComparison.Ordinal) && said.Contains($" {s.Key} ", StringComparison.Ordinal)).Select(s => s.Value)],
            synonyms,
            named);
    }
}

/// <summary>One version of the index, open for reading. It does not change: a new version is a new snapshot.</summary>
internal sealed class Snapshot
{
    // A scope of so many passages is looked at whole, and kept in memory (about three kilobytes a passage); of a larger one only the candidates are.
    private const int SmallScope = 600, Kept = 6000;

    // So many are ranked of those with the best words, and so many of those with the most alike sentences.
    private const int ByWords = 64, BySigns = 24;

    private const string PassageColumns =
        """
        SELECT p.id AS Id, d.path AS Document, d.title AS Title, p.heading AS Heading, p.url AS Url, p.text AS Text, p.terms AS Terms, p.heading_terms AS HeadingTerms, p.vectors AS Vectors
        FROM passage p JOIN document d ON d.id = p.document
        """;

    // More searches than this at once wait for each other for a millisecond or two.
    private const int Connections = 8;

    // All opened at once, so that they read the same file whatever takes its place later.
    private readonly BlockingCollection<SqliteConnection> idle = [];
    private readonly ConcurrentDictionary<string, IReadOnlyList<IndexedPassage>> kept = [];
    private readonly Dictionary<string, long> products;
    private readonly List<(long Id, string Title, bool General, int Passages)> documents;
    private readonly Lazy<Candidates> candidates;
    private readonly Lazy<Spelling> spelling;
    private readonly Lazy<Dictionary<string, string>> urls;
    private int keptPassages;

    // The owner, and every search under way; at zero it is closed.
    private int users = 1;

    public Snapshot(string path)
    {
        for (var i = 0; i < Connections; i++) idle.Add(IndexFile.OpenToRead(path));
        Version = Read(db => db.ExecuteScalar<string>("SELECT value FROM about WHERE name = 'version'")) ?? "";
        var named = Read(db => db.Query<(long Id, string Name)>("SELECT id, name FROM product").ToList());
        Products = [.. named.Select(p => p.Name)];
        products = named.DistinctBy(p => Words.Normalize(p.Name)).ToDictionary(p => Words.Normalize(p.Name), p => p.Id);
        documents = Read(db => db.Query<(long, string, bool, int)>(
            """
            SELECT d.id, d.title, NOT EXISTS (SELECT 1 FROM document_product dp WHERE dp.document = d.id), (SELECT count(*) FROM passage p WHERE p.document = d.id)
            FROM document d ORDER BY d.id
            """).ToList());
        Count = documents.Sum(d => d.Passages);
        candidates = new Lazy<Candidates>(() => Read(Candidates.Load));
        spelling = new Lazy<Spelling>(() => new Spelling(Read(db => db.Query<string>("SELECT word FROM word").ToList())));
        urls = new Lazy<Dictionary<string, string>>(() => Read(db => db.Query<string>("SELECT DISTINCT url FROM passage").ToList()).Where(u => u.StartsWith('/')).DistinctBy(ShortLink.CodeOf).ToDictionary(ShortLink.CodeOf));
    }

    /// <summary>Changes with every change of the index.</summary>
    public string Version { get; }

    /// <summary>The products that documents name.</summary>
    public IReadOnlyCollection<string> Products { get; }

    /// <summary>Passages in all.</summary>
    public int Count { get; }

    /// <summary>Whether it takes a while to <see cref="Warm"/>.</summary>
    public bool IsLarge => Count > SmallScope;

    /// <summary>Documents in all.</summary>
    public int Documents => documents.Count;

    /// <summary>The scopes to look in, one after the other, for a question about this product; of no product, all documents.</summary>
    /// <param name="product">The product it is about; null means any.</param>
    /// <param name="others">Other products: a document called after one of them is about that one, even if it does not say so in its head.</param>
    public IEnumerable<Scope> ScopesFor(string? product, IReadOnlyCollection<string>? others = null)
    {
        if (product is null)
        {
            yield return new Scope("all", null, Count);
            yield break;
        }

        var name = Words.Normalize(product);
        var own = products.TryGetValue(name, out var id)
            ? Read(db => db.Query<long>("SELECT document FROM document_product WHERE product = $id", new { id }).ToHashSet())
            : [.. documents.Where(d => $" {Words.Normalize(d.Title)}".Contains($" {name}", StringComparison.Ordinal)).Select(d => d.Id)];
        if (own.Count > 0) yield return ScopeOf(name, d => own.Contains(d.Id)) with { IsOwn = true };

        // Then what is about no product in particular; never what is about another.
        List<string> foreign = [.. (others ?? []).Select(Words.Normalize).Where(o => o != name).Select(o => $" {o}")];
        var general = documents.Where(d => d.General && !own.Contains(d.Id) && !foreign.Exists($" {Words.Normalize(d.Title)}".Contains)).Select(d => d.Id).ToHashSet();
        if (general.Count > 0) yield return ScopeOf($"{name}, general", d => general.Contains(d.Id));
    }

    /// <summary>The passages of a scope that may answer, and the question as it is to be ranked among them.</summary>
    public (Query Query, IReadOnlyCollection<IndexedPassage> Passages) Look(Scope scope, AskedWords asked, float[] vector)
    {
        if (scope.Passages <= SmallScope)
        {
            var passages = kept.TryGetValue(scope.Key, out var before) ? before : Keep(scope);
            return (QueryOf(asked, vector, term => passages.Count(p => p.Frequency(term) > 0), passages.Count, passages.Average(p => p.Length)), passages);
        }

        var query = QueryOf(asked, vector, candidates.Value.Holders, Count, averageLength: 100);
        var within = scope.Documents?.ToHashSet();
        var words = asked.Words.Concat(asked.Phrases.SelectMany(p => p)).Concat(asked.Words.SelectMany(asked.SynonymsOf)).Select(Terms.Term);
        var ids = candidates.Value.ByWords(words, ByWords, within).Union(candidates.Value.BySigns(vector, BySigns, within));
        var found = ReadPassages("WHERE p.id IN (SELECT value FROM json_each($ids))", new { ids = $"[{string.Join(',', ids)}]" });
        return (query with { AverageLength = found.Count == 0 ? 100 : found.Average(p => p.Length) }, found);
    }

    /// <summary>The word, or the word of the documents that it is a slip of the finger away from.</summary>
    public string Spelled(string word) => spelling.Value.Correct(word);

    /// <summary>A document by its path, with or without the ending of Markdown.</summary>
    public (string Title, string Markdown)? Document(string name) => Read(db => db.Query<(string, string)>(
        "SELECT title, markdown FROM document WHERE path IN ($name, $name || '.md') ORDER BY path LIMIT 1", new { name }).Select(d => ((string, string)?)d).FirstOrDefault());

    /// <summary>Where the section with this short address stands.</summary>
    public string? UrlOf(string code) => urls.Value.GetValueOrDefault(code);

    /// <summary>Reads what only a large index needs; a question would otherwise wait for it.</summary>
    public void Warm()
    {
        if (!IsLarge || !TryEnter()) return;
        try
        {
            _ = (candidates.Value, spelling.Value);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Begins a search; false when it has been closed for a newer one.</summary>
    public bool TryEnter()
    {
        for (var now = Volatile.Read(ref users); now > 0; now = Volatile.Read(ref users))
            if (Interlocked.CompareExchange(ref users, now + 1, now) == now) return true;
        return false;
    }

    /// <summary>Ends a search, or the owner's interest: the last one out closes it.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref users) > 0) return;
        while (idle.TryTake(out var db)) db.Dispose();
        idle.Dispose();
    }

    private Scope ScopeOf(string key, Func<(long Id, string Title, bool General, int Passages), bool> within)
    {
        var own = documents.Where(within).ToList();
        return new Scope($"product {key}", [.. own.Select(d => d.Id)], own.Sum(d => d.Passages));
    }

    /// <summary>The words of half a question, each as telling as the other.</summary>
    public static Query Alone(AskedWords asked, float[] vector) => QueryOf(asked, vector, _ => 0, 1, averageLength: 100);

    // Names of the thing itself say little about what is asked of it, and so do words like "take" and "much".
    private static Query QueryOf(AskedWords asked, float[] vector, Func<uint, int> holders, int passages, double averageLength)
    {
        const double ofLittleMeaning = 0.3;
        uint[] terms = [.. asked.Words.Select(Terms.Term)];
        var query = new List<QueryTerm>();
        double total = 0, known = 0;
        foreach (var word in asked.Words.DistinctBy(Terms.Term)) Add(Terms.Term(word), asked.SynonymsOf(word));
        foreach (var phrase in asked.Phrases) Add(Terms.Term(phrase[0]), phrase.Skip(1));

        for (var i = 1; i < terms.Length; i++)
        {
            // How rare a pair is follows from the rarer of its words: pairs are not counted.
            var pair = Terms.Pair(terms[i - 1], terms[i]);
            query.Add(new QueryTerm(pair, [], Ranking.PairWeight * Ranking.Rarity(passages <= SmallScope ? holders(pair) : Math.Min(holders(terms[i - 1]), holders(terms[i])) / 4, passages), IsPair: true));
        }

        return new Query(query, vector, total, known, averageLength);

        void Add(uint term, IEnumerable<string> otherWords)
        {
            List<uint> synonyms = [.. otherWords.Select(Terms.Term)];

            // As rare as the thing is by whichever name it is commonest.
            var held = synonyms.Select(holders).Append(holders(term)).Max();
            var weight = Ranking.Rarity(held, passages) * (asked.Named.Contains(term) || Terms.IsLight(term) ? ofLittleMeaning : 1);
            query.Add(new QueryTerm(term, synonyms, weight, IsPair: false));
            total += weight;
            if (held > 0) known += weight;
        }
    }

    private IReadOnlyList<IndexedPassage> Keep(Scope scope)
    {
        var passages = scope.Documents is null ? ReadPassages("", null)
            : ReadPassages("WHERE p.document IN (SELECT value FROM json_each($documents))", new { documents = $"[{string.Join(',', scope.Documents)}]" });
        if (Interlocked.Add(ref keptPassages, passages.Count) > Kept)
        {
            kept.Clear();
            keptPassages = passages.Count;
        }

        kept[scope.Key] = passages;
        return passages;
    }

    private List<IndexedPassage> ReadPassages(string where, object? parameters) => Read(db => db.Query<IndexedPassage.Row>($"{PassageColumns} {where} ORDER BY p.id", parameters).Select(r => new IndexedPassage(r)).ToList());

    private T Read<T>(Func<SqliteConnection, T> read)
    {
        var db = idle.Take();
        try
        {
            return read(db);
        }
        finally
        {
            idle.Add(db);
        }
    }
}
