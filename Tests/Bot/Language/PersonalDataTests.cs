using FollowUpBot.Bot.Language;

namespace FollowUpBot.Tests.Bot.Language;

public sealed class PersonalDataTests
{
    [Theory]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("4111\u00A01111\u00A01111\u00A01111")]
    [InlineData("4111\u200B1111\u200B1111\u200B1111")]
    [InlineData("\u0664\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 \u0661\u0661\u0661\u0661")]
    public void A_card_number_is_masked_however_it_was_pasted(string number) => Assert.Equal("card [card number] please", PersonalData.Mask($"card {number} please", null));

    [Fact]
    public void Half_a_surrogate_pair_is_no_error() => Assert.Contains("[e-mail]", PersonalData.Mask("x\uD800 maria@example.com", "Maria Lopez"), StringComparison.Ordinal);
}
