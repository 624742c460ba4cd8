namespace FollowUpBot.Bot.Knowledge.Import;

/// <summary>A document of any format, in the one shape that is indexed.</summary>
/// <param name="Document">Path below the imported folder, with '/'; for a file imported alone its name.</param>
/// <param name="Title">From its head, its properties or its first heading; else its file name made readable.</param>
/// <param name="Products">The products it names in its head; empty means all.</param>
/// <param name="Url">Where customers can open it; null when it does not say.</param>
/// <param name="Markdown">Its text. A line that begins with '#' is a heading and every heading is such a line; a list entry is one line; tables are rows of '|'.</param>
internal sealed record SourceDocument(string Document, string Title, IReadOnlyList<string> Products, string? Url, string Markdown);

/// <summary>What became of one file.</summary>
/// <param name="Document">Path below the imported folder; for a remark about the whole import the path that was given.</param>
/// <param name="Source">The document; null when it could not be read, is a duplicate or is no document.</param>
/// <param name="Problems">What is wrong with it, and what else the editor should know.</param>
internal sealed record ImportResult(string Document, SourceDocument? Source, IReadOnlyList<ImportProblem> Problems)
{
    /// <summary>Whether this is a document that could not be read: what was known of it before is still the best there is.</summary>
    public bool Failed => Problems.Any(p => p.IsError);
}

/// <summary>One sentence about a file: what is wrong and the way out.</summary>
/// <param name="Document">The file it is about.</param>
/// <param name="Line">From 1; null when a line says nothing.</param>
/// <param name="Message">The sentence without the file.</param>
/// <param name="IsError">Whether the document is lost; else it is a note.</param>
internal sealed record ImportProblem(string Document, int? Line, string Message, bool IsError)
{
    public override string ToString() => Line is null ? $"{Document}: {Message}" : $"{Document}:{Line}: {Message}";
}

/// <summary>How far an import is.</summary>
/// <param name="Done">Files behind us.</param>
/// <param name="Found">Files found so far; a zip's are added when it is opened.</param>
/// <param name="Document">The file just read.</param>
internal sealed record ImportProgress(int Done, int Found, string Document);

/// <summary>Why a file is not a document, as a sentence for the editor.</summary>
internal sealed class UnreadableException(string message) : Exception(message);
