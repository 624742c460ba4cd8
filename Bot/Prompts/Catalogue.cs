using System.Globalization;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Prompts;

/// <summary>A product of the shop.</summary>
/// <param name="Name">As customers know it.</param>
/// <param name="Sku">As the shop knows it.</param>
/// <param name="Thing">The everyday word for it.</param>
/// <param name="Summary">A line for the shop's page.</param>
/// <param name="Price">What it costs.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Promises">What a buyer is told to expect; days after the purchase, or null.</param>
/// <param name="Steps">Its journey.</param>
internal sealed record Product(
    string Name, string Sku, string Thing, string Summary, decimal Price, string Currency, IReadOnlyList<ProductPromise> Promises, IReadOnlyList<JourneyStep> Steps)
{
    /// <summary>Version of its journey.</summary>
    public int JourneyVersion { get; init; }

    /// <summary>The file of its journey.</summary>
    public string JourneyPath { get; init; } = "";

    /// <summary>On which line of it each step begins.</summary>
    public IReadOnlyList<int> StepLines { get; init; } = [];
}

/// <summary>A promise that every buyer of a product gets.</summary>
internal sealed record ProductPromise(string Name, string Says, int? Days);

/// <summary>Everything on sale.</summary>
internal sealed record Catalogue(IReadOnlyList<Product> Products)
{
    /// <summary>By name or SKU, whatever the case.</summary>
    public Product? Find(string nameOrSku) =>
        Products.FirstOrDefault(p => p.Name.Equals(nameOrSku, StringComparison.OrdinalIgnoreCase) || p.Sku.Equals(nameOrSku, StringComparison.OrdinalIgnoreCase));

    /// <summary>The product that a text names, by its full name, its name without the number, its SKU, or the everyday word if only one product is called that.</summary>
    public Product? NamedIn(string text) =>
        Products.FirstOrDefault(p =>
            text.Contains(p.Name, StringComparison.OrdinalIgnoreCase)
            || text.Contains(p.Name.Split(' ')[0], StringComparison.OrdinalIgnoreCase)
            || text.Contains(p.Sku, StringComparison.OrdinalIgnoreCase))
        ?? (Products.Where(p => $" {Words.Normalize(text)}".Contains($" {p.Thing} ", StringComparison.Ordinal)).ToList() is [var only] ? only : null);
}

/// <summary>Reads products and journeys and holds them against manuals and prompts.</summary>
internal sealed class CatalogueReader(Func<string, IEnumerable<(string Path, string Name, string Text)>> files, IReadOnlyList<Manual> manuals, PromptFiles prompts, Problems problems)
{
    public Catalogue Read()
    {
        var journeys = files("Journeys").Select(f => (f.Name, f.Path, Yaml: YamlReader.Parse(f.Text, f.Path, 0, problems))).ToDictionary(f => f.Name);
        var products = new List<Product>();
        var (used, read) = (new HashSet<string>(), new HashSet<string>());
        foreach (var (path, name, text) in files("Products"))
        {
            if (YamlReader.Parse(text, path, 0, problems) is not { } yaml) continue;
            var product = ReadProduct(yaml, path, name, out var manual);
            var journey = yaml.Text("journey");
            yaml.Done();
            if (products.Any(p => p.Name.Equals(product.Name, StringComparison.OrdinalIgnoreCase) || p.Sku.Equals(product.Sku, StringComparison.OrdinalIgnoreCase)))
                yaml.Problem("name", $"'{product.Name}' ({product.Sku}) is in the catalogue twice");
            if (journeys.TryGetValue(journey, out var found))
            {
                used.Add(journey);
                if (found.Yaml is not null && !read.Add(journey)) found.Yaml.Problem("product", $"the journey '{journey}' is taken by two products, and one manual cannot be the other's; copy it for '{product.Name}'");
                else if (found.Yaml is not null) product = ReadJourney(found.Yaml, product, manual)! with { JourneyPath = found.Path };
            }
            else if (journey.Length > 0)
            {
                yaml.Problem("journey", $"there is no journey '{journey}'; {Suggestion.For(journey, journeys.Keys)}");
            }

            products.Add(product);
        }

        foreach (var (name, path, yaml) in journeys.Values.Where(j => !used.Contains(j.Name)))
        {
            problems.Add(path, 1, $"no product takes the journey '{name}'; name it as 'journey' in a file of Prompts/Products");

            // What else is wrong with it is said at once; which manual it is about cannot be known.
            if (yaml is not null) ReadJourney(yaml, null, null);
        }

        foreach (var (manual, product) in manuals.SelectMany(m => m.Products.Select(p => (m, p))).Where(x => products.All(p => p.Name != x.p)))
            problems.Add($"Prompts/Knowledge/{manual.Document}", 1, $"'products' names '{product}', which is not in the catalogue; {Suggestion.For(product, products.Select(p => p.Name))}");
        if (products.Count == 0) problems.Add("Prompts/Products", 1, "there is no product; a product is a file here, for example traillight-300.yaml");
        return new Catalogue(products);
    }

