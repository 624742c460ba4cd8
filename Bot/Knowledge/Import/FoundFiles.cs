namespace FollowUpBot.Bot.Knowledge.Import;

/// <summary>The files that a path given to the import stands for: the file itself, or what is in the folder or zip.</summary>
internal sealed class FoundFiles(string path, ImportLimits limits) : IDisposable
{
    private static readonly HashSet<string> Read = [".md", ".markdown", ".mdown", ".html", ".htm", ".xhtml", ".docx", ".pdf", ".txt", ".text"];

    private readonly List<ImportProblem> problems = [];
    private readonly Dictionary<string, int> skipped = [];
    private ZipFiles? open;

    /// <summary>Files found so far.</summary>
    public int Count { get; private set; }

    /// <summary>Goes through the files; a folder is listed first, a zip when its turn comes.</summary>
    public IEnumerable<SourceFile> Files()
    {
        if (File.Exists(path)) return One(path, Path.GetFileName(path), alone: true);
        if (Directory.Exists(path)) return InFolder();
        problems.Add(new ImportProblem(path, null, "there is no such file or folder; check the path", IsError: true));
        return [];
    }

    /// <summary>What is to be said about the path as a whole. To be asked when its files have been gone through.</summary>
    public IReadOnlyList<ImportProblem> Remarks(string formats)
    {
        if (Count == 0 && problems.All(p => !p.IsError)) problems.Add(new ImportProblem(path, null, $"nothing here is read; read are {formats}", IsError: true));
        if (skipped.Count == 0) return problems;
        var kinds = string.Join(", ", skipped.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).Take(8).Select(s => $"{s.Key} {s.Value}"));
        var advice = skipped.ContainsKey(".doc") ? "; save .doc as .docx" : skipped.Keys.Any(k => k is ".rtf" or ".odt") ? "; save texts as .docx or .pdf" : "";
        return [.. problems, new ImportProblem(path, null, $"{skipped.Values.Sum()} of other kinds skipped ({kinds}){advice}", IsError: false)];
    }

    public void Dispose() => open?.Dispose();

    private IEnumerable<SourceFile> InFolder()
    {
        var all = new SourceFolder(path, problems).Files().Where(f => IsRead(f.Document)).ToList();
        Count = all.Count(f => !IsZip(f.Document));
        return all.SelectMany(f => One(f.Path, f.Document, alone: false));
    }

    private IEnumerable<SourceFile> One(string file, string document, bool alone)
    {
        if (IsZip(document))
        {
            // A zip given alone is a folder; among other files its name is part of the path.
            foreach (var inside in InZip(file, alone ? "" : document + "/", document)) yield return inside;
        }
        else if (!alone || IsRead(document))
        {
            if (alone) Count++;
            yield return new SourceFile(document, _ => ReadWithin(file));
        }
    }

    private IEnumerable<SourceFile> InZip(string file, string below, string document)
    {
        List<SourceFile> inside;
        try
        {
            open?.Dispose();
            open = null;
            open = ZipFiles.Open(file, limits);
            inside = [.. open.Files(below).Where(f => !SourceFolder.IsHidden(f.Document[below.Length..]))];
        }
        catch (Exception error) when (error is UnreadableException or UnauthorizedAccessException or IOException)
        {
            problems.Add(new ImportProblem(document, null, error is UnreadableException ? error.Message : "cannot be read from the disk; look at its rights and import again", IsError: true));
            yield break;
        }

        if (inside.Where(f => IsZip(f.Document)).ToList() is { Count: > 0 } nested)
            problems.Add(new ImportProblem(nested[0].Document, null, "a zip in a zip is not opened; unpack the outer one", IsError: false));
        var read = inside.Where(f => !IsZip(f.Document) && IsRead(f.Document)).ToList();
        Count += read.Count;
        foreach (var one in read) yield return one;
    }

    private bool IsRead(string document)
    {
        var extension = Path.GetExtension(document).ToLowerInvariant();
        if (Read.Contains(extension) || IsZip(document)) return true;
        var kind = extension.Length is > 1 and < 12 ? extension : "no ending";
        skipped[kind] = skipped.GetValueOrDefault(kind) + 1;
        return false;
    }

    private byte[] ReadWithin(string file)
    {
        var size = new FileInfo(file).Length;
        if (size > limits.File)
            throw new UnreadableException($"is {PlainText.Size(size)}; files of at most {PlainText.Size(limits.File)} are read: split it, or save it with smaller pictures");

        // A pipe or a device says that it is empty; opening it would wait for ever.
        if (size == 0) return [];
        using var stream = File.OpenRead(file);
        var bytes = new byte[size];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length == size ? bytes : bytes[..length];
    }

    private static bool IsZip(string document) => Path.GetExtension(document).Equals(".zip", StringComparison.OrdinalIgnoreCase);
}
