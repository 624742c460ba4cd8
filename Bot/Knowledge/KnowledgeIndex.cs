using System.Text.RegularExpressions;
using FollowUpBot.Bot.Knowledge.Import;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>What the index says to a question.</summary>
/// <param name="Finding">The answer; null when nothing is good enough to be one.</param>
/// <param name="Passages">The best passages, answer or not, best first.</param>
internal sealed record Lookup(Finding? Finding, IReadOnlyList<Ranked> Passages)
{
    /// <summary>The best passage; null when there is none with a word of it.</summary>
    public Ranked? Best => Passages.Count == 0 ? null : Passages[0];
}

/// <summary>The searchable documents. The file may be replaced while it serves: the next question is answered from the new one.</summary>
internal sealed partial class KnowledgeIndex : IDisposable
{
    // From this likelihood on a passage is an answer: on the public sets 92 to 98 of 100 real questions are answered and at most 5 of 100 sentences of small talk.
    private const double Answers = 0.54;

    // Text that is not a question must be closer before we take it for one.
    private const double AnswersAStatement = 0.85;

    // A message that is surely none of our business is answered only by a passage that surely fits.
    private const double DoubtShare = 0.45;

    private const int MostPassages = 5, MostToWriteFrom = 3;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly string path;
    private readonly SentenceEncoder encoder;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> synonyms;
    private readonly IReadOnlyCollection<string> catalogue;
    private readonly Lock swapping = new();
    private Snapshot snapshot;
    private (DateTime Written, long Length) seen;
    private long lookedAt;
    private bool disposed;

    private KnowledgeIndex(string path, SentenceEncoder encoder, TimeProvider clock, ILogger log, IReadOnlyDictionary<string, IReadOnlyList<string>>? synonyms, IReadOnlyCollection<string>? catalogue)
    {
        this.path = path;
        this.encoder = encoder;
        this.clock = clock;
        this.log = log;
        this.catalogue = catalogue ?? [];
        this.synonyms = synonyms ?? new Dictionary<string, IReadOnlyList<string>>();
        seen = Look();
        lookedAt = clock.GetTimestamp();
        snapshot = new Snapshot(path);

        // Whoever asks first waits for what is left of it.
        if (snapshot.IsLarge) Task.Run(snapshot.Warm);
    }

    /// <summary>How many passages can be found.</summary>
    public int Count => With(c => c.Count);

    /// <summary>How many documents they come from.</summary>
    public int Documents => With(c => c.Documents);

    /// <summary>Opens the index in the file; throws <see cref="KnowledgeException"/> when there is none that can be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoder">Gives the vectors of questions.</param>
    /// <param name="clock">Says when to look for a new file.</param>
    /// <param name="log">Told why a new file could not take the old one's place.</param>
    /// <param name="synonyms">What customers call things, and the words that documents have for it.</param>
    /// <param name="catalogue">The products there are.</param>
    public static KnowledgeIndex Open(string path, SentenceEncoder encoder, TimeProvider clock, ILogger log, IReadOnlyDictionary<string, IReadOnlyList<string>>? synonyms = null, IReadOnlyCollection<string>? catalogue = null) => IndexFile.IsCurrent(path)
        ? new KnowledgeIndex(path, encoder, clock, log, synonyms, catalogue)
        : throw new KnowledgeException(File.Exists(path)
            ? $"The index {path} is damaged or of an older version; make it again with: knowledge import PATH"
            : $"There is no index {path}; make it with: knowledge import PATH");

    /// <summary>Makes the shop's manuals what the index holds of them, and opens it. Documents that were imported beside them stay.</summary>
    public static (KnowledgeIndex Index, Indexed Changes) OpenWith(ShopContent content, string path, SentenceEncoder encoder, TimeProvider clock, ILogger log)
    {
        IReadOnlyCollection<string> catalogue = [.. content.Catalogue.Products.Select(p => p.Name)];
        var changes = new Indexed(0, 0, 0, 0);
        try
        {
            changes = new IndexBuilder(path, encoder).Sync(ShopSource, [.. content.Manuals.Select(m => new SourceDocument(m.Document, m.Title, m.Products, m.Url, m.Body))]);
        }
        catch (KnowledgeException error) when (IndexFile.IsCurrent(path))
        {
            LogKept(log, error.Message);
        }

        if (changes.SetAside is { } old) LogSetAside(log, path, old);
        return (Open(path, encoder, clock, log, content.Synonyms, catalogue), changes);
    }

