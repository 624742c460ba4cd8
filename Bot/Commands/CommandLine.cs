using System.CommandLine;
using FollowUpBot.Bot.Knowledge;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Commands;

/// <summary>What all commands share: options of the host are flags of every command, and errors are one sentence.</summary>
internal static class CommandLine
{
    public const int Ok = 0;
    public const int Found = 1;
    public const int UsedWrongly = 2;

    // What ASP.NET Core itself understands as a flag.
    private static readonly string[] HostFlags = ["--urls", "--environment", "--contentRoot", "--Logging:", "--FollowUp:", "--Kestrel:", "--AllowedHosts"];

    // Exceptions become sentences here. A command that is told to stop may tidy up: a half-built index is taken away.
    private static readonly InvocationConfiguration Invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) };

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        // Without a command the program serves; flags of the host alone are no command.
        if (args.Length == 0 || IsHostFlag(args[0])) args = ["serve", .. args];
        var (flags, rest, wrong) = Separate(args);
        if (wrong is not null) return Fail(wrong);
        Flags = flags;
        try
        {
            return await root.Parse(rest).InvokeAsync(Invocation) is var code && code != Ok && root.Parse(rest).Errors.Count > 0 ? UsedWrongly : code;
        }
        catch (OptionsException error)
        {
            return Fail(error.Message);
        }
        catch (OperationCanceledException)
        {
            return Report("Stopped.");
        }
        catch (KnowledgeException error)
        {
            return Report(error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException)
        {
            return Report($"{error.Message.TrimEnd('.')}. Look at the file's rights and the space on the disk, or name another place with FollowUp:Data.");
        }
    }

    /// <summary>The flags that are options of the host, as ASP.NET Core takes them.</summary>
    public static string[] Flags { get; private set; } = [];

    /// <summary>What was given makes no sense.</summary>
    public static int Fail(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return UsedWrongly;
    }

    /// <summary>It made sense, but something is not as it should be.</summary>
    public static int Report(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return Found;
    }

    private static (string[] Flags, string[] Words, string? Wrong) Separate(string[] args)
    {
        var flags = new List<string>();
        var rest = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!IsHostFlag(args[i]))
            {
                rest.Add(args[i]);
                continue;
            }

            flags.Add(args[i]);
            if (args[i].Contains('=', StringComparison.Ordinal)) continue;
            if (i + 1 >= args.Length || args[i + 1].StartsWith("--", StringComparison.Ordinal)) return ([], [], $"{args[i]} needs a value after it.");
            flags.Add(args[++i]);
        }

        return ([.. flags], [.. rest], null);
    }

    private static bool IsHostFlag(string arg) =>
        HostFlags.Any(f => f.EndsWith(':') ? arg.StartsWith(f, StringComparison.OrdinalIgnoreCase) : arg.Equals(f, StringComparison.OrdinalIgnoreCase) || arg.StartsWith(f + "=", StringComparison.OrdinalIgnoreCase));
}
