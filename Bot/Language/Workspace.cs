namespace FollowUpBot.Bot.Language;

/// <summary>The buffers of one run of the encoder; they are used again and again, so that a sentence allocates nothing but its vector.</summary>
internal sealed class Workspace
{
    // The widest a token gets inside a layer.
    private const int Widest = 1536;
    private const int Width = SentenceEncoder.Dimensions;

    public Workspace(int rows)
    {
        // Rows are computed in blocks, so the last block may reach beyond the last token.
        var room = (rows + Matrix.RowBlock - 1) / Matrix.RowBlock * Matrix.RowBlock;
        Capacity = rows;
        Tokens = new float[room * Width];
        Normalized = new float[room * Width];
        Residual = new float[room * Width];
        Attended = new float[room * Width];
        Wide = new float[room * Widest];
        Weights = new float[SentenceEncoder.LongestSentence];
        Pieces = new int[rows];
    }

    /// <summary>Tokens there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Tokens there are.</summary>
    public int Rows { get; set; }

    public int[] Pieces { get; }

    public float[] Tokens { get; }

    public float[] Normalized { get; }

    public float[] Residual { get; }

    public float[] Attended { get; }

    public float[] Wide { get; }

    public float[] Weights { get; }
}
