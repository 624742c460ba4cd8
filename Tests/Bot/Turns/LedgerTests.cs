using FollowUpBot.KillRig;

namespace FollowUpBot.Tests.Bot.Turns;

/// <summary>What the kill rig makes of its ledger: a checker that finds nothing proves nothing.</summary>
public class LedgerTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("sms", "sent", 1, "")]
    [InlineData("sms", "sent", 2, "Heard 2 times")]
    [InlineData("sms", "sent", 0, "Lost")]
    [InlineData("sms", "unknown", 0, "Lost")]
    [InlineData("msteams", "unknown", 0, "")]
    [InlineData("msteams", "sent", 0, "Lost")]
    [InlineData("msteams", "failed", 0, "Lost")]
    [InlineData("msteams", "unknown", 2, "Heard 2 times")]
    [InlineData("directline", "sent", 2, "Heard 2 times")]
    [InlineData("directline", "sent", 0, "Lost")]
    public void What_was_to_be_heard_once_was_heard_so_often(string channel, string state, int times, string offence)
    {
        var ledger = new Ledger();
        ledger.Expect(channel, "maria", "S-0001-1").Take();
        var checker = Check(ledger, [.. Enumerable.Repeat(new Heard(channel, "maria", "I can't find an order S-0001-1.", Then), times)], [new StoredMessage(channel, "maria", "key", state, 1, 0, 0, null, null, "I can't find an order S-0001-1.")]);
        if (offence.Length == 0) Assert.Empty(checker.Offences);
        else Assert.StartsWith($"{offence}: {channel}, maria, S-0001-1", Assert.Single(checker.Offences), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_was_to_hear_and_what_nobody_took_is_named()
    {
        var ledger = new Ledger();
        ledger.Expect("sms", "maria", "S-0001-1");
        var checker = Check(ledger, [new Heard("sms", "jonas", "I can't find an order S-0001-1.", Then)], []);
        Assert.Equal(["Never taken by any host", "Heard, and to be heard by nobody"], checker.Offences.Select(o => o[..o.IndexOf(':', StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("Thank you, Maria, for buying the TrailLight 300. So that you know what to expect:", "thank-you for TrailLight 300")]
    [InlineData("Thank you, Maria: your BrookDrop 2 is on its way.", "thank-you for BrookDrop 2")]
    [InlineData("The battery of the TrailLight 300 comes half charged. Has the lamp arrived?", "check-in")]
    public void A_buyer_hears(string text, string what) => Assert.Equal(what, Speech.OfBuyer(text));

    private static Checker Check(Ledger ledger, IEnumerable<Heard> heard, IEnumerable<StoredMessage> stored) => new(ledger, heard, stored, (_, _, text) => Speech.OfTalker(text), new Chronicle());
}
