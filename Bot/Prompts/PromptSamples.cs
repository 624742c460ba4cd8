using System.Reflection;
using FollowUpBot.Dialogs.CheckIn;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Loyalty;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Prompts;

/// <summary>Plausible values for every prompt, so that it can be shown before a customer reads it: once with all that may be known, once with nothing that may be missing.</summary>
internal sealed class PromptSamples(ShopContent content)
{
    /// <summary>A Monday, eleven o'clock in Madrid.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    private static readonly Citation Source = new("traillight-300.md", "TrailLight 300 manual", "Weather and water", "/manuals/traillight-300#weather-and-water");

    private static readonly IReadOnlyDictionary<string, string> Texts = new Dictionary<string, string>
    {
        ["name"] = "Maria",
        ["agent"] = "Jonas",
        ["team"] = "our service team",
        ["product"] = "TrailLight 300",
        ["thing"] = "lamp",
        ["order"] = "A-1001",
        ["number"] = "+34600000002",
        ["digits"] = "002",
        ["written"] = "600 000 002",
        ["code"] = "ABCD-EFGH-JKLM",
        ["question"] = "Does it fit on the old bike mount?",
        ["words"] = "the battery dies after an hour",
        ["outcome"] = "A new battery is on its way to you; it arrives on Thursday.",
        ["text"] = "I have a new battery here for you. Shall I send it to your home?",
        ["success"] = "Nobody in the crew asks for a torch any more",
        ["who"] = "Ana from the workshop",
        ["by"] = "Jon",
        ["answer"] = "Yes, the lamp can stay outside in the rain if the charging cap is closed.",
        ["title"] = "TrailLight 300 manual",
        ["heading"] = "Weather and water",
        ["url"] = "/manuals/traillight-300#weather-and-water",
        ["document"] = "traillight-300.md",
    };

    /// <summary>The prompts that can be shown by themselves.</summary>
    public IEnumerable<string> Names => content.Prompts.Names.Where(n => n.Count(c => c == '/') == 1 && PromptFiles.ReplyOf(n) is not null);

    /// <summary>What may be said by a prompt: with all that may be known, and with as little as may be; once when that is the same.</summary>
    public IEnumerable<Reply> Of(string name) => new[] { Make(name, full: true), Make(name, full: false) }.DistinctBy(r => $"{r}");

    private Reply Make(string name, bool full)
    {
        var type = PromptFiles.ReplyOf(name)!;
        if (type == typeof(PlannedContact)) return Contact(name, full);
        return (Reply)Create(type, full, name);
    }

    // A question is shown only where the message has a place for one.
    private PlannedContact Contact(string name, bool full)
    {
        var (product, step) = content.Catalogue.Products.SelectMany(p => p.Steps.Select(s => (Product: p, Step: s))).FirstOrDefault(s => s.Step.Says == name);
        var contact = product is null
            ? new PlannedContact(name, Texts["product"], Texts["thing"], Source) { Name = full ? Texts["name"] : null }
            : new PlannedContact(name, product.Name, product.Thing, step.About);
        Reply asked = full ? new DoesItDoItsJob(contact.Product!, null) : new WouldRecommend(contact.Thing!);
        var with = contact with { Question = asked };
        return Words(with) == Words(contact) ? contact : with;
    }

    private string Words(Reply reply) => content.Prompts.Render(reply, new Reader(PromptLibrary.DefaultLocale, "Europe/Madrid", Now, "0")).Text;

    private object Create(Type type, bool full, string says)
    {
        var context = new NullabilityInfoContext();
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p =>
            !full && (Nullable.GetUnderlyingType(p.ParameterType) is not null || context.Create(p).WriteState == NullabilityState.Nullable) ? null : ValueOf(p.Name!.ToLowerInvariant(), p.ParameterType, full, says))]);
    }

    private object? ValueOf(string name, Type type, bool full, string says)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (name == "says") return says;
        if (type == typeof(string)) return Texts.GetValueOrDefault(name, name);
        if (type == typeof(bool)) return full;
        if (type == typeof(DateTimeOffset)) return name switch { "until" => Now.AddDays(30), "promised" => Now.AddDays(1), "wanted" => Now.AddHours(9), "to" => Now.AddHours(6), "at" => Now.AddDays(-10), _ => Now.AddHours(5) };
        if (type == typeof(Markdown)) return new Markdown("The lamp can stay outside in the rain if the charging cap is closed. The TrailLight 300 is rated IPX4: it withstands splashes from all sides.");
        if (type == typeof(Citation)) return Source;
        if (type == typeof(PerkLine)) return new PerkLine(content.Prompts.Names.First(n => n.EndsWith("/what", StringComparison.Ordinal)));
        return type.IsGenericType ? ListOf(type.GetGenericArguments()[0], full, says) : Create(type, full, says);
    }

    private Array ListOf(Type element, bool full, string says)
    {
        object?[] items = element == typeof(PromiseLine)
            ? [.. content.Catalogue.Products.First(p => p.Name == Texts["product"]).Promises.Select(p => new PromiseLine(p.Says, p.Days is { } days ? Now.AddDays(days) : null))]
            : full ? [ValueOf("", element, full, says)] : [];
        var list = Array.CreateInstance(element, items.Length);
        items.CopyTo(list, 0);
        return list;
    }
}
