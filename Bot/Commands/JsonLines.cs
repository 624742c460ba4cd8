using System.Text.Encodings.Web;
using System.Text.Json;

namespace FollowUpBot.Bot.Commands;

/// <summary>A line is an object, but a field of it makes no sense; the message names the field.</summary>
internal sealed class WrongFieldException(string message) : Exception(message);

/// <summary>Files of one JSON object a line, in and out of the commands that work on many at once.</summary>
internal static class JsonLines
{
    // A message is a few kilobytes; a longer line is not one.
    private const int LongestLine = 256 * 1024;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>As one line of JSON.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Readable);

    /// <summary>Answers every line of a file with a line of another, which appears when all is done. A line that cannot be read is reported with its number and left out.</summary>
    /// <returns>The exit code: 1 when lines were left out.</returns>
    public static async Task<int> AnswerAsync<TIn, TOut>(string from, string to, Func<TIn, TOut> answer, CancellationToken cancel)
    {
        if (!File.Exists(from)) return CommandLine.Fail($"There is no file {from}.");
        var faults = 0;
        var done = 0;
        var partial = $"{to}.{Guid.NewGuid():N}";
        try
        {
            await using (var output = new StreamWriter(partial))
            {
                await foreach (var (line, value, fault) in ReadAsync<TIn>(from, cancel))
                {
                    var (answered, wrong) = value is null ? (default, fault) : Answer(answer, value);
                    if (answered is null)
                    {
                        faults++;
                        await Console.Error.WriteLineAsync($"{from}:{line}: {wrong}");
                        continue;
                    }

                    await output.WriteLineAsync(Write(answered));
                    if (++done % 100 == 0 && !Console.IsErrorRedirected) await Console.Error.WriteAsync($"\r{done} lines");
                }
            }

            File.Move(partial, to, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return CommandLine.Fail($"{to} cannot be written: {error.Message}");
        }
        finally
        {
            if (File.Exists(partial)) File.Delete(partial);
        }

        if (!Console.IsErrorRedirected) await Console.Error.WriteAsync("\r");
        Console.WriteLine($"{done} {(done == 1 ? "line" : "lines")} answered in {to}{(faults == 0 ? "" : $"; {faults} could not be read")}");
        return faults == 0 ? CommandLine.Ok : CommandLine.Found;
    }

    /// <summary>The objects of a file, with what is wrong with each line that is none.</summary>
    public static async IAsyncEnumerable<(int Line, T? Value, string? Fault)> ReadAsync<T>(string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancel))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var (value, fault) = Parse<T>(line);
            yield return (number, value, fault);
        }
    }

    private static (TOut? Answered, string? Wrong) Answer<TIn, TOut>(Func<TIn, TOut> answer, TIn value)
    {
        try
        {
            return (answer(value), null);
        }
        catch (WrongFieldException error)
        {
            return (default, error.Message);
        }
    }

    private static (T? Value, string? Fault) Parse<T>(string line)
    {
        if (line.Length > LongestLine) return (default, $"this line has {line.Length} characters; at most {LongestLine} are taken");
        try
        {
            return JsonSerializer.Deserialize<T>(line, Readable) is { } value ? (value, null) : (default, "this line is 'null', not an object");
        }
        catch (JsonException error)
        {
            return (default, $"this line cannot be read: {(error.Path is null or "$" ? "" : $"{error.Path}: ")}{error.Message.Split(" Path:")[0]}");
        }
    }
}
