using FollowUpBot.Bot.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace FollowUpBot.Bot.Channels.DirectLine;

/// <summary>A body with files: one file as it is, or several parts of which one may be the activity they belong to.</summary>
internal sealed record Upload(JsonBody? Activity, IReadOnlyList<NamedBytes> Files)
{
    public const int MostFiles = 5;

    private const string ActivityType = "application/vnd.microsoft.activity";
    private const int LongestBoundary = 70, MostHeaders = 16, MostHeaderBytes = 8 * 1024;

    /// <summary>Reads a body. Never more of it is held than the files may be large.</summary>
    /// <param name="body">Its bytes.</param>
    /// <param name="contentType">The header of this name; of one file, its type, which is not believed.</param>
    /// <param name="disposition">The header <c>Content-Disposition</c>, which may name the one file.</param>
    /// <param name="largest">How many bytes one file may have.</param>
    /// <param name="cancel">Ends the reading.</param>
    public static async Task<(Upload? Upload, IResult? Error)> ReadAsync(Stream body, string? contentType, string? disposition, int largest, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)) return Wrong(StatusCodes.Status415UnsupportedMediaType, "Send a file, or files as multipart/form-data.");
        try
        {
            if (!type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
                return await BoundedBody.ReadAsync(body, largest, cancel) is { } only ? (new Upload(null, [new NamedBytes(NameIn(disposition), only)]), null) : TooLarge(largest);
            var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
            if (boundary is not { Length: > 0 and <= LongestBoundary }) return Wrong(StatusCodes.Status400BadRequest, "The parts have no boundary between them, or too long a one.");
            return await ReadPartsAsync(new MultipartReader(boundary, body) { HeadersCountLimit = MostHeaders, HeadersLengthLimit = MostHeaderBytes }, largest, cancel);
        }
        catch (Exception error) when (error is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return Wrong(StatusCodes.Status400BadRequest, "The parts cannot be read: the body breaks off, or a part has too many headers.");
        }
    }

    private static async Task<(Upload? Upload, IResult? Error)> ReadPartsAsync(MultipartReader parts, int largest, CancellationToken cancel)
    {
        JsonBody? activity = null;
        var files = new List<NamedBytes>();
        while (await parts.ReadNextSectionAsync(cancel) is { } part)
        {
            if (MediaTypeHeaderValue.TryParse(part.ContentType, out var type) && type.MediaType.Equals(ActivityType, StringComparison.OrdinalIgnoreCase))
            {
                if (activity is not null) return Wrong(StatusCodes.Status400BadRequest, "There is more than one activity.");
                if (await BoundedBody.ReadAsync(part.Body, IncomingActivity.MostBytes, cancel) is not { } json) return TooLarge(IncomingActivity.MostBytes);
                (activity, var unreadable) = JsonBody.Parse(json);
                if (activity is null) return (null, unreadable);
                continue;
            }

            if (files.Count == MostFiles) return Wrong(StatusCodes.Status400BadRequest, $"At most {MostFiles} files are taken at once.");
            if (await BoundedBody.ReadAsync(part.Body, largest, cancel) is not { } content) return TooLarge(largest);
            files.Add(new NamedBytes(NameIn(part.ContentDisposition), content));
        }

        return files.Count == 0 && activity is null ? Wrong(StatusCodes.Status400BadRequest, "There is no file in it.") : (new Upload(activity, files), null);
    }

    // A parameter without a value parses, and then cannot be read.
    private static string NameIn(string? disposition) =>
        ContentDispositionHeaderValue.TryParse(disposition, out var header) && header.Parameters.All(p => p.Value.HasValue) && (header.FileNameStar.HasValue ? header.FileNameStar : HeaderUtilities.RemoveQuotes(header.FileName)).Value is { } name ? name : "";

    private static (Upload?, IResult?) TooLarge(int most) => Wrong(StatusCodes.Status413PayloadTooLarge, $"A file may have at most {most / 1024} KB.");

    private static (Upload?, IResult?) Wrong(int status, string message) => (null, DirectLineDoor.Error(status, "BadArgument", message));
}
