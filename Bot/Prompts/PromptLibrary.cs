using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using HandlebarsDotNet;

namespace FollowUpBot.Bot.Prompts;

/// <summary>A reply in words.</summary>
/// <param name="Text">Markdown.</param>
/// <param name="Buttons">Answers to offer; may be empty.</param>
/// <param name="Form">What it has for channels that can show more, or less.</param>
internal sealed record Rendered(string Text, IReadOnlyList<string> Buttons, Form Form);

/// <summary>For whom and when a reply is put into words.</summary>
/// <param name="Locale">Language tag.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Now">The time of the turn.</param>
/// <param name="Seed">Chooses the variant: the same seed always chooses the same.</param>
internal sealed record Reader(string Locale, string TimeZone, DateTimeOffset Now, string Seed);

/// <summary>Everything the bot can say, compiled once. Thread-safe.</summary>
internal sealed class PromptLibrary
{
    /// <summary>What every prompt has at least.</summary>
    public const string DefaultLocale = "en";

    private static readonly ConcurrentDictionary<Type, IReadOnlyList<(string Name, PropertyInfo Property)>> Values = new();

    // To compile a text takes a millisecond, and several hosts of one process say the same.
    private static readonly IHandlebars Compiler = CreateHandlebars();
    private static readonly ConcurrentDictionary<string, HandlebarsTemplate<object, object>> Compiled = new(StringComparer.Ordinal);

    private readonly Dictionary<(string Name, string Locale), Utterance> utterances = [];
    private readonly Dictionary<string, HandlebarsTemplate<object, object>> instructions = [];
    private readonly IReadOnlyDictionary<string, Locale> locales;

    public PromptLibrary(IReadOnlyDictionary<string, Locale> locales) => this.locales = locales;

    /// <summary>Languages that the shop speaks, the default first.</summary>
    public IEnumerable<Locale> Locales => locales.Values.OrderBy(l => l.Tag != DefaultLocale).ThenBy(l => l.Tag, StringComparer.Ordinal);

    public IEnumerable<string> Names => utterances.Keys.Select(k => k.Name).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Whether a prompt stands in this very language.</summary>
    public bool Has(string name, string locale) => utterances.ContainsKey((name, locale));

    /// <summary>The language we answer in when a customer reads this one: the same, its parent, or English.</summary>
    public string Speak(string locale)
    {
        for (var tag = locale; tag.Length > 0; tag = tag.LastIndexOf('-') is var dash and > 0 ? tag[..dash] : "")
            if (locales.ContainsKey(tag)) return tag;
        return DefaultLocale;
    }

    /// <summary>The values that a reply brings, by the names prompts use for them.</summary>
    public static IReadOnlyDictionary<string, Type> ValuesOf(Type reply) =>
        PropertiesOf(reply).ToDictionary(v => v.Name, v => v.Property.PropertyType);

    /// <summary>Adds an utterance; throws what Handlebars says of a text that it cannot compile.</summary>
    public void Add(string name, string locale, IEnumerable<string> variants, IReadOnlyList<string> buttons) =>
        utterances[(name, locale)] = new Utterance([.. variants.Select(v => Compile(v))], buttons);

    /// <summary>Adds a short form to an utterance: the first stands for all variants, or for the first if others follow.</summary>
    public void AddSms(string name, string locale, string text) => utterances[(name, locale)].Sms.Add(Compile(text));

    /// <summary>Adds a card to an utterance.</summary>
    public void AddCard(string name, string locale, string? title, IReadOnlyList<(string Label, string Value)> facts, CardScale? scale) =>
        utterances[(name, locale)] = utterances[(name, locale)] with { Card = new CardLines(title is null ? null : Compile(title), [.. facts.Select(f => (f.Label, Compile(f.Value)))], scale) };

    /// <summary>Adds an instruction to a language model; throws as <see cref="Add"/> does.</summary>
    public void AddInstruction(string name, string text) => instructions[name] = Compile(text);

    /// <summary>The utterances of a feature that stand in the default language, by their names.</summary>
    public IEnumerable<string> NamesOf(string feature) => utterances.Keys.Where(k => k.Locale == DefaultLocale && k.Name.StartsWith($"{feature}/", StringComparison.Ordinal)).Select(k => k.Name).Order(StringComparer.Ordinal);

    /// <summary>An instruction in words.</summary>
    public string Render(Instruction instruction) =>
        instructions[instruction.FileName](PropertiesOf(instruction.GetType()).ToDictionary(p => p.Name, p => p.Property.GetValue(instruction))).Trim();

