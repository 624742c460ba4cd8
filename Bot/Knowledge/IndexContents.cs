using Dapper;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>A document as the index holds it.</summary>
/// <param name="Source">The folder or file it was imported from.</param>
/// <param name="Path">Its path below that.</param>
/// <param name="Products">The products it is about; empty means all.</param>
/// <param name="Passages">How many passages of it can be found.</param>
internal sealed record IndexedDocument(string Source, string Path, IReadOnlyList<string> Products, int Passages);

/// <summary>What is in an index, for who looks after it.</summary>
internal static class IndexContents
{
    /// <summary>Every document, in the order of sources and paths; none when there is no index of this format. Throws <see cref="KnowledgeException"/> for a newer one.</summary>
    public static IReadOnlyList<IndexedDocument> Read(string path)
    {
        if (!IndexFile.IsCurrent(path)) return [];
        using var db = IndexFile.OpenToRead(path);
        var products = db.Query<(long Document, string Name)>("SELECT d.document, p.name FROM document_product d JOIN product p ON p.id = d.product ORDER BY p.name").ToLookup(p => p.Document, p => p.Name);
        return
        [
            .. db.Query<(long Id, string Source, string Path, long Passages)>(
                "SELECT d.id, d.source, d.path, (SELECT COUNT(*) FROM passage p WHERE p.document = d.id) FROM document d ORDER BY d.source, d.path")
                .Select(d => new IndexedDocument(d.Source, d.Path, [.. products[d.Id]], (int)d.Passages)),
        ];
    }
}
