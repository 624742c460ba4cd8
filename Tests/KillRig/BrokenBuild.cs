using System.Diagnostics;

namespace FollowUpBot.KillRig;

/// <summary>The program built with a fault, in a temporary folder: a rig that has never found anything proves nothing.</summary>
internal sealed class BrokenBuild : IAsyncDisposable
{
    // The source tree that this program was built in.
    private static readonly string? Root = Above(AppContext.BaseDirectory);

    private readonly DirectoryInfo folder;

    private BrokenBuild(DirectoryInfo folder) => this.folder = folder;

    /// <summary>The faults there are: patches of the sources, in <c>broken/</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = Root is null ? [] : [.. Directory.EnumerateFiles(Patches, "*.patch").Select(f => Path.GetFileNameWithoutExtension(f)).Order()];

    public string Program => Path.Combine(folder.FullName, "out", "FollowUpBot.dll");

    private static string Patches => Path.Combine(Root!, "Tests", "KillRig", "broken");

    public static async Task<BrokenBuild> MakeAsync(string name, CancellationToken cancel)
    {
        var build = new BrokenBuild(Directory.CreateTempSubdirectory("followup-broken-"));
        try
        {
            var source = Path.Combine(build.folder.FullName, "source");
            foreach (var part in new[] { "Bot", "Dialogs", "Prompts" }) Copy(new DirectoryInfo(Path.Combine(Root!, part)), Path.Combine(source, part));
            foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig" }) File.Copy(Path.Combine(Root!, file), Path.Combine(source, file));

            // What the build would fetch has been fetched.
            Copy(new DirectoryInfo(Path.Combine(Root!, "Bot", "obj", "npm")), Path.Combine(source, "Bot", "obj", "npm"));
            await RunAsync(source, "git", ["apply", "--verbose", Path.Combine(Patches, $"{name}.patch")], cancel);
            await RunAsync(source, "dotnet", ["build", "Bot", "-c", "Release", "-o", Path.Combine(build.folder.FullName, "out"), "-v", "quiet"], cancel);
            return build;
        }
        catch
        {
            await build.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "FollowUpBot.sln"))) return folder.FullName;
        return null;
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles()) file.CopyTo(Path.Combine(to, file.Name));
        foreach (var inner in from.EnumerateDirectories())
            if (inner.Name is not ("bin" or "obj" or "data")) Copy(inner, Path.Combine(to, inner.Name));
    }

    private static async Task RunAsync(string folder, string program, string[] arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:{Environment.NewLine}{string.Concat(said)}");
    }
}
