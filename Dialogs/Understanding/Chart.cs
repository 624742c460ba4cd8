namespace FollowUpBot.Dialogs.Understanding;

/// <summary>One message while it is read: its tokens, and what each symbol was found to read at each place.</summary>
internal sealed class Chart(string text, ReadingContext context)
{
    // As many as two thousand characters of sentences have; a row of marks has more and says less.
    private const int MostTokens = 400;

    private readonly Dictionary<(int Symbol, int At), List<Grammar.Match>> read = [];

    public IReadOnlyList<Token> Tokens { get; } = [.. Token.Split(text).Take(MostTokens)];

    public ReadingContext Context { get; } = context;

    public List<Grammar.Match>? Recall(int symbol, int at) => read.GetValueOrDefault((symbol, at));

    public void Remember(int symbol, int at, List<Grammar.Match> matches) => read[(symbol, at)] = matches;

    // "T5" and "v2" hold no number, "5pm" does; the dash of "LM-4" makes nothing negative, and the end of "12-34-56" is no number of its own.
    public bool BeginsWord(int at)
    {
        if (at == 0 || Tokens[at].Spaced) return true;
        if (Tokens[at - 1].Kind != TokenKind.Mark) return false;
        return !(Tokens[at].Kind == TokenKind.Digits && at > 1 && !Tokens[at - 1].Spaced && Tokens[at - 2].Kind == TokenKind.Digits && Tokens[at - 1].Text is "-" or "." or ":" or "/");
    }

    public bool EndsWord(int end) => end >= Tokens.Count || Tokens[end].Spaced || Tokens[end].Kind == TokenKind.Mark || Tokens[end - 1].Kind == TokenKind.Mark;

    public (int Start, int Length, string Text) Span(int from, int end)
    {
        var start = Tokens[from].Start;
        var length = Tokens[end - 1].End - start;
        return (start, length, text.Substring(start, length));
    }
}
