namespace FollowUpBot.Bot.Insights.Figures;

/// <summary>Segments that were ever entered.</summary>
internal static class Segments
{
    public static List<string> Names(ReadModel model) => model.Readers.Rows("SELECT DISTINCT step FROM cell WHERE what = $1 ORDER BY step", r => r.GetString(0), Whats.Entered);

    /// <summary>How many belonged to a segment at the end of a day.</summary>
    public static long SizeOn(ReadModel model, string segment, DateOnly day)
    {
        const string sql = "SELECT coalesce(sum(t.count), 0) FROM cell c JOIN tally t ON t.cell = c.id WHERE c.what = $1 AND c.step = $2 AND t.day <= $3";
        return (long)model.Readers.Scalar(sql, Whats.Entered, segment, Days.Of(day))! - (long)model.Readers.Scalar(sql, Whats.LeftSegment, segment, Days.Of(day))!;
    }
}
