using System.CommandLine;
using System.Text.Json;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>prompts</c>: every mistake in what product people edit, at once; and how a prompt looks.</summary>
internal static class PromptsCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the mistakes as JSON." };
        var check = new Command("check", "Check everything in the folder of prompts: texts, journeys, products, manuals, rules.") { json };
        check.SetAction(parsed => Check(parsed.GetValue(json)));
        return new Command("prompts", "What the bot says.") { check, PromptsPreview.Create() };
    }

    private static int Check(bool json)
    {
        var builder = FollowUpHost.Configure(CommandLine.Flags);
        var folder = FollowUpOptions.PromptsFolder(builder.Configuration, builder.Environment);
        var (content, problems) = ShopContent.Load(folder);
        if (json) Console.WriteLine(JsonSerializer.Serialize(problems, JsonSerializerOptions.Web));
        else foreach (var problem in problems) Console.WriteLine(problem);
        if (content is null)
        {
            if (!json) Console.WriteLine(problems.Count == 1 ? "1 mistake" : $"{problems.Count} mistakes");
            return CommandLine.Found;
        }

        if (!json) Console.WriteLine($"{content.Prompts.Names.Count()} prompts, {content.Catalogue.Products.Count} products, {content.Manuals.Count} manuals: no mistakes");
        return CommandLine.Ok;
    }
}
