namespace FollowUpBot.Bot.Prompts;

/// <summary>Something wrong in a file that product people edit.</summary>
/// <param name="Path">The file, relative to the folder that holds <c>Prompts</c>.</param>
/// <param name="Line">From 1.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
internal sealed record Problem(string Path, int Line, string Message)
{
    public override string ToString() => $"{Path}:{Line}: {Message}";
}

/// <summary>Collects problems, so that an editor sees all of them at once.</summary>
internal sealed class Problems
{
    private readonly List<Problem> all = [];

    public bool Any => all.Count > 0;

    public void Add(string path, int line, string message) => all.Add(new Problem(path, line, message));

    public IReadOnlyList<Problem> Sorted() =>
        [.. all.Distinct().OrderBy(p => p.Path, StringComparer.Ordinal).ThenBy(p => p.Line)];
}

/// <summary>The nearest of the known names, for "did you mean".</summary>
internal static class Suggestion
{
    public static string For(string wrong, IEnumerable<string> known)
    {
        var names = known.ToList();
        var near = names.Select(name => (name, distance: Distance(wrong.ToLowerInvariant(), name.ToLowerInvariant())))
            .Select(x => x.name.StartsWith(wrong, StringComparison.OrdinalIgnoreCase) && wrong.Length > 3 ? x with { distance = 1 } : x)
            .Where(x => x.distance <= (wrong.Length < 4 ? 1 : Math.Max(2, wrong.Length / 3)))
            .OrderBy(x => x.distance)
            .Select(x => x.name)
            .FirstOrDefault();
        if (near is not null) return $"did you mean '{near}'?";
        return names.Count == 0 ? "none are known here" : $"known are: {string.Join(", ", names)}";
    }

    // Levenshtein's distance, two rows at a time.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
