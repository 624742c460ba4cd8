using System.Globalization;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Prompts;

/// <summary>Reads what the shop has decided for all its customers: <c>Loyalty/measures.yaml</c>, and a file for each segment, perk, piece of news and gesture.</summary>
internal sealed class ShopRulesReader(Func<string, IEnumerable<(string Path, string Name, string Text)>> files, Catalogue catalogue, IReadOnlyList<Manual> manuals, PromptFiles prompts, string timeZone, Problems problems)
{
    public ShopRules Read(int mostContacts) => new()
    {
        MostContacts = mostContacts,
        Measures = ReadMeasures(),
        Segments = [.. All("Segments", ReadSegment)],
        Rewards = [.. All("Rewards", ReadReward)],
        News = [.. All("News", ReadNews)],
        Gestures = [.. All("Gestures", ReadGesture)],
    };

    private IEnumerable<T> All<T>(string folder, Func<YamlReader, string, string, T> read)
    {
        foreach (var (path, name, text) in files(folder))
        {
            if (YamlReader.Parse(text, path, 0, problems) is not { } yaml) continue;
            var one = read(yaml, name, path);
            yaml.Done();
            yield return one;
        }
    }

    private IReadOnlyList<MeasureRule> ReadMeasures()
    {
        var (path, _, text) = files("Loyalty").FirstOrDefault(f => f.Name == "measures");
        if (path is null) problems.Add("Prompts/Loyalty/measures.yaml", 1, "this file is missing; it says how often each measure of loyalty is asked");
        if (path is null || YamlReader.Parse(text, path, 0, problems) is not { } yaml) return [];
        var measures = new List<MeasureRule>();
        foreach (var name in yaml.Keys.ToList())
        {
            if (!Enum.TryParse<Measure>(name, out var measure) || yaml.Map(name) is not { } map)
            {
                yaml.Problem(name, $"there is no measure '{name}'; {Suggestion.For(name, Enum.GetNames<Measure>())}");
                continue;
            }

            var most = measure == Measure.Recommend ? 10 : 4;
            var rule = new MeasureRule(measure, map.Number("everyDays", 1, 3650), map.Number("low", 0, most), map.Number("high", 0, most));
            if (rule.Low >= rule.High) map.Problem("low", $"'low' ({rule.Low}) must be below 'high' ({rule.High})");
            map.Done();
            measures.Add(rule);
        }

        return measures;
    }

    private Segment ReadSegment(YamlReader yaml, string name, string path)
    {
        var segment = new Segment(name, ReadGroup(yaml));
        if (!yaml.Has("contact") || yaml.Map("contact") is not { } contact) return segment;
        var says = contact.Text("says");
        var (from, until) = contact.Hours("between", "10:00-18:00");
        var about = contact.OptionalText("about");
        prompts.CheckOutreach(says, "Segments", about is not null, contact);
        var sections = new Dictionary<string, Citation>();
        foreach (var product in about is null ? [] : catalogue.Products.Where(p => segment.For.Products.Count == 0 || segment.For.Products.Contains(p.Name)))
        {
            var manual = manuals.FirstOrDefault(m => m.Products.Contains(product.Name));
            if (manual?.Sections.FirstOrDefault(s => s.Heading == about) is { } section) sections[product.Name] = Citations.Of(manual, section);
            else contact.Problem("about", $"the manual of {product.Name} has no section '{about}', so this contact would bring nothing; {Suggestion.For(about!, manual?.Sections.Select(s => s.Heading) ?? [])}");
        }

        contact.Done();
        return segment with { Says = says, From = from, Until = until, About = sections };
    }

    private Reward ReadReward(YamlReader yaml, string name, string path)
    {
        var reason = yaml.Text("reason");
        var what = $"Rewards/{name}/what";
        if (yaml.Map("what") is { } texts)
        {
            foreach (var locale in texts.Keys.ToList()) prompts.AddLine(what, locale, texts.Text(locale), path, texts.LineOfKey(locale), typeof(PerkLine));
            texts.Done();
            if (!texts.Keys.Contains(PromptLibrary.DefaultLocale)) yaml.Problem("what", "'what' has no English text ('en')");
        }

        var says = yaml.Text("says");
        var (value, currency) = Amount(yaml, "value");
        var (budget, budgetCurrency) = Amount(yaml, "budget");
        if (currency.Length > 0 && budgetCurrency.Length > 0 && currency != budgetCurrency) yaml.Problem("budget", $"the budget is in {budgetCurrency} and the value in {currency}; write both in one currency");
        if (value > 0 && budget < value) yaml.Problem("budget", $"the budget of {budget} does not pay for one perk of {value}");
        var valid = yaml.Number("validDays", 1, 3650);
        var remind = yaml.Has("remindDays") ? yaml.Number("remindDays", 1, 365) : (int?)null;
        if (remind >= valid) yaml.Problem("remindDays", $"a perk that is valid for {valid} days cannot be reminded of {remind} days before its end");
        var (from, until) = yaml.Hours("between", "10:00-18:00");
        prompts.CheckOutreach(says, "Rewards", false, yaml, "{{code}}");
        return new Reward(name, ReadGroup(yaml))
        {
            Says = says,
            From = from,
            Until = until,
            Reason = reason,
            What = what,
            Value = value,
            Currency = currency,
            Most = value > 0 ? (int)Math.Min(int.MaxValue, budget / value) : int.MaxValue,
            ValidDays = valid,
            RemindDays = remind,
            HoldOut = yaml.Has("holdOut") ? yaml.Number("holdOut", 0, 90) : 0,
        };
    }

