namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>What a format gives of a document, before hygiene and naming.</summary>
/// <param name="Title">Null when the document has none.</param>
/// <param name="Products">The products it names.</param>
/// <param name="Url">Where customers can open it.</param>
/// <param name="Markdown">Its text.</param>
internal sealed record Extract(string? Title, IReadOnlyList<string> Products, string? Url, string Markdown);
