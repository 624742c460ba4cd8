using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Insights.Themes;

/// <summary>
/// Puts what customers say into themes, message by message as it comes, and now and then looks for new themes in what belongs to none. A sentence that has a theme keeps it.
/// </summary>
/// <param name="book">The themes.</param>
/// <param name="model">What has been counted.</param>
/// <param name="content">The words that say nothing.</param>
/// <param name="names">Finds better names, if there is one.</param>
internal sealed class ThemeReader(ThemeBook book, ReadModel model, ShopContent content, LanguageModel? names = null)
{
    // A batch is read in about a third of a second; facts are counted between two.
    private const int MessagesAtOnce = 200;

    // What is kept waiting for others who say the same, and how many of it, the newest, are looked at together: time and memory grow by their square.
    private const int MostLoose = 6000, MostLookedAt = 2000;

    private const float TheSame = 0.9f;

    private const int FewestNew = ThemeFinder.FewestCustomers, NewPerLoose = 10, PassesBetweenReads = 30, MostCached = 20_000, SentencesForAName = 12;

    private readonly SentenceCutter cutter = new(content.EmptyWords);
    private readonly Dictionary<string, float[]> encoded = [];
    private List<Theme> themes = [];
    private int passes;
    private bool looseChanged = true;

    /// <summary>Reads some of what has not been read; false when nothing was left.</summary>
    /// <param name="writer">Enters what is found.</param>
    /// <param name="find">Whether new themes may be found, which writes to the store.</param>
    /// <param name="cancel">Ends it between two batches.</param>
    public async Task<bool> GoOnAsync(ReadModelWriter writer, bool find, CancellationToken cancel)
    {
        var unread = model.Readers.Rows(
            "SELECT u.fact, u.at, u.customer, u.product, u.segments, u.mood, w.text FROM unread u LEFT JOIN words w ON w.fact = u.fact ORDER BY u.fact LIMIT $1",
            r => new Message(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetString(3), r.GetString(4), r.GetInt64(5), r.Text(6) ?? ""), MessagesAtOnce);
        if (unread.Count > 0 || passes++ % PassesBetweenReads == 0) await LearnAsync(writer);
        if (unread.Count > 0)
        {
            Take(writer, unread);
            return true;
        }

        if (find && looseChanged) await FindAsync(writer, cancel);
        return false;
    }

    /// <summary>How many messages have not been read.</summary>
    public static long Unread(ReadModel model) => (long)model.Readers.Scalar("SELECT count(*) FROM unread")!;