    private NewsItem ReadNews(YamlReader yaml, string name, string path)
    {
        var says = yaml.Text("says");
        var since = Day(yaml, "since");
        var days = yaml.Has("forDays") ? yaml.Number("forDays", 1, 3650) : 180;
        var (from, until) = yaml.Hours("between", "10:00-18:00");
        var group = ReadGroup(yaml);
        if (group.Products.Count == 0 && group.Complained is null) yaml.Problem("for", "news is for who owns the thing it is about: name it under 'products'");
        prompts.CheckOutreach(says, "News", false, yaml);
        return new NewsItem(name, group) { Says = says, From = from, Until = until, Since = since, Ends = since.AddDays(days) };
    }

    private Gesture ReadGesture(YamlReader yaml, string name, string path) => new(name, ReadGroup(yaml), yaml.Text("task"));

    private Group ReadGroup(YamlReader yaml)
    {
        if (yaml.Map("for") is not { } map) return new Group();
        var products = map.Texts("products");
        foreach (var (product, _) in products.Where(p => catalogue.Products.All(c => c.Name != p.Text)))
            map.Problem("products", $"'{product}' is not in the catalogue; {Suggestion.For(product, catalogue.Products.Select(p => p.Name))}");
        var group = new Group
        {
            Products = [.. products.Select(p => p.Text)],
            DaysFrom = Optional("daysFrom", 0),
            DaysBefore = Optional("daysBefore", 1),
            Purchases = Optional("purchases", 1),
            PurchasesAtMost = Optional("purchasesAtMost", 1),
            Pieces = Optional("pieces", 1),
            Spent = map.Has("spent") ? map.Number("spent", 0, 100_000_000) : null,
            Business = Flag("business"),
            Loyalty = map.Has("loyalty") ? Conditions(map) : [],
            Mood = map.Has("mood") ? map.Choice("mood", MoodTrend.Steady) : null,
            SilentDays = Optional("silentDays", 1),
            Channel = map.OptionalText("channel"),
            Complained = Flag("complained"),
        };
        if (group.DaysFrom >= group.DaysBefore) map.Problem("daysBefore", $"nobody is ever in it: 'daysBefore' ({group.DaysBefore}) must be above 'daysFrom' ({group.DaysFrom})");
        if (group.Purchases > group.PurchasesAtMost) map.Problem("purchasesAtMost", $"nobody is ever in it: 'purchasesAtMost' ({group.PurchasesAtMost}) must not be below 'purchases' ({group.Purchases})");
        map.Done();
        return group;

        int? Optional(string key, int least) => map.Has(key) ? map.Number(key, least, 100_000) : null;

        bool? Flag(string key)
        {
            if (map.OptionalText(key) is not { } text) return null;
            if (text is not ("true" or "false")) map.Problem(key, $"'{key}' is true or false, not '{text}'");
            return text == "true";
        }
    }

    private static List<LoyaltyCondition> Conditions(YamlReader map)
    {
        var conditions = new List<LoyaltyCondition>();
        if (map.Map("loyalty") is not { } loyalty) return conditions;
        foreach (var name in Enum.GetNames<Measure>().Where(loyalty.Has))
            conditions.Add(new LoyaltyCondition(Enum.Parse<Measure>(name), loyalty.Choice(name, LoyaltyGroup.Middle)));
        loyalty.Done();
        return conditions;
    }

    private static (decimal Amount, string Currency) Amount(YamlReader yaml, string key)
    {
        var parts = yaml.Text(key).Split(' ');
        if (parts is [var number, { Length: 3 } currency] && currency.All(char.IsAsciiLetterUpper) && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return (amount, currency);
        if (parts is not [""]) yaml.Problem(key, $"'{key}' must be an amount and a currency like 10.00 EUR");
        return (0, "");
    }

    private DateTimeOffset Day(YamlReader yaml, string key)
    {
        var text = yaml.Text(key);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 2200) return LocalTime.At(day, TimeOnly.MinValue, timeZone);
        if (text.Length > 0) yaml.Problem(key, $"'{key}' must be a date like 2026-11-24, not '{text}'");
        return DateTimeOffset.UnixEpoch;
    }
}
