using System.IO.Compression;
using System.Text;
using System.Text.Json;
using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Commands;
using FollowUpBot.Bot.Commands.Teams;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Tests.Conformance;

/// <summary>What we send to Teams and upload there, held against what Microsoft publishes of it.</summary>
public class TeamsConformanceTests
{
    private const string PublicUrl = "https://bot.example.com";

    private static readonly ConversationReference Here = new("https://smba.trafficmanager.net/teams", "a:1", new ChannelAccount("28:bot", "Bot"), new ChannelAccount("29:maria", "Maria"));

    /// <summary>Every prompt in every variant with every sample of values, as Teams gets it.</summary>
    internal static IEnumerable<Activity> Activities(string channel, string? publicUrl)
    {
        var (content, _) = ShopContent.Load(TestHost.PromptsFolder);
        return content!.Prompts.Names.Intersect(new PromptSamples(content).Names).SelectMany(name => PromptsPreview.RenderedOf(content, name))
            .Select(r => ConnectorSender.ActivityOf(r.Text, r.Buttons, r.Form, channel, "m1", Here, publicUrl));
    }

    [Fact]
    public async Task Every_activity_that_a_prompt_becomes_is_of_the_schema() => await InFileAsync(
        string.Join('\n', new[] { ("msteams", PublicUrl), ("msteams", null), ("webchat", PublicUrl) }.SelectMany(c => Activities(c.Item1, c.Item2)).Select(a => JsonSerializer.Serialize(a, BotFrameworkJson.Default.Activity))),
        async file =>
        {
            var told = await Makers.RunAsync("activities.mjs", file);
            Assert.True(int.Parse(told.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) > 300, told);
        });

    [Fact]
    public async Task The_manifest_is_of_the_schema_and_the_icons_have_their_size()
    {
        var problems = new Problems();
        var app = TeamsApp.Read(await File.ReadAllTextAsync(Path.Combine(TestHost.PromptsFolder, "teams.yaml"), TestContext.Current.CancellationToken), problems);
        Assert.Empty(problems.Sorted());
        foreach (var url in new[] { PublicUrl, null })
            await InFileAsync(TeamsPackage.Manifest(app!, "3f1c7a54-6f2b-4d0e-9a51-0c7f1f6a2b11", "1.0.0", url), async file => Assert.Contains("is of the schema", await Makers.RunAsync("manifest.mjs", file), StringComparison.Ordinal));
        var (color, outline) = (TeamsIcons.Color(app!.AccentColor), TeamsIcons.Outline());
        Assert.True(TeamsIcons.Is(color, 192) && TeamsIcons.Is(outline, 32) && !TeamsIcons.Is(outline, 192));
        using var zip = new ZipArchive(new MemoryStream(TeamsPackage.Zip("{}", color, outline)));
        Assert.Equal(["color.png", "manifest.json", "outline.png"], zip.Entries.Select(e => e.FullName).Order());
    }

    [Theory]
    [InlineData("name: Northpine Outdoor", "name: The shop of everything that one needs outdoors", "Prompts/teams.yaml:2: 'name' has 46 characters; Teams takes at most 30")]
    [InlineData("website: https://", "website: http://", "'website' must be an https address")]
    [InlineData("accentColor: \"#2B5D4A\"", "accentColor: green", "'accentColor' is written like")]
    [InlineData("developer: Northpine Outdoor\n", "", "'developer' is missing")]
    [InlineData("does: Hear no more", "doe: Hear no more", "'does' is missing")]
    public async Task What_is_wrong_with_the_app_is_named(string right, string wrong, string problem)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(TestHost.PromptsFolder, "teams.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains(right, text, StringComparison.Ordinal);
        var problems = new Problems();
        Assert.Null(TeamsApp.Read(text.Replace(right, wrong, StringComparison.Ordinal), problems));
        Assert.Contains(problems.Sorted(), p => p.ToString().Contains(problem, StringComparison.Ordinal));
    }

    private static async Task InFileAsync(string text, Func<string, Task> use)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        try
        {
            await use(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
