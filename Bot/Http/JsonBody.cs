using System.Text.Json;

namespace FollowUpBot.Bot.Http;

/// <summary>Reads a JSON object from a request, field by field, and collects what is wrong with each.</summary>
internal sealed class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private readonly JsonElement element;
    private readonly string path;
    private readonly Dictionary<string, List<string>> errors;

    private JsonBody(JsonElement element, string path, Dictionary<string, List<string>> errors)
    {
        this.element = element;
        this.path = path;
        this.errors = errors;
    }

    /// <summary>What is wrong, by field; empty when everything that was read is right.</summary>
    public IReadOnlyDictionary<string, List<string>> Errors => errors;

    /// <summary>Reads the whole body; the error is a response when it is too large, not JSON, or no object.</summary>
    public static async Task<(JsonBody? Body, IResult? Error)> ReadAsync(HttpRequest request, int mostBytes, CancellationToken cancel)
    {
        if (!request.HasJsonContentType()) return (null, Problem(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON", "Send it with Content-Type: application/json."));
        var (bytes, tooLarge) = await ReadBytesAsync(request, mostBytes, cancel);
        return tooLarge ? (null, Problem(StatusCodes.Status413PayloadTooLarge, "The body is too large", $"At most {mostBytes / 1024} KB are taken.")) : Parse(bytes);
    }

    /// <summary>Reads what has arrived already; the error is a response when it is not JSON, or no object.</summary>
    public static (JsonBody? Body, IResult? Error) Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return (new JsonBody(document.RootElement.Clone(), "", []), null);
            return (null, Problem(StatusCodes.Status400BadRequest, "The body must be a JSON object", $"It is {document.RootElement.ValueKind}."));
        }
        catch (InvalidOperationException)
        {
            return (null, Problem(StatusCodes.Status400BadRequest, "The body is not JSON", "A name in it holds characters that are no text."));
        }
        catch (JsonException error)
        {
            return (null, Problem(StatusCodes.Status400BadRequest, "The body is not JSON", $"Line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} cannot be read."));
        }
    }

    public static IResult Problem(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);

    public bool Has(string name) => element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public string Text(string name, int most, bool required = true)
    {
        if (!Has(name))
        {
            if (required) Wrong(name, "is missing");
            return "";
        }

        if (element.GetProperty(name) is not { ValueKind: JsonValueKind.String } value) return Wrong(name, "must be a text");
        var text = TextOf(value)?.Trim();
        if (text is null || text.Contains('\0', StringComparison.Ordinal)) return Wrong(name, "holds characters that are no text");
        if (text.Length == 0 && required) return Wrong(name, "must not be empty");
        return text.Length > most ? Wrong(name, $"is longer than {most} characters") : text;
    }

    public decimal Number(string name, decimal least, decimal most)
    {
        if (!Has(name))
        {
            Wrong(name, "is missing");
        }
        else if (element.GetProperty(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number) && number >= least && number <= most)
        {
            return number;
        }
        else
        {
            Wrong(name, $"must be a number from {least} to {most}");
        }

        return least;
    }

    /// <summary>One of the names of an enumeration, exactly as written there; null when there is none, or another.</summary>
    public T? Choice<T>(string name, bool required = true) where T : struct, Enum
    {
        if (!Has(name) && !required) return null;
        var text = Text(name, 40);
        if (Enum.GetNames<T>().Contains(text)) return Enum.Parse<T>(text);
        if (text.Length > 0) Wrong(name, $"must be one of {string.Join(", ", Enum.GetNames<T>())}");
        return null;
    }

    public bool Flag(string name)
    {
        if (element.GetProperty(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value) return value.ValueKind == JsonValueKind.True;
        Wrong(name, "must be true or false");
        return false;
    }

    public DateTimeOffset Moment(string name)
    {
        var text = Text(name, 40);
        if (text.Length == 0) return default;
        if (element.GetProperty(name).TryGetDateTimeOffset(out var moment) && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)) return moment;
        Wrong(name, "must be a moment with its offset, like 2026-11-21T10:00:00Z");
        return default;
    }

    public JsonBody Object(string name)
    {
        if (Has(name) && element.GetProperty(name) is { ValueKind: JsonValueKind.Object } value) return new JsonBody(value, Path(name), errors);
        Wrong(name, Has(name) ? "must be an object" : "is missing");
        using var nothing = JsonDocument.Parse("{}");
        return new JsonBody(nothing.RootElement.Clone(), Path(name), []);
    }

    public IReadOnlyList<JsonBody> Objects(string name, int most)
    {
        if (!Has(name)) return [];
        if (element.GetProperty(name) is not { ValueKind: JsonValueKind.Array } value || value.EnumerateArray().Any(v => v.ValueKind != JsonValueKind.Object))
        {
            Wrong(name, "must be a list of objects");
            return [];
        }

        if (value.GetArrayLength() > most) Wrong(name, $"has more than {most} entries");
        return [.. value.EnumerateArray().Take(most).Select((v, i) => new JsonBody(v, $"{Path(name)}[{i}]", errors))];
    }

    public IReadOnlyList<string> Texts(string name, int most, int longest)
    {
        if (!Has(name)) return [];
        if (element.GetProperty(name) is { ValueKind: JsonValueKind.Array } value && value.GetArrayLength() <= most
            && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String && TextOf(v) is { } text && text.Length <= longest))
            return [.. value.EnumerateArray().Select(v => v.GetString()!)];
        Wrong(name, $"must be a list of at most {most} texts");
        return [];
    }

    public string Wrong(string name, string what)
    {
        if (!errors.TryGetValue(Path(name), out var list)) errors[Path(name)] = list = [];
        list.Add(what);
        return "";
    }

    private static async Task<(ReadOnlyMemory<byte> Bytes, bool TooLarge)> ReadBytesAsync(HttpRequest request, int most, CancellationToken cancel)
    {
        if (request.ContentLength > most) return (default, true);
        var buffer = new byte[(request.ContentLength ?? 4096) + 1];
        var length = 0;
        while (length <= most && await request.Body.ReadAsync(buffer.AsMemory(length), cancel) is var read and > 0)
        {
            length += read;
            if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }

        return (buffer.AsMemory(0, Math.Min(length, most)), length > most);
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate is JSON but no text.
            return null;
        }
    }

    private string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
