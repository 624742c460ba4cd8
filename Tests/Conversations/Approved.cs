namespace FollowUpBot.Tests.Conversations;

/// <summary>Holds a transcript against the approved one. A difference is written beside it, to be read aloud before it is accepted.</summary>
internal static class Approved
{
    /// <param name="path">Path of the files without <c>.approved.txt</c>.</param>
    /// <param name="played">The transcript.</param>
    public static void Check(string path, string played)
    {
        var (approved, received) = ($"{path}.approved.txt", $"{path}.received.txt");
        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (played == expected)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, played);
        Assert.Fail($"The conversation reads differently. Read {received}; if it is better, make it the approved one.\n\n{played}");
    }
}
