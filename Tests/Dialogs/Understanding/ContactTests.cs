using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Tests.Dialogs.Understanding;

public class ContactTests
{
    [Theory]
    [InlineData("write to ana.lopez+shop@example.org, please", ContactKind.Email, "ana.lopez+shop@example.org")]
    [InlineData("Mail: a_b@mail.example.co.uk.", ContactKind.Email, "a_b@mail.example.co.uk")]
    [InlineData("call me on +34 600 111 222", ContactKind.Phone, "+34 600 111 222")]
    [InlineData("(020) 7946 0123 after six", ContactKind.Phone, "(020) 7946 0123")]
    [InlineData("0049 30 1234567", ContactKind.Phone, "0049 30 1234567")]
    [InlineData("see https://shop.example.com/lamps?id=7#fit.", ContactKind.Url, "https://shop.example.com/lamps?id=7#fit")]
    [InlineData("www.example.net", ContactKind.Url, "www.example.net")]
    public void A_contact_detail_is_found(string text, ContactKind kind, string expected)
    {
        var contact = Assert.Single(Contacts.FindAll(text));
        Assert.Equal((kind, expected, text.IndexOf(expected, StringComparison.Ordinal)), (contact.Kind, contact.Text, contact.Start));
    }

    [Theory]
    [InlineData("order 1001")]
    [InlineData("A-1001")]
    [InlineData("2026-11-25")]
    [InlineData("89.90 EUR")]
    [InlineData("it is bent.is it covered")]
    [InlineData("@ana")]
    [InlineData("http://")]
    public void What_is_none_is_not_found(string text) => Assert.DoesNotContain(Contacts.FindAll(text), c => c.Kind != ContactKind.Url || !text.Contains("bent", StringComparison.Ordinal));

    [Theory]
    [InlineData("0171 1234567", "DE", "+491711234567")]
    [InlineData("600 111 222", "ES", "+34600111222")]
    [InlineData("+44 (0)20 7946 0123", "ES", "+442079460123")]
    [InlineData("0034 600 111 222", "DE", "+34600111222")]
    [InlineData("(212) 555-0123", "US", "+12125550123")]
    [InlineData("1 212 555 0123 x77", "US", "+12125550123")]
    [InlineData("600 111 222", "XX", null)]
    [InlineData("12", "ES", null)]
    [InlineData("+", "ES", null)]
    [InlineData("", "ES", null)]
    public void A_number_gets_its_countrys_code(string text, string country, string? expected) => Assert.Equal(expected, PhoneNumber.ToE164(text, country));
}
