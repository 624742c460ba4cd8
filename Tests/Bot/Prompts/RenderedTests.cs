using System.Runtime.CompilerServices;
using FollowUpBot.Bot.Channels.Sms;
using FollowUpBot.Bot.Commands;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.CheckIn;
using FollowUpBot.Dialogs.Questions;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Welcome;
using FollowUpBot.Tests.Conversations;

namespace FollowUpBot.Tests.Bot.Prompts;

/// <summary>Every prompt as every channel shows it, to be read before it is accepted.</summary>
public class RenderedTests
{
    private static readonly ShopContent Content = ShopContent.Load(TestHost.PromptsFolder).Content!;

    private static readonly Reader Maria = new("en", "Europe/Madrid", TestHost.Start, "0");

    private static readonly Citation Rain = new("a.md", "Lamp manual", "Rain & snow", "/manuals/a#rain");

    public static TheoryData<string> Features => [.. new PromptSamples(Content).Names.Select(n => n.Split('/')[0]).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Features))]
    public void Reads_as_approved_on_every_channel(string feature)
    {
        var names = new PromptSamples(Content).Names.Where(n => n.StartsWith($"{feature}/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(names);
        Approved.Check(Path.Combine(Folder(), "Rendered", feature), string.Join('\n', names.Select(n => PromptsPreview.Of(Content, n))));
    }

    [Fact]
    public void Every_prompt_of_ours_is_two_pieces_at_most_and_in_the_alphabet_of_phones()
    {
        var samples = new PromptSamples(Content);

        // A quote from a manual may be longer, and a person writes as they like.
        string[] quoting = ["Questions/answered", "Questions/composed", "Complaints/meanwhile-try", "Remembering/what-we-know", "Handoff/staff-answered"];
        var too = (from name in samples.Names.Except(quoting)
                   from words in PromptsPreview.RenderedOf(Content, name)
                   let text = SmsText.Of(words.Text, words.Buttons, words.Form, "https://bot.example.com")
                   let pieces = Gsm7.SegmentsOf(text)
                   where pieces.Count > 2 || pieces.IsUnicode
                   select $"{name}: {pieces.Count} {text}").Distinct().ToList();
        Assert.Empty(too);
    }

    [Fact]
    public void A_line_cites_what_was_put_in_and_in_that_order()
    {
        var other = Rain with { Heading = "Storage", Url = "/manuals/a#storage" };
        var composed = Content.Prompts.Render(new Composed("Yes.", [Rain, other], null), Maria).Form;
        Assert.Equal(["Rain & snow", "Storage"], composed.Citations!.Select(c => c.Heading));
        Assert.Equal(("/manuals/a#rain", ShortLink.Of("/manuals/a#rain")), (composed.Citations![0].Url, composed.Citations[0].ShortUrl));

        // The welcome is given no source, and a contact whose words leave it out does not cite it.
        Assert.Null(Content.Prompts.Render(new ThankYou("Maria", "Lamp", "lamp", [], false, true, null), Maria).Form.Citations);
        Assert.Null(Content.Prompts.Render(new PlannedContact("News/charging-cap-cord", "Lamp", "lamp", Rain), Maria).Form.Citations);
    }

    [Fact]
    public void A_card_has_plain_text_and_leaves_out_what_is_not_known()
    {
        var card = Content.Prompts.Render(new Answered(new Markdown("*Yes*."), Rain, "is it a_b *c* [d](e)?"), Maria).Form.Card!;
        Assert.Equal(new CardFact("You asked", "is it a_b *c* [d](e)?"), Assert.Single(card.Facts));
        Assert.Empty(Content.Prompts.Render(new Answered(new Markdown("*Yes*."), Rain, null), Maria).Form.Card!.Facts);
        Assert.Null(Content.Prompts.Render(new GoodItArrived("lamp"), Maria).Form.Card);
        var perk = Content.Prompts.Render(new EndsSoon(new PerkLine("Rewards/first-hundred-days/what"), "ABCD", TestHost.Start), Maria).Form.Card!;
        Assert.Equal("10 EUR off your next order", perk.Title);
    }

    [Fact]
    public void A_contact_without_a_short_form_has_its_sources_short()
    {
        var form = Content.Prompts.Render(new PlannedContact("CheckIn/traillight-fit", "TrailLight 300", "lamp", Rain) { Question = new DoesItDoItsJob("TrailLight 300", null) }, Maria).Form;
        Assert.Contains($"]({ShortLink.Of(Rain.Url)})", form.Sms, StringComparison.Ordinal);
        Assert.Equal("Does it do its job?", form.Card?.Title);
        Assert.Equal("CheckIn/traillight-fit", form.Prompt);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
