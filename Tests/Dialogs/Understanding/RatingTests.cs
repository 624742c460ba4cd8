using System.Globalization;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Tests.Dialogs.Understanding;

/// <summary>Answers to "how likely are you to recommend us, from 0 to 10?" and to "how many stars?".</summary>
public class RatingTests
{
    private static readonly Recognisers Read = ShopContent.Load(TestHost.PromptsFolder).Content!.RecognisersFor("en");

    // One reply a line; after the arrow the rating on the scale 0–10, "a..b" when it leaves a choice, "none" when it gives no rating, "off" when it is off the scale.
    private const string ZeroToTen = """
        8 → 8
        0 → 0
        10 → 10
        7. → 7
        9! → 9
        9!!! → 9
        5?? → 5
        8 :) → 8
        8 🙂 → 8
        👍 10 → 10
        10/10 → 10
        8/10 → 8
        9 / 10 → 9
        4/5 → 8
        3/5 → 6
        5/5 → 10
        90/100 → 9
        8 out of 10 → 8
        8 out of ten → 8
        eight out of ten → 8
        four out of five → 8
        9 of 10 → 9
        nine of ten → 9
        6 from 10 → 6
        seven → 7
        zero → 0
        Zero. → 0
        ten! → 10
        TEN → 10
        Ten out of ten!! → 10
        eight I guess → 8
        nine, I think → 9
        I guess a six → 6
        maybe a 7 → 7
        probably 8 → 8
        definitely a 10 → 10
        a solid 9 → 9
        solid eight → 8
        a strong 8 → 8
        a weak 6 → 6
        I'd give it a 7 → 7
        I would give it an 8 → 8
        id say 9 → 9
        I'd say seven → 7
        let's say 8 → 8
        lets go with 6 → 6
        I'll go for a nine → 9
        it's a 10 from me → 10
        10 from me → 10
        a 5 from us → 5
        my rating is 8 → 8
        rating: 8 → 8
        score 9 → 9
        Score: 3 → 3
        8 points → 8
        9.5 → 9.5
        8.5/10 → 8.5
        7,5 → 7.5
        seven and a half → 7.5
        eight point five → 8.5
        9½ → 9.5
        100% → 10
        90 % → 9
        75% → 7.5
        50 percent → 5
        eighty percent → 8
        one hundred percent → 10
        0% → 0
        ★★★★ → 8
        ★★★★★ → 10
        ★★★☆☆ → 6
        ★ → 2
        ⭐⭐⭐ → 6
        ⭐⭐⭐⭐⭐ → 10
        ⭐ ⭐ ⭐ ⭐ → 8
        🌟🌟🌟🌟🌟 → 10
        5 stars → 10
        5-star → 10
        five stars! → 10
        4 stars out of 5 → 8
        three star → 6
        3 ⭐ → 6
        no stars → 0
        zero stars → 0
        8 stars → 8
        full marks → 10
        Full marks from me! → 10
        top marks → 10
        top score → 10
        💯 → 10
        maximum → 10
        max → 10
        lowest → 0
        a perfect 10 → 10
        a perfect ten → 10
        between 7 and 8 → 7..8
        7 or 8 → 7..8
        7-8 → 7..8
        7–8 → 7..8
        7 to 8 → 7..8
        somewhere between six and seven → 6..7
        8 maybe 9 → 8..9
        between 8 and 9 out of 10 → 8..9
        11 → off
        12/10 → off
        25 → off
        -1 → off
        a million → off
        8, because it arrived late → 8
        9 because the light is great → 9
        10 - love it → 10
        6 - the strap is too short → 6
        7 (the tent is heavy) → 7
        8 but the box was damaged → 8
        2 😡 → 2
        1. Never again. → 1
        I bought 2 lamps and I'd give it a 9 → 9
        9, I bought 2 lamps → 9
        8 out of 10, I had 2 problems → 8
        7. I have used it for 3 weeks → 7
        I waited 5 days. 3 out of 10 → 3
        a 6, no, a 7 → 7
        6... no wait, 7 → 7
        I'd rate it 8 → 8
        rated 7 → 7
        would give 10 if I could → 10
        easily a 9 → 9
        straight 10 → 10
        nine for the lamp → 9
        8 for me → 8
        Honestly? 4 → 4
        hmm 6 → 6
        ok so 7 → 7
        like a 7 → 7
        about 8 → 8
        around a seven → 7
        at least 8 → 8
        not more than 5 → 5
        only a 4 → 4
        just 3 → 3
        5, sorry → 5
        thanks, 10 → 10
        Yes, 9 → 9
        ８ → 8
        eIgHt → 8
        I bought 2 lamps → none
        I have 3 kids → none
        it took 5 days → none
        two weeks ago → none
        the 2 filters leak → none
        I paid 89 euros → none
        order 1001 → none
        my order number is 1001 → none
        at 10:30 → none
        it came at 3 pm → none
        89.90 € → none
        room 7 → none
        the first one was broken → none
        not sure → none
        no idea → none
        great lamp → none
        how do I charge it? → none
        """;

    private const string OneToFive = """
        4 → 4
        five → 5
        4/5 → 4
        4 out of 5 → 4
        8/10 → 4
        10/10 → 5
        2 out of 10 → 1
        ★★★ → 3
        ★★★★☆ → 4
        ⭐ → 1
        5 stars → 5
        3 stars please → 3
        three and a half → 3.5
        100% → 5
        0% → 1
        50% → 3
        full marks → 5
        3 or 4 → 3..4
        6 → off
        0 → off
        8 → off
        zero stars → off
        7 stars → off
        we bought 4 tents → none
        """;

    public static TheoryData<string, string> OfTen => Rows(ZeroToTen);

    public static TheoryData<string, string> OfFive => Rows(OneToFive);

    [Theory]
    [MemberData(nameof(OfTen))]
    public void A_rating_from_nought_to_ten_is_read(string reply, string expected) => Assert.Equal(expected, Written(reply, Scale.ZeroToTen));

    [Theory]
    [MemberData(nameof(OfFive))]
    public void A_rating_from_one_to_five_is_read(string reply, string expected) => Assert.Equal(expected, Written(reply, Scale.OneToFive));

    [Fact]
    public void There_are_enough_replies_to_speak_of_a_table() => Assert.True(Rows(ZeroToTen).Count >= 140);

    private static string Written(string reply, Scale scale) => Read.Ratings.Find(reply, scale) switch
    {
        null => "none",
        { Value: { } value } => value.ToString(CultureInfo.InvariantCulture),
        { } rating when rating.Least >= scale.Least && rating.Most <= scale.Most => string.Create(CultureInfo.InvariantCulture, $"{rating.Least}..{rating.Most}"),
        _ => "off",
    };

    private static TheoryData<string, string> Rows(string table)
    {
        var rows = new TheoryData<string, string>();
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(" → ");
            rows.Add(parts[0].TrimStart(), parts[1].Trim());
        }

        return rows;
    }
}