    /// <summary>Puts a reply into words.</summary>
    public Rendered Render(Reply reply, Reader reader)
    {
        var locale = Speak(reader.Locale);
        if (!utterances.TryGetValue((reply.Prompt, locale), out var utterance) && !utterances.TryGetValue((reply.Prompt, DefaultLocale), out utterance))
            throw new InvalidOperationException($"There is no prompt '{reply.Prompt}', though the files were checked at start.");

        var cited = new List<CitedSection>();
        var (model, brief, hasBrief) = (new Dictionary<string, object?>(), new Dictionary<string, object?>(), false);
        foreach (var (name, property) in PropertiesOf(reply.GetType()))
        {
            var value = Present(property.GetValue(reply), reader, locales[locale], cited);
            (model[name], brief[name]) = (value, Brief(value));
            hasBrief |= !ReferenceEquals(brief[name], value);
        }

        var variant = (int)(StableHash(reader.Seed) % (uint)utterance.Variants.Count);
        var text = utterance.Variants[variant](model).Trim();
        var citations = cited.ToList();
        var sms = utterance.Sms.Count > 0 ? utterance.Sms[Math.Min(variant, utterance.Sms.Count - 1)](brief).Trim() : hasBrief ? utterance.Variants[variant](brief).Trim() : text;

        // A question that comes with a contact brings its buttons and its card.
        var question = reply is PlannedContact { Question: { } asked } ? Render(asked, reader) : null;
        var form = new Form(reply.Prompt)
        {
            Sms = sms == text ? null : sms,
            Card = utterance.Card is { } card ? CardOf(card, model) : question?.Form.Card,
            Citations = citations.Count > 0 ? citations : null,
        };
        return new Rendered(text, utterance.Buttons.Count == 0 && question is not null ? question.Buttons : utterance.Buttons, form);
    }

    private object? Present(object? value, Reader reader, Locale locale, List<CitedSection> cited) => value switch
    {
        DateTimeOffset at => new Moment(at, reader.Now, LocalTime.Zone(reader.TimeZone), locale),
        Reply nested => Inserted(nested, Render(nested, reader), cited),
        string or null => value,
        IEnumerable list => list.Cast<object?>().Select(item => Present(item, reader, locale, cited)).ToList(),
        _ => value,
    };

    // What is cited is noted as it is put in: a text need not use all it is given.
    private static InsertedReply Inserted(Reply nested, Rendered words, List<CitedSection> cited)
    {
        List<CitedSection> sections = nested is Citation source ? [new CitedSection(source.Title, source.Heading, source.Url, source.ShortUrl)] : [.. words.Form.Citations ?? []];
        return new InsertedReply(words.Text, words.Form.Sms, () => cited.AddRange(sections));
    }

    // The same value as a text message has it.
    private static object? Brief(object? value) => value switch
    {
        InsertedReply { Sms: { } sms } => new InsertedReply(sms, null, null),
        List<object?> list when list.Exists(item => item is InsertedReply { Sms: not null }) => list.ConvertAll(Brief),
        _ => value,
    };

    private static Card? CardOf(CardLines card, Dictionary<string, object?> model)
    {
        var title = card.Title is null ? "" : PlainLine.Of(card.Title(model));
        List<CardFact> facts = [.. card.Facts.Select(f => new CardFact(f.Label, PlainLine.Of(f.Value(model)))).Where(f => f.Value.Length > 0)];
        return title.Length == 0 && facts.Count == 0 ? null : new Card(title.Length == 0 ? null : title, facts) { Scale = card.Scale };
    }

    private static IReadOnlyList<(string Name, PropertyInfo Property)> PropertiesOf(Type reply) => Values.GetOrAdd(reply, static type =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.Name is not (nameof(Reply.Prompt) or nameof(Reply.Files) or nameof(Citation.Topic) or nameof(Instruction.FileName)))
            .Select(p => (char.ToLowerInvariant(p.Name[0]) + p.Name[1..], p)),
    ]);

    private static HandlebarsTemplate<object, object> Compile(string text) => Compiled.GetOrAdd(text, static t =>
    {
        lock (Compiler) return Compiler.Compile(t);
    });

    private static IHandlebars CreateHandlebars()
    {
        var configuration = new HandlebarsConfiguration { TextEncoder = new MarkdownEscape() };
        configuration.FormatterProviders.Add(new MarkdownAsItIs());
        var handlebars = Handlebars.Create(configuration);
        foreach (var helper in TemplateScan.MomentHelpers)
            handlebars.RegisterHelper(helper, (writer, _, arguments) => writer.Write((arguments[0] as Moment)?.Format(helper) ?? ""));
        return handlebars;
    }

    // FNV-1a: the framework's own string hash differs from process to process, and a resent message must not change its words.
    private static uint StableHash(string text)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 16777619u;
        return hash;
    }

    private sealed record Utterance(IReadOnlyList<HandlebarsTemplate<object, object>> Variants, IReadOnlyList<string> Buttons)
    {
        public List<HandlebarsTemplate<object, object>> Sms { get; } = [];

        public CardLines? Card { get; init; }
    }

    private sealed record CardLines(HandlebarsTemplate<object, object>? Title, IReadOnlyList<(string Label, HandlebarsTemplate<object, object> Value)> Facts, CardScale? Scale);
}