    /// <summary>What the folder <c>Prompts/Knowledge</c> is called as a source.</summary>
    public const string ShopSource = "Prompts/Knowledge";

    /// <summary>Looks for the answer to a question.</summary>
    /// <param name="question">The customer's words.</param>
    /// <param name="product">The product it is about; null means any.</param>
    /// <param name="isQuestion">Whether it was recognised as a question.</param>
    /// <param name="named">Names of the thing itself, which say little about what is asked.</param>
    /// <param name="outOfScope">How likely the message is none of our business, 0–1: the likelier, the better a passage must fit.</param>
    public Lookup Search(string question, string? product, bool isQuestion, IEnumerable<string> named, double outOfScope = 0) =>
        With(current => Search(current, question, product, isQuestion, named, outOfScope));

    /// <summary>Looks for the answer to half a question ("and how often?"), near the answer to the half before it.</summary>
    /// <param name="before">The question before.</param>
    /// <param name="told">What was said to it: that is not said again.</param>
    /// <param name="half">The customer's words now.</param>
    /// <param name="product">The product it is about; null means any.</param>
    /// <param name="named">Names of the thing itself, which say little about what is asked.</param>
    public Finding? SearchOn(string before, string told, string half, string? product, IEnumerable<string> named) =>
        With(current => SearchOn(current, before, told, half, product, named));

    /// <summary>The products that its documents are about.</summary>
    public IReadOnlyCollection<string> Products => With(c => c.Products);

    /// <summary>Whether a document says it is about this product, or is called after it.</summary>
    public bool Knows(string product) => With(c => c.ScopesFor(product).Any(s => s.IsOwn));

    /// <summary>A document of the index by its path.</summary>
    public (string Title, string Markdown)? Document(string name) => With(c => c.Document(name));

    /// <summary>Where the section with this short address stands; null when no document has it.</summary>
    public string? UrlOf(string code) => With(c => c.UrlOf(code));

    public void Dispose()
    {
        lock (swapping)
        {
            if (disposed) return;
            disposed = true;
            snapshot.Leave();
        }
    }

    private Lookup Search(Snapshot current, string question, string? product, bool isQuestion, IEnumerable<string> named, double outOfScope)
    {
        var things = named.SelectMany(Terms.WordsOf).Select(Terms.Term).ToHashSet();
        var enough = Math.Min((isQuestion ? Answers : AnswersAStatement) + (DoubtShare * outOfScope), 0.98);
        var whole = Find(current, question, product, things, enough);
        if (whole is null) return new Lookup(null, []);
        var parts = Parts(question).Select(p => Find(current, p, product, things, enough)).OfType<Found>().Where(f => f.Best.Confidence >= enough).DistinctBy(f => f.Best.Passage.Id).ToList();

        // Two questions in one want two answers when they stand in two places.
        if (isQuestion && parts.Count > 1)
            return new Lookup(parts[0].Finding with { Also = parts[1].Finding }, [.. parts.Select(p => p.Best).Concat(whole.Ranked).DistinctBy(r => r.Passage.Id).Take(MostPassages)]);
        return new Lookup(whole.Best.Confidence >= enough ? whole.Finding : null, whole.Ranked);
    }

    private Finding? SearchOn(Snapshot current, string before, string told, string half, string? product, IEnumerable<string> named)
    {
        var things = named.SelectMany(Terms.WordsOf).Select(Terms.Term).ToHashSet();
        var asked = AskedWords.Of(half, current.Spelled, synonyms, things);
        if (asked is { Words.Count: 0, Phrases.Count: 0 } || Find(current, $"{before} {half}", product, things, Answers) is not { } whole || whole.Best.Confidence < Answers) return null;
        var second = Snapshot.Alone(asked, whole.Query.Vector);
        if (Quotes.OfSecondHalf(second, whole.Query, whole.Ranked.Where(r => r == whole.Best || r.Confidence >= Answers).Select(r => r.Passage), told) is not var (passage, quote)) return null;
        return whole.Finding with { Quote = new Markdown(quote), Source = Found.SourceOf(passage) };
    }

