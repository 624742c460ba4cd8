using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using FollowUpBot.Bot.Knowledge.Import;
using FollowUpBot.Bot.Language;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>What became of the index.</summary>
/// <param name="Added">Documents that are new or changed.</param>
/// <param name="Unchanged">Documents that stayed as they were.</param>
/// <param name="Removed">Documents that are gone.</param>
/// <param name="Passages">Passages of those that were added.</param>
internal sealed record Indexed(int Added, int Unchanged, int Removed, int Passages)
{
    /// <summary>Where an index that this version cannot read was put; null when there was none. What it held of other sources is to be imported again.</summary>
    public string? SetAside { get; init; }
}

/// <summary>Makes the documents of one source what the index holds of it. Only what changed is computed anew; readers see the old index until the new one is whole.</summary>
internal sealed class IndexBuilder(string path, SentenceEncoder encoder)
{
    // Enough sentences to keep all cores busy, few enough to show progress and to be cancelled soon.
    private const int SentencesAtOnce = 2048;

    /// <summary>Adds, changes and takes away until the index holds exactly these documents of the source.</summary>
    /// <param name="source">Where they come from: the folder or file as it was named.</param>
    /// <param name="documents">The documents.</param>
    /// <param name="kept">Paths of documents that could not be read now: what is known of them stays.</param>
    /// <param name="progress">Told how many passages of those to be computed are done.</param>
    /// <param name="cancel">Leaves the index as it was.</param>
    public Indexed Sync(string source, IReadOnlyList<SourceDocument> documents, IReadOnlySet<string>? kept = null, IProgress<(int Done, int All)>? progress = null, CancellationToken cancel = default)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return Sync(source, documents, kept, progress, write: false, cancel) ?? SyncAlone(source, documents, kept, progress, cancel);
    }

    // Most of the time there is nothing to write, and so nobody to wait for.
    private Indexed SyncAlone(string source, IReadOnlyList<SourceDocument> documents, IReadOnlySet<string>? kept, IProgress<(int Done, int All)>? progress, CancellationToken cancel)
    {
        using var turn = IndexFile.TakeTurn(path, cancel);
        foreach (var left in Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, $"{Path.GetFileName(path)}.*.building")) File.Delete(left);
        return Sync(source, documents, kept, progress, write: true, cancel)!;
    }

    private Indexed? Sync(string source, IReadOnlyList<SourceDocument> documents, IReadOnlySet<string>? kept, IProgress<(int Done, int All)>? progress, bool write, CancellationToken cancel)
    {
        var known = ReadHashes(source);
        var hashes = documents.ToDictionary(d => d.Document, Hash);
        var gone = known.Keys.Where(k => !hashes.ContainsKey(k) && kept?.Contains(k) != true).ToList();
        var changed = documents.Where(d => known.GetValueOrDefault(d.Document) != hashes[d.Document]).ToList();
        if (changed.Count == 0 && gone.Count == 0 && IndexFile.IsCurrent(path)) return new Indexed(0, documents.Count, 0, 0);
        if (!write) return null;

        var building = $"{path}.{Guid.NewGuid():N}.building";
        try
        {
            int passages;
            using (var db = IndexFile.Begin(path, building))
            {
                using var transaction = db.BeginTransaction();
                foreach (var document in gone.Concat(changed.Select(d => d.Document))) Remove(db, source, document);
                passages = Add(db, source, changed, hashes, progress, cancel);
                db.Execute("INSERT OR REPLACE INTO about VALUES ('version', $version)", new { version = Guid.NewGuid().ToString("N") });
                transaction.Commit();
            }

            return new Indexed(changed.Count, documents.Count - changed.Count, gone.Count, passages) { SetAside = IndexFile.Replace(path, building) };
        }
        finally
        {
            File.Delete(building);
        }
    }

    /// <summary>Whether the index holds documents of this source.</summary>
    public bool Knows(string source) => ReadHashes(source).Count > 0;

    private Dictionary<string, string> ReadHashes(string source)
    {
        if (!IndexFile.IsCurrent(path)) return [];
        using var db = IndexFile.OpenToRead(path);
        return db.Query<(string Path, string Hash)>("SELECT path, hash FROM document WHERE source = $source", new { source }).ToDictionary(d => d.Path, d => d.Hash);
    }

    private static void Remove(SqliteConnection db, string source, string document)
    {
        if (db.ExecuteScalar<long?>("SELECT id FROM document WHERE source = $source AND path = $document", new { source, document }) is not { } id) return;
        var counts = new Dictionary<uint, int>();
        foreach (var terms in db.Query<byte[]>("SELECT terms FROM passage WHERE document = $id", new { id })) Count(counts, MemoryMarshal.Cast<byte, uint>(terms), -1);
        AddCounts(db, counts);
        db.Execute(
            """
            DELETE FROM passage WHERE document = $id;
            DELETE FROM document_product WHERE document = $id;
            DELETE FROM document WHERE id = $id;
            """,
            new { id });
    }

    private int Add(SqliteConnection db, string source, List<SourceDocument> documents, Dictionary<string, string> hashes, IProgress<(int, int)>? progress, CancellationToken cancel)
    {
        var insert = new PassageWriter(db);
        var waiting = new List<(long Document, CutPassage Passage, string Url)>();
        var cut = documents.Select(d => (Document: d, Passages: PassageCutter.Cut(d))).ToList();
        var all = cut.Sum(c => c.Passages.Count);
        int sentences = 0, done = 0;
        foreach (var (document, passages) in cut)
        {
            var id = db.ExecuteScalar<long>(
                "INSERT INTO document (source, path, title, url, hash, markdown) VALUES ($source, $Document, $Title, $Url, $hash, $Markdown) RETURNING id",
                new { source, document.Document, document.Title, document.Url, hash = hashes[document.Document], document.Markdown });
            AddProducts(db, id, document.Products);
            var url = document.Url ?? $"/manuals/{string.Join('/', WithoutExtension(document.Document).Split('/').Select(Uri.EscapeDataString))}";
            foreach (var passage in passages)
            {
                waiting.Add((id, passage, $"{url}#{passage.Anchor}"));
                sentences += 2 + Passages.Split(passage.Text).Count;
                if (sentences < SentencesAtOnce) continue;
                Flush();
            }
        }

        Flush();
        insert.Finish();
        return all;

        void Flush()
        {
            cancel.ThrowIfCancellationRequested();
            insert.Write(waiting, encoder, cancel);
            done += waiting.Count;
            waiting.Clear();
            sentences = 0;
            progress?.Report((done, all));
        }
    }

    private static void Count(Dictionary<uint, int> counts, ReadOnlySpan<uint> terms, int passages)
    {
        foreach (var term in new HashSet<uint>([.. terms])) CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out _) += passages;
    }

    private static void AddCounts(SqliteConnection db, Dictionary<uint, int> counts) => db.Execute(
        "INSERT INTO term VALUES ($term, $passages) ON CONFLICT DO UPDATE SET passages = passages + $passages",
        counts.Select(c => new { term = (long)c.Key, passages = c.Value }));

    private static void AddProducts(SqliteConnection db, long document, IReadOnlyList<string> products)
    {
        foreach (var name in products)
        {
            db.Execute("INSERT OR IGNORE INTO product (name) VALUES ($name)", new { name });
            db.Execute("INSERT OR IGNORE INTO document_product SELECT $document, id FROM product WHERE name = $name", new { document, name });
        }
    }

    /// <summary>A Markdown document is known by its name without the ending; others keep theirs.</summary>
    public static string WithoutExtension(string document) => document.EndsWith(".md", StringComparison.OrdinalIgnoreCase) ? document[..^3] : document;

    private static string Hash(SourceDocument document) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{document.Title}\u001F{string.Join('\u001E', document.Products)}\u001F{document.Url}\u001F{document.Markdown}")));

    /// <summary>Writes passages with their terms and vectors.</summary>
    private sealed class PassageWriter(SqliteConnection db)
    {
        private readonly HashSet<string> words = [.. db.Query<string>("SELECT word FROM word")];
        private readonly Dictionary<uint, int> counts = [];

        /// <summary>Writes in how many passages each term stands.</summary>
        public void Finish() => AddCounts(db, counts);

        public void Write(IReadOnlyList<(long Document, CutPassage Passage, string Url)> passages, SentenceEncoder encoder, CancellationToken cancel)
        {
            // The same sentence in many manuals ("Keep away from children.") is computed once.
            var texts = passages.Select(p => TextsOf(p.Passage)).ToList();
            List<string> distinct = [.. texts.SelectMany(t => t).Distinct()];
            var vectors = encoder.EncodeAll(distinct, cancel);
            var byText = distinct.Select((t, i) => (t, i)).ToDictionary(t => t.t, t => vectors[t.i]);
            for (var i = 0; i < passages.Count; i++)
            {
                float[][] own = [.. texts[i].Select(t => byText[t])];
                Write(passages[i], [Middle(own), .. own]);
            }
        }

        private void Write((long Document, CutPassage Passage, string Url) entry, float[][] vectors)
        {
            var passage = entry.Passage;
            var heading = Terms.Of(passage.Heading);
            uint[] terms = [.. heading, .. Terms.Of(passage.Above), .. Terms.Of(passage.Text)];
            Count(counts, terms, 1);
            var packed = new sbyte[vectors.Length * Vector.Size];
            var signs = new ulong[vectors.Length * Vector.SignWords];
            for (var v = 0; v < vectors.Length; v++)
            {
                Vector.Pack(vectors[v], packed.AsSpan(v * Vector.Size, Vector.Size));
                Vector.Signs(vectors[v], signs.AsSpan(v * Vector.SignWords, Vector.SignWords));
            }

            db.Execute(
                """
                INSERT INTO passage (document, heading, url, text, terms, heading_terms, vectors, signs)
                VALUES ($Document, $Heading, $Url, $Text, $terms, $headingTerms, $vectors, $signs)
                """,
                new
                {
                    entry.Document,
                    passage.Heading,
                    entry.Url,
                    passage.Text,
                    terms = MemoryMarshal.AsBytes(terms.AsSpan()).ToArray(),
                    headingTerms = heading.Length,
                    vectors = MemoryMarshal.AsBytes(packed.AsSpan()).ToArray(),
                    signs = MemoryMarshal.AsBytes(signs.AsSpan()).ToArray(),
                });
            foreach (var word in Terms.WordsOf($"{passage.Heading} {passage.Above} {passage.Text}"))
                if (words.Add(word)) db.Execute("INSERT INTO word VALUES ($word)", new { word });
        }

        // The passage as a whole lies in the middle of its heading and sentences: to encode it once more would double the work and found nothing more.
        private static float[] Middle(float[][] vectors)
        {
            var middle = new float[SentenceEncoder.Dimensions];
            foreach (var vector in vectors) TensorPrimitives.Add(middle, vector, middle);
            TensorPrimitives.Divide(middle, Math.Max(TensorPrimitives.Norm<float>(middle), 1e-9f), middle);
            return middle;
        }

        // Its heading, and each of its sentences.
        private static List<string> TextsOf(CutPassage passage) =>
            [passage.Heading, .. Passages.Split(passage.Text).Select(s => Passages.Plain(s.Text))];
    }
}
