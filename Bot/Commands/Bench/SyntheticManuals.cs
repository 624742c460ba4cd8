using System.Globalization;
using System.Text;
using FollowUpBot.Bot.Knowledge.Import;

namespace FollowUpBot.Bot.Commands.Bench;

/// <summary>
/// Manuals made of word lists, the same ones on every machine. A family of devices shares its text, as real series do; so an index of many passages is made
/// of far fewer distinct sentences, and of what is asked much is found in many places.
/// </summary>
internal static class SyntheticManuals
{
    public const int SectionsOfManual = 40, ManualsOfFamily = 10;

    private static readonly string[] Parts =
    [
        "battery", "lamp head", "filter", "charging cable", "strap", "display", "lid", "handle", "pump", "valve", "sensor", "speaker", "hinge", "blade", "hose", "tank", "motor", "fan", "antenna", "keypad",
        "heating plate", "drawer", "wheel", "frame", "zip", "gasket", "lens", "remote control", "power supply", "cover", "brush", "nozzle", "tripod", "headband", "memory card", "switch", "dial", "bearing", "belt", "thermostat",
    ];

    private static readonly string[] Tasks =
    [
        "clean", "replace", "charge", "store", "dry", "attach", "remove", "adjust", "reset", "check", "tighten", "open", "close", "calibrate", "oil", "rinse", "fold", "pair", "update", "mount",
    ];

    private static readonly string[] Times = ["before the first use", "after every trip", "once a month", "every two weeks", "when the red light blinks", "in winter", "after 200 hours", "before you store it", "when it gets loud", "once a year"];

    private static readonly string[] Means = ["a soft cloth", "lukewarm water", "the enclosed key", "a drop of mild soap", "a dry brush", "compressed air", "the small screwdriver", "both hands", "a cotton swab", "the original charger"];

    private static readonly string[] Cautions = ["Never use force", "Keep it away from children", "Let it cool down first", "Unplug it first", "Do not bend the cable", "Do not put it into the dishwasher", "Wear gloves", "Keep water out of the openings", "Do not leave it in the sun", "Watch the arrow on the bottom"];

    /// <summary>Manuals that hold so many passages together.</summary>
    public static IReadOnlyList<SourceDocument> OfPassages(int passages)
    {
        var manuals = new List<SourceDocument>();
        for (var family = 0; manuals.Count * SectionsOfManual < passages; family++)
        {
            var text = Text(family, Math.Min(SectionsOfManual, passages - (manuals.Count * SectionsOfManual)));
            for (var model = 0; model < ManualsOfFamily && manuals.Count * SectionsOfManual < passages; model++)
                manuals.Add(Manual($"series-{family:0000}/model-{model}.md", $"Series {family} model {model}", text));
        }

        return manuals;
    }

    /// <summary>Manuals no two of which share a sentence.</summary>
    public static IReadOnlyList<SourceDocument> Distinct(int manuals, int sections) =>
        [.. Enumerable.Range(0, manuals).Select(m => Manual($"manual-{m:0000}.md", $"Manual {m}", Text(1_000_000 + m, sections)))];

    /// <summary>A question that some manual answers.</summary>
    public static string Question(int number)
    {
        var random = new Random(number);
        var (task, part) = (Of(random, Tasks), Of(random, Parts));
        return random.Next(4) switch
        {
            0 => $"How do I {task} the {part}?",
            1 => $"When should I {task} the {part}?",
            2 => $"What do I need to {task} the {part}?",
            _ => $"Can I {task} the {part} {Of(random, Times)}?",
        };
    }

    private static SourceDocument Manual(string path, string title, string text) => new(path, title, [title], null, $"# {title}\n\n{text}");

    private static string Text(int seed, int sections)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var section = 0; section < sections; section++)
        {
            var (task, part) = (Of(random, Tasks), Of(random, Parts));
            text.Append(CultureInfo.InvariantCulture, $"## {char.ToUpperInvariant(task[0])}{task[1..]} the {part}\n\n")
                .Append(CultureInfo.InvariantCulture, $"To {task} the {part} take {Of(random, Means)} and step {section + 1} of sheet {seed}. ")
                .Append(CultureInfo.InvariantCulture, $"Do this {Of(random, Times)} and at least {random.Next(2, 60)} minutes before you {Of(random, Tasks)} the {Of(random, Parts)} {seed}-{section}. ")
                .Append(CultureInfo.InvariantCulture, $"{Of(random, Cautions)}, for the {Of(random, Parts)} carries {random.Next(100, 9999)} grams at {random.Next(5, 80)} degrees.\n\n");
        }

        return text.ToString();
    }

    private static string Of(Random random, string[] words) => words[random.Next(words.Length)];
}