    private Product ReadProduct(YamlReader yaml, string path, string slug, out Manual? manual)
    {
        var product = new Product(yaml.Text("name"), yaml.Text("sku"), yaml.Text("thing"), yaml.Text("summary"), 0, "", [], []);
        var price = yaml.Text("price").Split(' ');
        if (price.Length == 2 && decimal.TryParse(price[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && price[1].Length == 3)
            product = product with { Price = amount, Currency = price[1] };
        else
            yaml.Problem("price", "'price' must be an amount and a currency like 89.90 EUR");

        var document = yaml.Text("manual");
        manual = manuals.FirstOrDefault(m => m.Document == document);
        if (manual is null && document.Length > 0) yaml.Problem("manual", $"there is no manual '{document}'; {Suggestion.For(document, manuals.Select(m => m.Document))}");
        if (manual is { Products.Count: > 0 } && !manual.Products.Contains(product.Name))
            yaml.Problem("manual", $"the manual '{document}' does not name '{product.Name}' among its products, so questions would not find it");

        var promises = new List<ProductPromise>();
        foreach (var entry in yaml.Maps("promises"))
        {
            var name = entry.Text("name");
            var days = entry.OptionalText("days") is null ? (int?)null : entry.Number("days", 0, 3650);
            var says = $"Products/{slug}/{name}";
            if (entry.Map("says") is { } texts)
            {
                foreach (var locale in texts.Keys) prompts.AddLine(says, locale, texts.Text(locale), path, texts.LineOfKey(locale), typeof(PromiseLine));
                texts.Done();
                if (!texts.Keys.Contains(PromptLibrary.DefaultLocale)) entry.Problem("says", "'says' has no English text ('en')");
            }

            entry.Done();
            if (promises.Any(p => p.Name == name)) entry.Problem("name", $"the promise '{name}' is made twice");
            promises.Add(new ProductPromise(name, says, days));
        }

        return product with { Promises = promises };
    }

    private Product? ReadJourney(YamlReader yaml, Product? product, Manual? manual)
    {
        var named = yaml.Text("product");
        if (product is not null && named.Length > 0 && named != product.Name) yaml.Problem("product", $"this journey is for '{named}', but '{product.Name}' takes it");
        var version = yaml.Has("version") ? yaml.Number("version", 1, 100_000) : 1;
        var steps = new List<JourneyStep>();
        var lines = new List<int>();
        foreach (var entry in yaml.Maps("steps"))
        {
            steps.Add(ReadStep(entry, steps, manual));
            lines.Add(entry.Line);
        }

        if (steps.Count == 0) yaml.Problem("steps", "a journey has at least one step");
        yaml.Done();
        return product is null ? null : product with { JourneyVersion = version, Steps = steps, StepLines = lines };
    }

    private JourneyStep ReadStep(YamlReader entry, List<JourneyStep> earlier, Manual? manual)
    {
        var name = entry.Text("name");
        var day = entry.Number("day", 1, 3650);
        var (from, until) = entry.Hours("between", "10:00-18:00");
        var says = entry.Text("says");
        var about = entry.Text("about");
        var asks = entry.Choice("asks", CheckInQuestion.None);
        var after = entry.Choice("after", StepBase.Purchase);
        var expires = entry.Has("expires") ? entry.Number("expires", 1, 365) : JourneyStep.UsualExpiry;
        var purpose = entry.Choice("purpose", ContactPurpose.Tip);
        var mentions = entry.OptionalText("mentions");
        entry.Done();

        if (name.Contains(':', StringComparison.Ordinal)) entry.Problem("name", $"'{name}' must have no colon: such names are for contacts of groups");
        if (name is Promise.CheckStep or Recovery.Step) entry.Problem("name", $"'{name}' is the name of a contact that every customer may get; take another");
        if (name.Length > 0 && earlier.Any(s => s.Name == name)) entry.Problem("name", $"the step '{name}' is there twice");
        if (earlier.LastOrDefault(s => s.After == after) is { } before && day <= before.Day) entry.Problem("day", $"day {day} does not come after day {before.Day} of the step before");
        var section = manual?.Sections.FirstOrDefault(s => s.Heading == about);
        if (manual is not null && section is null && about.Length > 0)
        {
            entry.Problem("about", manual.HasHeading(about)
                ? $"the section '{about}' of the manual is empty, so this contact would bring nothing; write its text, or name another section"
                : $"the manual has no section '{about}', so this contact would bring nothing; {Suggestion.For(about, manual.Sections.Select(s => s.Heading))}");
        }

        if (about.Length > 0 && earlier.Any(s => s.About.Heading == about)) entry.Problem("about", $"an earlier step is about '{about}' already, so this one would never be sent");
        if (says.Length > 0) prompts.CheckContact(says, asks, entry);
        var source = manual is null ? new Citation("", "", about, "") : Citations.Of(manual, section ?? new ManualSection(about, "", ""));
        return new JourneyStep(name, day, from, until, says, source, asks) { After = after, Expires = expires, Purpose = purpose, Mentions = mentions };
    }
}
