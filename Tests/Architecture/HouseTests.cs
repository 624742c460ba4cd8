using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Architecture;

/// <summary>The rules of the house, each with its reason. A rule that matched nothing fails too: then the house has moved and the rule guards an empty room.</summary>
public partial class HouseTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    // What a system of the host may use beside itself. Turns sees all; the edges see Turns and what it speaks in.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Http"] = [],
        ["Prompts"] = [],
        ["Storage"] = [],

        // A passage is a section of a manual, and manuals are read with everything else that product people edit.
        ["Knowledge"] = ["Prompts", "Language", "Http"],

        // The classifier learns from the example sentences that product people edit; what a model is told stands in a prompt file.
        ["Language"] = ["Prompts"],
        ["Turns"] = ["Storage", "Prompts", "Knowledge", "Language", "Notices", "Http"],

        // What leaves to staff outside the desk; it is told what to say and to whom.
        ["Notices"] = [],
        ["Channels"] = ["Turns", "Storage", "Http"],
        ["Purchases"] = ["Turns", "Storage", "Prompts", "Http"],
        ["Rewards"] = ["Turns", "Http"],
        ["Voice"] = ["Turns", "Prompts", "Http"],
        ["Desk"] = ["Turns", "Storage", "Tasks", "Http", "People"],

        // Another helpdesk does what ours does, by the same acts, and is told like whoever else is told outside.
        ["OtherDesk"] = ["Desk", "Turns", "Storage", "Notices", "Http", "People"],

        // Our desk in a channel of Teams: people of ours do what they do at the desk, by cards that the channel's own code brings there.
        ["TeamsDesk"] = ["Channels", "Desk", "People", "Prompts", "Storage", "Turns", "Http"],

        // Who may do what stands in the store, and live pages are told when it changes.
        ["People"] = ["Storage", "Turns", "Http"],

        // A journey is tried out on a customer who buys as real ones do; what became true of a real one is told from the store.
        ["Journeys"] = ["Prompts", "Purchases", "Storage"],

        // Simulated customers buy what real ones do and are enrolled as they are.
        ["Simulation"] = ["Prompts", "Purchases"],

        // The numbers are counted from the facts in the store, in a file like its; products and their steps come in the order of the journeys.
        // Who read or exported customers' words stands in the audit.
        // Themes are found by what sentences mean and by their words, and what was done about one is a turn for each who said it.
        ["Insights"] = ["Storage", "Prompts", "Http", "Language", "Knowledge", "Turns", "People"],

        // What staff have to do; whatever page finds something to do may use it.
        ["Tasks"] = ["Storage"],

        // A walk lives the loop on a store of its own and buys as a shop reports it; its silences are told in the words of `journeys show`, and its findings become tasks.
        ["Walk"] = ["Turns", "Storage", "Prompts", "Purchases", "Journeys", "Tasks", "Http"],

        // A shop of our own: it talks to the host over HTTP like any other, and shows the catalogue and the plan.
        ["SampleShop"] = ["Storage", "Prompts", "Http"],
    };

    // Rooms that all dialogs share.
    private static readonly string[] Shared = ["Turns", "Customers", "Understanding"];

    [Fact]
    public void Dialogs_reference_the_framework_and_nothing_else()
    {
        var references = typeof(Router).Assembly.GetReferencedAssemblies().Select(a => a.Name!).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Dialogs_read_no_file_open_no_socket_and_do_not_wait()
    {
        var banned = File.ReadAllLines(Path.Combine(Root, "Dialogs", "BannedSymbols.txt"));
        foreach (var symbol in new[] { "N:System.IO;", "N:System.Net;", "T:System.TimeProvider;", "T:System.Random;", "T:System.Threading.Tasks.Task;" })
            Assert.Contains(banned, line => line.StartsWith(symbol, StringComparison.Ordinal));
    }

    [Fact]
    public void No_dialog_uses_another()
    {
        var checkedUsings = 0;
        foreach (var (file, folder, used) in UsingsOf("Dialogs"))
        {
            // The router and the plan made after every turn know all; that is their work.
            if (file is "Router.cs") continue;
            checkedUsings++;
            Assert.True(used == folder || Shared.Contains(used), $"Dialogs/{folder}/{file} uses {used}: a feature asks another through the customer's file.");
        }

        Assert.True(checkedUsings > 20, "The scan of using lines found hardly any: has the folder moved?");
    }

    [Fact]
    public void A_system_of_the_host_uses_only_what_it_may()
    {
        var seen = new HashSet<string>();
        foreach (var (file, folder, used) in UsingsOf("Bot"))
        {
            if (folder is "Commands" or "") continue;
            seen.Add(folder);
            Assert.True(MayUse.ContainsKey(folder), $"Bot/{folder} is a new system: say in this test what it may use.");
            Assert.True(used == folder || MayUse[folder].Contains(used), $"Bot/{folder}/{file} uses {used}.");
        }

        Assert.Equal(MayUse.Keys.Where(k => k is not ("Http" or "Prompts" or "Storage" or "Notices")).Order(), seen.Where(s => s is not ("Http" or "Prompts" or "Storage" or "Notices")).Order());
    }

    [Fact]
    public void What_a_customer_reads_stands_in_prompts()
    {
        var types = typeof(Reply).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Reply)) && !t.IsAbstract).ToList();
        Assert.True(types.Count > 20);

        // A reply is built from values. A dialog that passes a sentence of its own as a value would smuggle words past the editors.
        var sentences = SourcesOf("Dialogs")
            .Where(f => f.Path.EndsWith("Dialog.cs", StringComparison.Ordinal))
            .SelectMany(f => SayLiteral().Matches(f.Text).Select(m => $"{f.Path}: {m.Value}"))
            .ToList();
        Assert.Empty(sentences);
        Assert.Contains(SourcesOf("Dialogs"), f => f.Text.Contains(".Say(new ", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_reply_is_said_by_somebody()
    {
        var all = string.Concat(SourcesOf("Dialogs").Concat(SourcesOf("Bot")).Select(f => f.Text));
        foreach (var type in typeof(Reply).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Reply)) && !t.IsAbstract && t != typeof(Citation)))
            Assert.True(all.Contains($"new {type.Name}(", StringComparison.Ordinal), $"Nobody says {type.Name}.");
    }

    [Fact]
    public void The_editors_guide_names_every_prompt()
    {
        var guide = File.ReadAllText(Path.Combine(Root, "Prompts", "README.md"));
        foreach (var type in typeof(Reply).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Reply)) && !t.IsAbstract && t.GetProperty(nameof(Reply.Prompt))!.DeclaringType == typeof(Reply)))
            Assert.Contains($"`{Reply.NameOf(type)}`", guide, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_for_later_in_the_sources()
    {
        var sources = SourcesOf("Dialogs").Concat(SourcesOf("Bot")).ToList();
        Assert.True(sources.Count > 50);
        foreach (var (path, text) in sources)
            Assert.False(Leftover().IsMatch(text), $"{path} has a leftover.");
    }

    private static IEnumerable<(string File, string Folder, string Used)> UsingsOf(string project)
    {
        foreach (var (path, text) in SourcesOf(project))
        {
            var relative = Path.GetRelativePath(Path.Combine(Root, project), path).Split(Path.DirectorySeparatorChar);
            var folder = relative.Length > 1 ? relative[0] : "";
            foreach (Match match in Using().Matches(text))
                if (match.Groups["project"].Value == project) yield return (relative[^1], folder, match.Groups["folder"].Value);
        }
    }

    private static IEnumerable<(string Path, string Text)> SourcesOf(string project) =>
        Directory.EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(f => (f, File.ReadAllText(f)));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"^using FollowUpBot\.(?<project>Dialogs|Bot)\.(?<folder>\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"\.Say\(new \w+\([^;\n]*""[^""\n]*\s[^""\n]*""")]
    private static partial Regex SayLiteral();

    [GeneratedRegex("TO" + "DO|FIX" + "ME|NotImplemented" + "Exception|Thread\\.Sleep|async void")]
    private static partial Regex Leftover();
}