    // A search goes on in the version it began with, whatever takes its place meanwhile.
    private T With<T>(Func<Snapshot, T> use)
    {
        while (true)
        {
            var current = Current;
            ObjectDisposedException.ThrowIf(disposed, this);
            if (!current.TryEnter()) continue;
            try
            {
                return use(current);
            }
            finally
            {
                current.Leave();
            }
        }
    }

    private Found? Find(Snapshot current, string question, string? product, IReadOnlySet<uint> named, double enough)
    {
        var asked = AskedWords.Of(question, current.Spelled, synonyms, named);
        if (asked.Words.Count == 0) return null;
        var vector = encoder.Encode(question);
        Found? best = null;
        foreach (var scope in current.ScopesFor(product, catalogue).Where(s => s.Passages > 0))
        {
            var (query, passages) = current.Look(scope, asked, vector);
            var ranked = Ranking.Rank(query, passages, MostPassages);
            if (ranked.Count == 0) continue;
            var found = new Found(query, ranked, question);
            if (best is null || found.Best.Confidence > best.Best.Confidence) best = found;
            if (best.Best.Confidence >= enough) break;
        }

        return best;
    }

    private Snapshot Current
    {
        get
        {
            if (clock.GetElapsedTime(Volatile.Read(ref lookedAt)) < BetweenLooks) return snapshot;
            lock (swapping)
            {
                Volatile.Write(ref lookedAt, clock.GetTimestamp());
                var now = Look();
                if (now != seen) Swap(now);
                return snapshot;
            }
        }
    }

    private void Swap((DateTime, long) now)
    {
        // Seen, whether it can be used or not: the same file is not complained about twice.
        seen = now;
        try
        {
            if (!IndexFile.IsCurrent(path)) throw new KnowledgeException($"The index {path} was taken away, or is damaged, or of an older version; the one opened before goes on serving. Make it again with: knowledge import PATH");
            Take(new Snapshot(path));
        }
        catch (Exception error) when (error is KnowledgeException or Microsoft.Data.Sqlite.SqliteException)
        {
            LogKept(log, error is KnowledgeException ? error.Message : $"The index {path} cannot be read ({error.Message}); the one opened before goes on serving.");
        }
    }

    // A large one is made ready beside the old one, which goes on answering until then.
    private void Take(Snapshot next)
    {
        if (next.IsLarge) Task.Run(() => Warm(next));
        else Use(next);
    }

    private void Warm(Snapshot next)
    {
        try
        {
            next.Warm();
            lock (swapping)
            {
                if (disposed) next.Leave();
                else Use(next);
            }
        }
        catch (Exception error)
        {
            next.Leave();
            LogKept(log, $"The index {path} cannot be read ({error.Message}); the one opened before goes on serving.");
        }
    }

    private void Use(Snapshot next)
    {
        var old = snapshot;
        snapshot = next;
        old.Leave();
    }

    private (DateTime, long) Look()
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    // "How do I clean it and can it get wet?" is two questions, and so are two with a question mark each.
    private static IReadOnlyList<string> Parts(string question)
    {
        List<string> parts = [.. Boundary().Split(question).Select(p => p.Trim(' ', ',', '.')).Where(p => Terms.OfQuestion(p).Count > 0)];
        return parts.Count is > 1 and <= 3 ? parts : [];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    private static partial void LogKept(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index {Path} was damaged or of an older version and is kept as {Old}. Documents that were imported into it are to be imported again: knowledge import PATH")]
    private static partial void LogSetAside(ILogger log, string path, string old);

    [GeneratedRegex(@"(?<=\?)\s+|[\s,]+(?:and|also)\s+(?=(?:how|what|when|where|which|why|who|can|could|does|do|is|are|will|should|may)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Boundary();

    private sealed record Found(Query Query, IReadOnlyList<Ranked> Ranked, string Question)
    {
        public Ranked Best => Ranked[0];

        public Finding Finding => new(
            new Markdown(Quotes.Of(Query, Best.Passage, Question)),
            SourceOf(Best.Passage),
            Math.Round(Best.Confidence, 2))
        {
            // What is not likely to answer would only lead a writer astray.
            Passages = [.. Ranked.Where(r => r == Best || r.Confidence >= Answers).Take(MostToWriteFrom).Select(r => new Passage(r.Passage.Text, SourceOf(r.Passage)))],
        };

        public static Citation SourceOf(IndexedPassage passage) => new(passage.Document, passage.Title, passage.Heading, passage.Url);
    }
}
