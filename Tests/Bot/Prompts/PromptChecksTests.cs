using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Tests.Bot.Prompts;

/// <summary>Every mistake an editor can make is named with its path, its line and the cure.</summary>
public class PromptChecksTests
{
    [Theory]
    [InlineData("Welcome/thank-you.en.md", "{{name}}", "{{nmae}}", "Prompts/Welcome/thank-you.en.md:3: there is no value 'nmae' here; did you mean 'name'?")]
    [InlineData("Welcome/thank-you.en.md", "{{/each}}", "", "Prompts/Welcome/thank-you.en.md:12: {{#each}} is never closed by {{/each}}")]
    [InlineData("Welcome/thank-you.en.md", "{{#each promises}}", "{{#each product}}", "'product' is not a list")]
    [InlineData("Welcome/thank-you.en.md", "- {{this}}", "- {{thing}}", "Prompts/Welcome/thank-you.en.md:13: inside {{#each}} there is only {{this}}, not 'thing'")]
    [InlineData("Welcome/thank-you.en.md", "{{product}}", "{{{product}}}", "write {{product}} with two braces")]
    [InlineData("Welcome/thank-you.en.md", "{{product}}", "{{product}", "'{{' and '}}' must come in pairs on one line")]
    [InlineData("Welcome/thank-you.en.md", "{{product}}", "{{upper product}}", "'upper' is not something a prompt can do")]
    [InlineData("Welcome/thank-you.en.md", "{{#if first}}", "{{first}}{{#if first}}", "'first' is true or false: use it in {{#if first}}")]
    [InlineData("Welcome/thank-you.en.md", "with you by {{date promised}}", "with you by {{promised}}", "Prompts/Welcome/thank-you.en.md:3: 'promised' is a moment: write {{date promised}}")]
    [InlineData("Welcome/thank-you.en.md", "title: Your {{product}}", "title: Your {{prodct}}", "Prompts/Welcome/thank-you.en.md:6: there is no value 'prodct' here; did you mean 'product'?")]
    [InlineData("Welcome/thank-you.en.md", "  title: Your {{product}}", "  titel: Your lamp", "Prompts/Welcome/thank-you.en.md:6: unknown key 'titel'; did you mean 'title'?")]
    [InlineData("Welcome/thank-you.en.md", "{{#if promised}}{{date promised}}{{/if}}", "{{#if promised}}{{date promised}}", "Prompts/Welcome/thank-you.en.md:8: {{#if}} is never closed by {{/if}}")]
    [InlineData("Loyalty/would-stay.en.md", "  title: Would you stay with us?", "  facts: {}", "Prompts/Loyalty/would-stay.en.md:4: a card has a 'title', 'facts', or both")]
    [InlineData("Loyalty/would-stay.en.md", "  title: Would you stay with us?", "  facts: {a: a, b: b, c: c, d: d, e: e, f: f, g: g}", "a card has at most 6 facts; this one has 7")]
    [InlineData("Loyalty/would-buy-again.en.md", "sms: Would you buy from us again?", "sms: [One, Two]", "Prompts/Loyalty/would-buy-again.en.md:3: 'sms' is one text for all variants or a list with one for each; there are 1 variants and 2 in the list")]
    [InlineData("Questions/answered.en.md", "  {{source}}\ncard", "  {{sorce}}\ncard", "Prompts/Questions/answered.en.md:4: there is no value 'sorce' here; did you mean 'source'?")]
    [InlineData("CheckIn/traillight-fit.en.md", "The first two weeks wear", "---\nsms: Wear it in. {{question}}\n---\nThe first two weeks wear", "{{source}} is missing")]
    [InlineData("Rewards/first-hundred-days.en.md", "code {{code}}, until", "until", "{{code}} is missing: without it the customer has nothing in hand")]
    [InlineData("Handoff/agent-joined.en.md", "{{agent}}", "{{else}}", "{{else}} stands outside a block")]
    [InlineData("Questions/passed-on.en.md", "{{when by}}", "{{by}}", "'by' is a moment: write {{date by}}, {{time by}} or {{when by}}")]
    [InlineData("Questions/passed-on.en.md", "{{when by}}", "{{when team}}", "'team' is not a moment")]
    [InlineData("SmallTalk/you-are-welcome.en.md", "Gladly.", "", "Prompts/SmallTalk/you-are-welcome.en.md:3: there is no text here")]
    [InlineData("SmallTalk/offer-person.en.md", "buttons:", "butons:", "Prompts/SmallTalk/offer-person.en.md:2: unknown key 'butons'; did you mean 'buttons'?")]
    [InlineData("SmallTalk/offer-person.en.md", "---\nI still", "I still", "the head opened by '---' is never closed")]
    [InlineData("CheckIn/traillight-fit.en.md", "{{question}}", "Good?  Really?", "its step asks 'Satisfied', so every variant must have exactly one question; this one has 2")]
    [InlineData("CheckIn/traillight-levels.en.md", "{{question}}", "What mattered?", "its step asks 'Bought': every variant must have {{question}} where that question comes, and no other")]
    [InlineData("CheckIn/traillight-first-nights.en.md", "{{source}}", "{{source}} {{question}}", "{{question}} is empty here: its step asks 'Arrived', which the message words itself")]
    [InlineData("CheckIn/traillight-fit.en.md", "{{source}}", "", "{{source}} is missing")]
    [InlineData("CheckIn/brookdrop-soak.en.md", "{{source}}", "Right? {{source}}", "this message asks something, but its step in the journey has no 'asks'")]
    [InlineData("Journeys/traillight-300.yaml", "about: Fit", "about: Fitt", "the manual has no section 'Fitt', so this contact would bring nothing; did you mean 'Fit'?")]
    [InlineData("Journeys/traillight-300.yaml", "about: Fit", "about: Charging the battery", "an earlier step is about 'Charging the battery' already")]
    [InlineData("Journeys/traillight-300.yaml", "between: 10:00-18:00", "between: 18:00-10:00", "'between' must be two times of one day like 10:00-18:00")]
    [InlineData("Journeys/traillight-300.yaml", "day: 14", "day: soon", "'day' must be a whole number from 1 to 3650, not 'soon'")]
    [InlineData("Journeys/traillight-300.yaml", "product: TrailLight 300", "product: [", "not YAML")]
    [InlineData("Products/traillight-300.yaml", "price: 89.90 EUR", "price: cheap", "'price' must be an amount and a currency like 89.90 EUR")]
    [InlineData("Products/traillight-300.yaml", "journey: traillight-300", "journey: traillight", "there is no journey 'traillight'; did you mean 'traillight-300'?")]
    [InlineData("Products/traillight-300.yaml", "{{date by}}", "{{date bye}}", "there is no value 'bye' here; did you mean 'by'?")]
    [InlineData("Knowledge/traillight-300.md", "products: [TrailLight 300]", "products: [TrailLight 3000]", "'products' names 'TrailLight 3000', which is not in the catalogue; did you mean 'TrailLight 300'?")]
    [InlineData("Understanding/en/rules.yaml", "- unsubscribe me", "- Don't write me", "'Don't' never matches: write it as 'dont'")]
    [InlineData("Understanding/en/moments.yaml", "- friday|fridays => 5", "- Friday => 5", "'Friday' never matches: a word is in lower case")]
    [InlineData("Understanding/en/moments.yaml", "<weekday-full> => $1", "<weekdayfull> => $1", "there is no symbol <weekdayfull>")]
    [InlineData("Understanding/en/moments.yaml", "tommorrow => day 1", "tommorrow => days 1", "there is no action 'days'")]
    [InlineData("Understanding/en/moments.yaml", "tommorrow => day 1", "tommorrow => day 1 2", "'day' takes 1 values, not 2")]
    [InlineData("Understanding/en/moments.yaml", "\nhalf:", "\nhalves:", "there is no symbol <half>")]
    [InlineData("Understanding/en/numbers.yaml", "\nordinal:", "\nordinals:", "Prompts/Understanding/en/numbers.yaml:1: the symbol 'ordinal' is missing")]
    [InlineData("Understanding/en/numbers.yaml", "\nnothing:", "\nhalf:", "'half' stands in Prompts/Understanding/en/numbers.yaml already")]
    [InlineData("Understanding/en/ratings.yaml", "- <percent> => percent-of $1", "- <rating> => $1", "to read 'rating', 'rating' would have to be read first")]
    [InlineData("Locales/en.yaml", "date: dddd d MMMM", "date: j", "Prompts/Locales/en.yaml:3: 'j' is not a pattern")]
    [InlineData("shop.yaml", "timeZone: Europe/Madrid", "timeZone: Madrid", "'Madrid' is not a time zone of this machine")]
    [InlineData("Questions/answer.system.md", "[{{fence}} …] and [/{{fence}}]", "marks", "Prompts/Questions/answer.system.md:1: {{fence}} is missing: the model must be told which text is data")]
    [InlineData("Questions/answer.system.md", "{{passages}} numbered", "{{pasages}} numbered", "Prompts/Questions/answer.system.md:3: there is no value 'pasages' here; did you mean 'passages'?")]
    [InlineData("Handoff/summarise.system.md", "Write at most", "<!-- or -->\nWrite at most", "an instruction has no variants")]
    [InlineData("shop.yaml", "open: 09:00-17:00", "open: 17:00-09:00", "Prompts/shop.yaml:5: 'open' must be two times of one day like 09:00-17:00, or a list of such spans, not '17:00-09:00'")]
    [InlineData("shop.yaml", "open: 09:00-17:00", "open: [09:00-12:30, 12:00-17:00]", "Prompts/shop.yaml:5: 'open': 12:00-17:00 begins before the span above it is over; write them in the order of the day")]
    [InlineData("shop.yaml", "open: 09:00-17:00", "open: []", "Prompts/shop.yaml:5: somebody must be there at some time of the day; write it like 09:00-17:00")]
    [InlineData("shop.yaml", "[12-25, 01-01]", "[12-25, 13-01]", "Prompts/shop.yaml:8: 'holidays' has '13-01', which is no day; write 2026-12-25, or 12-25 for every year")]
    [InlineData("shop.yaml", "urgent: 15", "urgent: soon", "'urgent' must be a whole number from 1 to 10000, not 'soon'")]
    [InlineData("shop.yaml", "urgent: 15", "urgnt: 15", "unknown key 'urgnt'; did you mean 'urgent'?")]
    [InlineData("shop.yaml", "after: 30", "after: 0", "a later step must come later: its 'after' counts from the missed word too, and must be above the one before")]
    [InlineData("shop.yaml", "after: 0", "after: 10", "the first step is taken when the word is missed: its 'after' is 0")]
    [InlineData("shop.yaml", "team: the owner", "email: [the owner]", "'the owner' is no e-mail address; write it like leads@shop.example")]
    [InlineData("shop.yaml", "team: the owner", "webhook: http://ops.shop.example", "'http://ops.shop.example' must be an https address (http is for this machine only)")]
    [InlineData("shop.yaml", "Monday,", "Moonday,", "'Moonday' is not a day; did you mean 'Monday'?")]
    [InlineData("Journeys/traillight-300.yaml", "asks: Satisfied", "asks: Satisfied\n    mentions: hobby", "'mentions' names 'hobby', which nothing listens for; known are: name, days, use")]
    [InlineData("Journeys/traillight-300.yaml", "name: fit", "name: news:fit", "'news:fit' must have no colon")]
    [InlineData("Loyalty/measures.yaml", "Recommend:", "Recomend:", "there is no measure 'Recomend'; did you mean 'Recommend'?")]
    [InlineData("Loyalty/measures.yaml", "low: 6", "low: 9", "'low' (9) must be below 'high' (9)")]
    [InlineData("Loyalty/measures.yaml", "everyDays: 120", "everyDays: often", "'everyDays' must be a whole number from 1 to 3650, not 'often'")]
    [InlineData("Rewards/first-hundred-days.yaml", "value: 10.00 EUR", "value: ten", "'value' must be an amount and a currency like 10.00 EUR")]
    [InlineData("Rewards/first-hundred-days.yaml", "budget: 5000.00 EUR", "budget: 5.00 EUR", "the budget of 5.00 does not pay for one perk of 10.00")]
    [InlineData("Rewards/first-hundred-days.yaml", "budget: 5000.00 EUR", "budget: 5000.00 USD", "the budget is in USD and the value in EUR")]
    [InlineData("Rewards/first-hundred-days.yaml", "remindDays: 10", "remindDays: 60", "a perk that is valid for 60 days cannot be reminded of 60 days before its end")]
    [InlineData("Rewards/first-hundred-days.yaml", "holdOut: 20", "holdOut: 100", "'holdOut' must be a whole number from 0 to 90, not '100'")]
    [InlineData("Rewards/first-hundred-days.yaml", "daysBefore: 200", "daysBefore: 100", "nobody is ever in it: 'daysBefore' (100) must be above 'daysFrom' (100)")]
    [InlineData("Rewards/first-hundred-days.yaml", "complained: false", "complained: no", "'complained' is true or false, not 'no'")]
    [InlineData("Rewards/first-hundred-days.yaml", "reason: they", "reasn: they", "unknown key 'reasn'; did you mean 'reason'?")]
    [InlineData("Rewards/first-hundred-days.en.md", "{{code}}", "the code", "{{code}} is missing: without it the customer has nothing in hand")]
    [InlineData("Segments/warranty-ending.yaml", "TrailLight 300", "TrailLight 3000", "'TrailLight 3000' is not in the catalogue; did you mean 'TrailLight 300'?")]
    [InlineData("Segments/warranty-ending.yaml", "about: Warranty and returns", "about: Waranty and returns", "has no section 'Waranty and returns', so this contact would bring nothing; did you mean 'Warranty and returns'?")]
    [InlineData("Segments/warranty-ending.yaml", "says: Segments/", "says: CheckIn/", "the message stands in Prompts/Segments")]
    [InlineData("Segments/warranty-ending.en.md", "{{source}}", "Right? {{source}}", "this message asks something, and nothing would understand the answer")]
    [InlineData("Segments/losing-patience.yaml", "mood: Falling", "mood: Bad", "'mood' cannot be 'Bad'")]
    [InlineData("Segments/promoters.yaml", "Recommend: High", "Recommend: Top", "'Recommend' cannot be 'Top'")]
    [InlineData("News/charging-cap-cord.yaml", "since: 2026-12-08", "since: soon", "'since' must be a date like 2026-11-24, not 'soon'")]
    [InlineData("News/charging-cap-cord.yaml", "products: [TrailLight 300]", "purchases: 1", "news is for who owns the thing it is about")]
    [InlineData("News/charging-cap-cord.yaml", "says: News/charging-cap-cord", "says: News/charging-cap", "there is no prompt 'Prompts/News/charging-cap.en.md'; did you mean 'News/charging-cap-cord'?")]
    [InlineData("Gestures/card-to-a-fleet.yaml", "task: Write", "tusk: Write", "'task' is missing")]
    [InlineData("Understanding/en/reasons.yaml", "Price:", "Prices:", "'Price' is missing")]
    [InlineData("Understanding/en/likelihood.yaml", "- of course not", "- Of course not", "'Of' never matches: write it as 'of'")]
    [InlineData("Understanding/en/memories.yaml", "reads: Days", "reads: Weekdays", "'reads' cannot be 'Weekdays'")]
    [InlineData("Understanding/en/memories.yaml", "  - sunday|sundays|sun\n", "", "'weekdays' must have seven lines, Sunday first")]
    public void A_mistake_is_named(string file, string right, string wrong, string expected)
    {
        var folder = TestPrompts.Copy();
        var path = Path.Combine(folder.FullName, file);
        var text = File.ReadAllText(path);
        Assert.Contains(right, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(right, wrong, StringComparison.Ordinal));

        var (content, problems) = ShopContent.Load(folder.FullName);
        Assert.Null(content);
        Assert.Contains(problems, p => p.ToString().Contains(expected, StringComparison.Ordinal));
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Welcome/thank-yu.en.md", "hello", "nothing says 'Welcome/thank-yu'; did you mean 'Welcome/thank-you'?")]
    [InlineData("Welcome/thank-you.md", "hello", "a prompt is named <name>.<locale>.md")]
    [InlineData("Welcome/thank-you.xx.md", "hello", "the language 'xx' has no file Prompts/Locales/xx.yaml")]
    [InlineData("CheckIn/never.en.md", "A tip. {{source}}", "nothing sends 'CheckIn/never'")]
    [InlineData("Journeys/other.yaml", "product: Other", "no product takes the journey 'other'")]
    [InlineData("Locales/no_such_language.yaml", "name: x\ndate: d\ntime: t\ntoday: a\ntomorrow: b\nother: c", "'no_such_language' is not a language tag")]
    [InlineData("Complaint/x.en.md", "hello", "nothing reads this folder; did you mean 'Complaints'?")]
    public void A_file_that_nothing_uses_is_named(string file, string text, string expected)
    {
        var folder = TestPrompts.Copy();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder.FullName, file))!);
        File.WriteAllText(Path.Combine(folder.FullName, file), text);
        Assert.Contains(ShopContent.Load(folder.FullName).Problems, p => p.ToString().Contains(expected, StringComparison.Ordinal));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_retired_contact_may_stay_for_those_who_are_still_to_get_it()
    {
        var folder = TestPrompts.Copy();
        File.WriteAllText(Path.Combine(folder.FullName, "CheckIn", "never.en.md"), "---\nretired: true\n---\nA tip. {{source}}\n");
        Assert.Empty(ShopContent.Load(folder.FullName).Problems);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void An_instruction_that_is_missing_or_that_nobody_is_given_is_named()
    {
        var folder = TestPrompts.Copy();
        File.Move(Path.Combine(folder.FullName, "Complaints", "judge.system.md"), Path.Combine(folder.FullName, "Complaints", "jugde.system.md"));
        var problems = ShopContent.Load(folder.FullName).Problems.Select(p => p.ToString()).ToList();
        Assert.Contains("Prompts/Complaints/judge.system.md:1: this file is missing; it may use: fence", problems);
        Assert.Contains("Prompts/Complaints/jugde.system.md:1: no language model is told 'Complaints/jugde'; did you mean 'Complaints/judge'?", problems);
        folder.Delete(recursive: true);
    }
}
