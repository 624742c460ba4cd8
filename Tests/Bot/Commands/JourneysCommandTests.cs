using System.Text.Json;
using FollowUpBot.Bot.Journeys;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.KillRig;

namespace FollowUpBot.Tests.Bot.Commands;

/// <summary>An editor sees every mistake of a journey at once and what is unwise about it; an operator sees one customer's story.</summary>
public class JourneysCommandTests : IClassFixture<LearnedOnce>
{
    [Fact]
    public void Every_mistake_of_a_journey_is_named_at_once()
    {
        var folder = TestPrompts.Copy();
        File.AppendAllText(Path.Combine(folder.FullName, "Knowledge", "traillight-300.md"), "\n## Nothing here\n\n## Last words\n\nThe end.\n");
        File.WriteAllText(Path.Combine(folder.FullName, "Journeys", "orphan.yaml"), "product: Nobody\nversion: 0\nsteps:\n  - name: a\n    day: 0\n    says: CheckIn/traillight-fit\n    about: Fit\n    asks: Satisfied\n");
        File.WriteAllText(Path.Combine(folder.FullName, "Journeys", "traillight-300.yaml"), """
            product: TrailLight 3000
            version: two
            colour: red
            steps:
              - name: one
                day: 3
                between: 18:00-10:00
                says: CheckIn/traillight-first-night
                about: Charging the batery
              - name: one
                day: 3
                between: 25:00-26:00
                says: CheckIn/traillight-fit
                about: Nothing here
                asks: Satisfied
                expires: 0
              - name: delivery-check
                day: -4
                between: ten to six
                says: CheckIn/traillight-headband-wash
                about: Fit
                asks: Arived
                after: Delivry
                purpose: Tipp
              - day: [1]
                abuot: Fit
                asks: Satisfied
              - name: again
                day: 60
                says: CheckIn/traillight-battery-test
                about: Fit
                asks: Satisfied
                expires: soon
            """);
        var problems = ShopContent.Load(folder.FullName).Problems.Select(p => p.ToString()).ToList();
        string[] expected =
        [
            "Prompts/Journeys/orphan.yaml:1: no product takes the journey 'orphan'; name it as 'journey' in a file of Prompts/Products",
            "Prompts/Journeys/orphan.yaml:2: 'version' must be a whole number from 1 to 100000, not '0'",
            "Prompts/Journeys/orphan.yaml:5: 'day' must be a whole number from 1 to 3650, not '0'",
            "Prompts/Journeys/traillight-300.yaml:1: this journey is for 'TrailLight 3000', but 'TrailLight 300' takes it",
            "Prompts/Journeys/traillight-300.yaml:2: 'version' must be a whole number from 1 to 100000, not 'two'",
            "Prompts/Journeys/traillight-300.yaml:3: unknown key 'colour'; known are: product, version, steps",
            "Prompts/Journeys/traillight-300.yaml:7: 'between' must be two times of one day like 10:00-18:00, not '18:00-10:00'",
            "Prompts/Journeys/traillight-300.yaml:8: there is no prompt 'Prompts/CheckIn/traillight-first-night.en.md'; did you mean 'CheckIn/traillight-first-nights'?",
            "Prompts/Journeys/traillight-300.yaml:9: the manual has no section 'Charging the batery', so this contact would bring nothing; did you mean 'Charging the battery'?",
            "Prompts/Journeys/traillight-300.yaml:10: the step 'one' is there twice",
            "Prompts/Journeys/traillight-300.yaml:11: day 3 does not come after day 3 of the step before",
            "Prompts/Journeys/traillight-300.yaml:12: 'between' must be two times of one day like 10:00-18:00, not '25:00-26:00'",
            "Prompts/Journeys/traillight-300.yaml:14: the section 'Nothing here' of the manual is empty, so this contact would bring nothing; write its text, or name another section",
            "Prompts/Journeys/traillight-300.yaml:16: 'expires' must be a whole number from 1 to 365, not '0'",
            "Prompts/Journeys/traillight-300.yaml:17: 'delivery-check' is the name of a contact that every customer may get; take another",
            "Prompts/Journeys/traillight-300.yaml:18: 'day' must be a whole number from 1 to 3650, not '-4'",
            "Prompts/Journeys/traillight-300.yaml:19: 'between' must be two times of one day like 10:00-18:00, not 'ten to six'",
            "Prompts/Journeys/traillight-300.yaml:22: 'asks' cannot be 'Arived'; did you mean 'Arrived'?",
            "Prompts/Journeys/traillight-300.yaml:23: 'after' cannot be 'Delivry'; did you mean 'Delivery'?",
            "Prompts/Journeys/traillight-300.yaml:24: 'purpose' cannot be 'Tipp'; did you mean 'Tip'?",
            "Prompts/Journeys/traillight-300.yaml:25: 'name' is missing",
            "Prompts/Journeys/traillight-300.yaml:25: 'day' must be a text",
            "Prompts/Journeys/traillight-300.yaml:25: 'says' is missing",
            "Prompts/Journeys/traillight-300.yaml:25: 'about' is missing",
            "Prompts/Journeys/traillight-300.yaml:26: unknown key 'abuot'; did you mean 'about'?",
            "Prompts/Journeys/traillight-300.yaml:31: an earlier step is about 'Fit' already, so this one would never be sent",
            "Prompts/Journeys/traillight-300.yaml:33: 'expires' must be a whole number from 1 to 365, not 'soon'",
            "Prompts/CheckIn/traillight-first-nights.en.md:4: nothing sends",
        ];
        foreach (var line in expected.SkipLast(1)) Assert.True(problems.Contains(line), $"Missing: {line}\n\n{string.Join('\n', problems)}");
        Assert.Contains(problems, p => p.Contains("nothing sends 'CheckIn/traillight-first-nights'", StringComparison.Ordinal));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void What_is_possible_and_unwise_is_a_warning()
    {
        var folder = TestPrompts.Copy();
        File.WriteAllText(Path.Combine(folder.FullName, "Locales", "es.yaml"), "name: Español\ndate: dddd d\ntime: HH:mm\ntoday: hoy\ntomorrow: mañana\nother: otro\n");
        Rewrite("shop.yaml", "mostContacts: 4", "mostContacts: 2");
        Rewrite("Journeys/traillight-300.yaml", "day: 3\n    between: 10:00-18:00", "day: 1\n    after: LastContact\n    between: 10:00-10:30");
        Rewrite("Journeys/traillight-300.yaml", "day: 8\n    between: 10:00-18:00", "day: 2\n    between: 09:00-18:00");
        Rewrite("Journeys/traillight-300.yaml", "day: 14\n", "day: 3\n    expires: 5\n");
        Rewrite("Journeys/brookdrop-2.yaml", "asks: Arrived", "asks: Arrived\n    after: Delivery");
        Rewrite("Products/brookdrop-2.yaml", "name: delivery", "name: shipment");
        Rewrite("Journeys/larkhide-1.yaml", "day: 5", "day: 1");
        var (content, problems) = ShopContent.Load(folder.FullName);
        Assert.True(content is not null, string.Join('\n', problems));
        var warnings = content.Catalogue.Products.SelectMany(p => JourneyWarnings.Of(p, content)).Select(w => w.ToString()).ToList();
        string[] expected =
        [
            "Prompts/Journeys/traillight-300.yaml:10: 'first-nights': it counts from the last contact, and there is none before it",
            "Prompts/Journeys/traillight-300.yaml:10: 'first-nights': there is less than an hour between 10:00 and 10:30",
            "'levels': another contact is less than a day before it, so it waits until day 2",
            "'fit': nobody ever gets it (too late: its occasion has passed, held back by Cap); there are more than 2 contacts in thirty days ('mostContacts' in shop.yaml)",
            "'first-rinse': it counts from the delivery, and BrookDrop 2 promises none",
            "'first-rinse': it asks whether it has arrived, and BrookDrop 2 promises no delivery",
            "'first-pitch': it asks whether it has arrived on day 1, and delivery is promised for day",
            "there is no Prompts/CheckIn/larkhide-zips.es.md, so readers of Español get it in English",
        ];
        foreach (var part in expected) Assert.True(warnings.Exists(w => w.Contains(part, StringComparison.Ordinal)), $"Missing: {part}\n\n{string.Join('\n', warnings)}");
        folder.Delete(recursive: true);

        void Rewrite(string file, string right, string wrong)
        {
            var path = Path.Combine(folder.FullName, file);
            var text = File.ReadAllText(path).ReplaceLineEndings("\n");
            Assert.Contains(right, text, StringComparison.Ordinal);
            File.WriteAllText(path, text.Replace(right, wrong, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_journeys_of_the_sample_shop_are_without_a_warning()
    {
        var (code, output, errors) = await HostProcess.RunAsync("journeys", "check", "--FollowUp:Prompts", TestHost.PromptsFolder);
        Assert.Equal((0, ""), (code, errors));
        Assert.Matches(@"fit +14 +Tip +day 14, 10:00 +Satisfied +Fit", output);
        Assert.Contains("3 journeys: no mistakes, no warnings", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_customers_story_is_told_beside_a_running_host()
    {
        await using var host = await TestHost.StartAsync();
        await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A-1001",
            purchasedAt = TestHost.Start,
            customer = new { id = "C-1", name = "Maria Lopez", locale = "en", timeZone = "Europe/Madrid" },
            addresses = new[] { new { channel = "directline", user = "dl_maria" } },
            product = "TrailLight 300",
        });
        await host.AdvanceAsync(TimeSpan.FromDays(4));

        var store = new[] { "--FollowUp:Prompts", TestHost.PromptsFolder, "--FollowUp:Storage:ConnectionString", host.StorePath };
        foreach (var named in new[] { "C-1", "A-1001", "dl_maria", "directline:dl_maria" })
        {
            var (code, output, errors) = await HostProcess.RunAsync(["journeys", "show", named, .. store]);
            Assert.Equal((0, ""), (code, errors));
            Assert.Contains("2026-11-23 11:00  thanked for order A-1001, TrailLight 300", output, StringComparison.Ordinal);
            Assert.Contains("2026-11-26 10:00  sent: first-nights of order A-1001", output, StringComparison.Ordinal);
            Assert.Contains("next: 2026-12-01 10:00  levels of order A-1001; its own day", output, StringComparison.Ordinal);
            Assert.Contains("headband-wash of order A-1001", output, StringComparison.Ordinal);
        }

        var (_, json, _) = await HostProcess.RunAsync(["journeys", "show", "C-1", "--json", .. store]);
        var told = JsonSerializer.Deserialize<JsonElement>(json);
        Assert.Equal("levels", told.GetProperty("next").GetProperty("step").GetString());
        Assert.Contains("CheckInSent", told.GetProperty("past").EnumerateArray().Select(f => f.GetProperty("kind").GetString()));

        var (none, _, sorry) = await HostProcess.RunAsync(["journeys", "show", "C-2", .. store]);
        Assert.Equal(1, none);
        Assert.Contains("knows no customer, order or address 'C-2'", sorry, StringComparison.Ordinal);
    }
}
