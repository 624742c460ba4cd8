using System.CommandLine;
using System.Text.Json;
using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>ask</c>: what the knowledge base answers to a question.</summary>
internal static class AskCommand
{
    public static Command Create()
    {
        var question = new Argument<string>("question") { Description = "The question, as a customer would ask it." };
        var product = new Option<string?>("--product") { Description = "The product it is about, by name or SKU." };
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON." };
        var command = new Command("ask", "Ask the knowledge base.") { question, product, json };
        command.SetAction(parsed => Ask(parsed.GetValue(question)!, parsed.GetValue(product), parsed.GetValue(json)));
        return command;
    }

    private static int Ask(string question, string? productName, bool json)
    {
        var builder = FollowUpHost.Configure(CommandLine.Flags);
        var (content, problems) = ShopContent.Load(FollowUpOptions.PromptsFolder(builder.Configuration, builder.Environment));
        if (content is null)
        {
            Console.Error.WriteLine($"The prompts have mistakes, the first at {problems[0]}. See all with: prompts check");
            return CommandLine.Found;
        }

        var product = productName is null ? null : content.Catalogue.Find(productName);
        if (productName is not null && product is null)
            return CommandLine.Fail($"There is no product '{productName}'; {Suggestion.For(productName, content.Catalogue.Products.Select(p => p.Name))}");

        var folder = Directory.CreateTempSubdirectory("ask-");
        try
        {
            var index = KnowledgeIndex.Open(Path.Combine(folder.FullName, "knowledge.db"), content.Manuals);
            var found = index.Search(question, product?.Name, isQuestion: true, product is null ? [] : [product.Name, product.Thing]);
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new
                    {
                        answered = found is not null,
                        answer = found?.Quote.Text ?? "",
                        citations = found is null ? [] : new[] { new { document = found.Source.Document, heading = found.Source.Heading, quote = found.Quote.Text } },
                    },
                    JsonSerializerOptions.Web));
            }
            else
            {
                Console.WriteLine(found is null ? "I don't know: no passage covers the question." : $"{found.Quote.Text}\n({found.Source.Title}: {found.Source.Heading}, {found.Confidence:P0} covered)");
            }

            return found is null ? CommandLine.Found : CommandLine.Ok;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }
}
