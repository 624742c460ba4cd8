using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FollowUpBot.Tests.Conformance;

/// <summary>Runs the makers' own code in Node: a script of this folder, which exits with 0 when everything was as it should be and says on its way what it saw.</summary>
internal static class Makers
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs a script to its end; what it wrote. Fails with it when the script does.</summary>
    public static async Task<string> RunAsync(string script, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = Here(), RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(script);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{script} did not end in {Patience.TotalMinutes} minutes.{Environment.NewLine}{await output}{await errors}");
        }

        var said = await output;
        TestContext.Current.TestOutputHelper?.WriteLine(said);
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}.{Environment.NewLine}{said}{await errors}");
        return said;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
