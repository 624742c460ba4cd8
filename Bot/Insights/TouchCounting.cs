using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Insights;

/// <summary>Contacts and what came of each: an answer, words, a complaint, silence, a stop.</summary>
internal readonly record struct TouchCounting(Counting By)
{
    /// <summary>A contact after which nothing is heard for so long was met with silence.</summary>
    public static readonly TimeSpan UntilSilence = TimeSpan.FromDays(7);

    /// <summary>A perk shows its effect within this time, or it has none.</summary>
    public static readonly TimeSpan UntilBoughtAgain = TimeSpan.FromDays(90);

    /// <summary>The first contact of all.</summary>
    public const string ThankYou = "thank-you";

    private CustomerSoFar Who => By.Who;

    public void Count(Fact fact)
    {
        switch (fact)
        {
            case PurchaseNoted f:
                Who.Bought(f.OrderId, f.Product);
                By.Plain(Whats.Bought, "", f.Product);
                break;
            case CustomerWelcomed f:
                Who.Bought(f.OrderId, f.Product);
                Touch(ThankYou, f.OrderId, f.Product);
                break;
            case BoughtAgain f: BuyAgain(f); break;
            case CheckInSent f: Touch(f.Step, f.OrderId, null); break;
            case ContactMade f: Touch(f.Step, f.OrderId, f.Product); break;
            case RewardIssued f: Touch($"reward:{f.Reward}", null, null); break;
            case RewardReminded f: Touch($"reminder:{f.Reward}", null, null); break;
            case CheckInWithheld f:
                By.Plain(f.Reason.StartsWith("too late", StringComparison.Ordinal) ? Whats.Late : Whats.Skipped, StepName(f.Step), ProductOf(f.OrderId, null));
                break;
            case CheckInAnswered: Answer(); break;
            case MessageHeard f: Hear(f); break;
            case CustomerOptedOut: OptOut(); break;
            case ContactDeferred f: By.Plain(Whats.Deferred, $"{f.Because}", ProductOf(f.OrderId, null)); break;
        }
    }

    // News and improvements come and go, and each has a contact of its own; on the map they are one touchpoint.
    private static string StepName(string step) => step.StartsWith("news:", StringComparison.Ordinal) ? "news" : step.StartsWith("did:", StringComparison.Ordinal) ? "you said, we did" : step;

    private string ProductOf(string? order, string? product) => Who.ProductOf(order) is { Length: > 0 } known ? known : product ?? Who.Product;

    private void Touch(string step, string? order, string? product)
    {
        Who.Touch = By.Kept(ProductOf(order, product), StepName(step), order ?? "");
        By.Of(Who.Touch, Whats.Sent);
        var counting = this;
        Who.Unheard.RemoveAll(t => !counting.IsWithin(t, UntilSilence));
        Who.Unheard.Add(Who.Touch);
    }

    private void Answer()
    {
        if (Who.Touch is { } touch) Once(touch, Whats.Replied, 'a');
        HearOfTouch();
    }

    private void Hear(MessageHeard heard)
    {
        HearOfTouch();
        var step = heard.Step is { } named ? StepName(named) : "";
        var product = ProductOf(heard.OrderId, heard.Product);
        By.Plain(Whats.Said, step, product, heard.Mood);
        if (heard.Complaint) By.Plain(Whats.Complaint, step, product, heard.Mood);
    }

    private void OptOut()
    {
        By.Plain(Whats.Stopped);
        if (Who.Touch is { } touch && IsWithin(touch, UntilSilence)) Once(touch, Whats.OptOut, 'o');
        HearOfTouch();
    }

    private void HearOfTouch()
    {
        foreach (var touch in Who.Unheard)
            if (IsWithin(touch, UntilSilence)) By.Of(touch, Whats.Heard);
        Who.Unheard.Clear();
    }

    private void Once(CountedFact touch, string what, char mark)
    {
        var current = Who.Touch ?? touch;
        if (current.Done.Contains(mark, StringComparison.Ordinal)) return;
        By.Of(touch, what);
        Who.Touch = current with { Done = current.Done + mark };
    }

    private void BuyAgain(BoughtAgain sale)
    {
        Who.Bought(sale.OrderId, sale.Product);
        By.Plain(Whats.BoughtAgain, sale.Stated is { } stated ? (stated >= 3 ? "High" : stated < 2 ? "Low" : "Middle") : "", sale.Product);
        if (Who.Stated is { Done: "" } said)
        {
            By.Of(said, Whats.CameBack(said.Name));
            Who.Stated = said with { Done = "b" };
        }

        var counting = this;
        foreach (var reward in Who.Rewards.Where(r => counting.IsWithin(r, UntilBoughtAgain))) By.Of(reward, reward.Name);
        Who.Rewards.Clear();
    }

    private bool IsWithin(CountedFact earlier, TimeSpan span) => By.At - earlier.At <= span.TotalMilliseconds;
}
