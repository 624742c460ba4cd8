namespace FollowUpBot.Bot.Knowledge.Import;

/// <summary>A file to be read as a document.</summary>
/// <param name="Document">Its path below what is imported, with '/'.</param>
/// <param name="Read">Gives its bytes, within the limits.</param>
internal sealed record SourceFile(string Document, Func<CancellationToken, byte[]> Read)
{
    /// <summary>The end of its name in lower case, with the dot.</summary>
    public string Extension => Path.GetExtension(Document).ToLowerInvariant();
}

/// <summary>Finds the files below a folder, in the order of their names.</summary>
internal sealed class SourceFolder(string root, List<ImportProblem> problems)
{
    private static readonly HashSet<string> NeverManuals = new(StringComparer.OrdinalIgnoreCase) { "node_modules", "__MACOSX", "bower_components", "vendor" };

    private readonly string realRoot = RealPath(root);

    /// <summary>Whether files of this path are left out without a word: hidden ones, lock files of Word and what programs put there.</summary>
    public static bool IsHidden(string document) => document.Split('/').Any(part => part.StartsWith('.') || part.StartsWith("~$", StringComparison.Ordinal) || NeverManuals.Contains(part));

    /// <summary>Full paths and names below the folder. What cannot be listed goes to the problems.</summary>
    public IEnumerable<(string Path, string Document)> Files() => Below(new DirectoryInfo(root), "");

    private IEnumerable<(string Path, string Document)> Below(DirectoryInfo folder, string prefix)
    {
        List<FileSystemInfo> entries;
        try
        {
            entries = [.. folder.EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            problems.Add(new ImportProblem(prefix.Length == 0 ? root : prefix.TrimEnd('/'), null, "cannot be listed; give the user of this program the right to read it", IsError: true));
            yield break;
        }

        foreach (var entry in entries.Where(e => !IsHidden(e.Name)))
        {
            var document = prefix + entry.Name;
            if (entry is DirectoryInfo below)
            {
                // A link to a folder may lead in a circle or out of what was given.
                if (below.LinkTarget is null)
                    foreach (var file in Below(below, document + "/")) yield return file;
                else problems.Add(new ImportProblem(document, null, "is a link to a folder and not followed; import that folder itself", IsError: false));
            }
            else if (entry.LinkTarget is null || IsInside(entry))
            {
                yield return (entry.FullName, document);
            }
            else
            {
                problems.Add(new ImportProblem(document, null, "is a link that leads out of the folder, and not followed; copy the file", IsError: false));
            }
        }
    }

    // Mounted folders (a ConfigMap) are made of links to files in a hidden folder of their own.
    private bool IsInside(FileSystemInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target && RealPath(target.FullName).StartsWith(realRoot + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    // With every link on the way resolved.
    private static string RealPath(string path)
    {
        path = Path.GetFullPath(path);
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            real = new DirectoryInfo(next).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next;
        }

        return real;
    }
}
