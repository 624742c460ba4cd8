using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Language;

/// <summary>What a message is taken to mean.</summary>
/// <param name="Intent">Name of the likeliest intent of the example files; <c>out-of-scope</c> when it is none of our business.</param>
/// <param name="Confidence">How likely that is, 0–1.</param>
/// <param name="Complaint">How likely it complains, whatever else it is, 0–1.</param>
/// <param name="WantsHuman">How likely it asks for a person, whatever else it is, 0–1.</param>
/// <param name="Mood">From −1 (furious) to 1 (delighted).</param>
internal sealed record Judgement(string Intent, double Confidence, double Complaint, double WantsHuman, double Mood);

/// <summary>Reads messages as the example sentences of <c>Prompts/Understanding/</c> teach it: one linear head for each intent, one for complaint, one for the wish for a person.</summary>
internal sealed class IntentClassifier
{
    // Change it when the features or the training change: what was learned before no longer fits.
    private const string Format = "followup-heads-2";

    // Holds the weights down; chosen on public data, where 0.5 and 2 do as well within half a point.
    private const double Ridge = 1;

    private const int Complaint = 0, WantsHuman = 1, FirstIntent = 2;

    // Learning takes all cores; two at once would only learn the same thing twice.
    private static readonly Lock Learning = new();

    private readonly MessageFeatures features;
    private readonly LinearHeads heads;

    private IntentClassifier(MessageFeatures features, IReadOnlyList<string> intents, LinearHeads heads)
    {
        this.features = features;
        this.heads = heads;
        Intents = intents;
    }

    /// <summary>The intents it knows.</summary>
    public IReadOnlyList<string> Intents { get; }

    /// <summary>Takes what was learned from the folder, or learns and leaves it there, under a name made of all that it was learned from.</summary>
    /// <param name="encoder">Gives the vectors.</param>
    /// <param name="rules">Their findings are features.</param>
    /// <param name="examples">What to learn from.</param>
    /// <param name="cacheFolder">Where it is left.</param>
    /// <param name="tell">Told that learning begins, as it takes a while.</param>
    public static IntentClassifier Load(SentenceEncoder encoder, MessageRules rules, IReadOnlyList<Example> examples, string cacheFolder, Action<string>? tell = null)
    {
        var intents = IntentsOf(examples);
        var features = new MessageFeatures(encoder, rules);
        var path = Path.Combine(cacheFolder, $"heads-{Fingerprint(rules, examples)}.bin");
        lock (Learning)
        {
            if (Read(path, FirstIntent + intents.Count) is { } known) return new IntentClassifier(features, intents, known);
            tell?.Invoke($"Learning from {examples.Count} example sentences; this takes a few seconds and is done again only when they change.");
            var classifier = Train(encoder, rules, examples, out _);
            Write(path, classifier.heads);
            return classifier;
        }
    }

    /// <summary>Learns, and says what heads that had not seen an example make of it.</summary>
    public static IntentClassifier Train(SentenceEncoder encoder, MessageRules rules, IReadOnlyList<Example> examples, out IReadOnlyList<Judgement> leftOut)
    {
        var intents = IntentsOf(examples);
        var features = new MessageFeatures(encoder, rules);
        List<bool[]> labels = [[.. examples.Select(e => e.Complaint)], [.. examples.Select(e => e.WantsHuman)]];
        labels.AddRange(intents.Select(intent => (bool[])[.. examples.Select(e => e.Intent == intent)]));
        var heads = LinearHeads.Train(features.Of([.. examples.Select(e => e.Text)]), labels, Ridge, out var probabilities);
        leftOut = [.. examples.Select((_, i) => Judge(intents, label => probabilities[label][i]))];
        return new IntentClassifier(features, intents, heads);
    }

    /// <summary>What the message means.</summary>
    public Judgement Judge(string text)
    {
        var seen = features.Of(text);
        return Judge(Intents, label => heads.Probability(label, seen));
    }

    private static Judgement Judge(IReadOnlyList<string> intents, Func<int, double> probability)
    {
        var (best, confidence) = (ExamplesReader.OutOfScope, 0.0);
        var praise = 0.0;
        for (var i = 0; i < intents.Count; i++)
        {
            var p = probability(FirstIntent + i);
            if (p > confidence) (best, confidence) = (intents[i], p);
            if (intents[i] is "praise" or "thanks") praise = Math.Max(praise, p);
        }

        var complaint = probability(Complaint);
        return new Judgement(best, confidence, complaint, probability(WantsHuman), Math.Clamp((0.7 * praise) - (0.8 * complaint), -1, 1));
    }

    private static List<string> IntentsOf(IReadOnlyList<Example> examples) => [.. examples.Select(e => e.Intent).Distinct().Order(StringComparer.Ordinal)];

    private static string Fingerprint(MessageRules rules, IReadOnlyList<Example> examples)
    {
        var all = new StringBuilder(Format).Append('\n').Append(rules.Fingerprint).Append('\n').Append(MessageFeatures.Width);
        foreach (var e in examples.OrderBy(e => e.Text, StringComparer.Ordinal)) all.Append('\n').Append(e.Intent).Append('|').Append(e.Complaint).Append(e.WantsHuman).Append('|').Append(e.Text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())))[..24];
    }

    private static LinearHeads? Read(string path, int labels)
    {
        try
        {
            using var file = new BinaryReader(File.OpenRead(path));
            if (file.ReadString() != Format || file.ReadInt32() != labels || file.ReadInt32() != MessageFeatures.Width) return null;
            var weights = new float[labels][];
            var curves = new (double, double)[labels];
            for (var label = 0; label < labels; label++)
            {
                weights[label] = new float[MessageFeatures.Width + 1];
                file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(weights[label].AsSpan()));
                curves[label] = (file.ReadDouble(), file.ReadDouble());
            }

            return new LinearHeads(weights, curves);
        }
        catch (IOException)
        {
            // Not there, or cut off: it is learned anew.
            return null;
        }
    }

    private static void Write(string path, LinearHeads heads)
    {
        var partial = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new BinaryWriter(File.Create(partial)))
            {
                file.Write(Format);
                file.Write(heads.Weights.Count);
                file.Write(MessageFeatures.Width);
                for (var label = 0; label < heads.Weights.Count; label++)
                {
                    file.Write(MemoryMarshal.AsBytes(heads.Weights[label].AsSpan()));
                    file.Write(heads.Curves[label].Slope);
                    file.Write(heads.Curves[label].Offset);
                }
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Without a folder to write to, every start learns again; it serves all the same.
            if (File.Exists(partial)) File.Delete(partial);
        }
    }
}