    private void Take(ReadModelWriter writer, List<Message> unread)
    {
        var found = new List<(Mark, long)>();
        var left = new List<(Message Message, SaidSentence Sentence, float[] Meaning)>();
        foreach (var message in unread)
        {
            foreach (var sentence in cutter.Cut(message.Words, message.Product))
            {
                var meaning = Encode(sentence.Text);
                if (Theme.Nearest(themes, meaning, sentence.Terms) is { } theme) found.Add((message.In(theme), message.Customer));
                else left.Add((message, sentence, meaning));
            }
        }

        writer.Enter(found, s =>
        {
            foreach (var (m, sentence, meaning) in left)
                s.Execute(
                    "INSERT OR IGNORE INTO loose (fact, part, at, customer, product, segments, mood, terms, meaning) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    m.Fact, sentence.Part, m.At, m.Customer, m.Product, m.Segments, m.Mood, Packed(sentence.Terms), ThemeBook.Packed(meaning));
            s.Execute("DELETE FROM unread WHERE fact <= $1", unread[^1].Fact);
            if (left.Count > 0) s.Execute("DELETE FROM loose WHERE fact < (SELECT fact FROM loose ORDER BY fact DESC LIMIT 1 OFFSET $1)", MostLoose);
        });
        looseChanged |= left.Count > 0;
    }

    // Themes that this host or another has found since, and what has been waiting for them.
    private async Task LearnAsync(ReadModelWriter writer)
    {
        var known = (await book.ReadAsync()).Select(k => k.Theme).ToList();
        var added = known.ExceptBy(themes.Select(t => t.Id), t => t.Id).ToList();
        if (added.Count == 0)
        {
            themes = known;
            return;
        }

        var join = ReadLoose(MostLoose).Select(l => (Loose: l, Theme: Theme.Nearest(added, l.Meaning, l.Terms))).Where(j => j.Theme is not null).ToList();
        writer.Enter(join.Select(j => (j.Loose.Message.In(j.Theme!), j.Loose.Message.Customer)), s =>
        {
            foreach (var (loose, _) in join) s.Execute("DELETE FROM loose WHERE fact = $1 AND part = $2", loose.Message.Fact, loose.Part);
        });
        themes = known;
    }

    private async Task FindAsync(ReadModelWriter writer, CancellationToken cancel)
    {
        if (themes.Count < ThemeBook.Most && model.Readers.Scalar("SELECT max(fact) FROM loose") is long newest)
        {
            var enough = Math.Max(FewestNew, (long)model.Readers.Scalar("SELECT count(*) FROM loose")! / NewPerLoose);
            if (await book.TakeTurnAsync(newest, looked => (long)model.Readers.Scalar("SELECT count(*) FROM loose WHERE fact > $1", looked)! >= enough)) await LookAsync(writer, cancel);
        }

        looseChanged = false;
    }

    private async Task LookAsync(ReadModelWriter writer, CancellationToken cancel)
    {
        await LearnAsync(writer);
        var loose = ReadLoose(MostLookedAt);
        var found = ThemeFinder.Find([.. loose.Select(l => new Saying(l.Message.Customer, (l.Message.Fact, l.Part), SentenceOf(l), l.Meaning, l.Terms))], themes, cutter);

        // Another host may have looked meanwhile, a little further on, and found the same.
        var meanwhile = (await book.ReadAsync()).Select(k => k.Theme).ExceptBy(themes.Select(t => t.Id), t => t.Id).ToList();
        var news = found.Where(f => !meanwhile.Any(m => TensorPrimitives.Dot<float>(m.Meaning, f.Meaning) >= TheSame)).ToList();
        foreach (var theme in news) await book.AddAsync(theme);
        if (news.Count > 0) await LearnAsync(writer);
        if (names is null) return;
        foreach (var theme in news)
        {
            var closest = loose.OrderByDescending(l => theme.Likeness(l.Meaning, l.Terms)).Take(SentencesForAName).Select(SentenceOf);
            if (await names.NameThemeAsync(closest, Fence.New(), cancel) is { } name) await book.NameAsync(theme, name);
        }
    }

    private static string SentenceOf(Loose loose) => SentenceCutter.Sentence(loose.Message.Words, loose.Part) ?? "";

    private List<Loose> ReadLoose(int most) => model.Readers.Rows(
        "SELECT l.fact, l.at, coalesce(c.goes_on_as, c.id), l.product, l.segments, l.mood, w.text, l.part, l.terms, l.meaning FROM loose l JOIN words w ON w.fact = l.fact JOIN customer c ON c.id = l.customer ORDER BY l.fact DESC, l.part LIMIT $1",
        r => new Loose(
            new Message(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetString(3), r.GetString(4), r.GetInt64(5), r.GetString(6)), r.GetInt32(7),
            MemoryMarshal.Cast<byte, uint>(r.GetBytes(8)).ToArray(), ThemeBook.Unpacked(r.GetBytes(9))),
        most);

    // Short answers are often the same.
    private float[] Encode(string text)
    {
        if (encoded.TryGetValue(text, out var known)) return known;
        if (encoded.Count >= MostCached) encoded.Clear();
        return encoded[text] = SentenceEncoder.Shared.Encode(text);
    }

    private static byte[] Packed(IReadOnlyList<uint> terms) => MemoryMarshal.AsBytes<uint>(terms.ToArray()).ToArray();

    private sealed record Message(long Fact, long At, long Customer, string Product, string Segments, long Mood, string Words)
    {
        public Mark In(Theme theme) => new(Whats.Theme, Product, theme.Id, At, Fact, Fact, Segments, Mood);
    }

    private sealed record Loose(Message Message, int Part, IReadOnlyList<uint> Terms, float[] Meaning);
}
