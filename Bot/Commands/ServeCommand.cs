using System.CommandLine;
using System.Diagnostics;
using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>serve</c>: the host.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serve the chat, the desk and the API (this is what happens without a command).");
        command.SetAction((_, cancel) => ServeAsync(cancel));
        return command;
    }

    private static async Task<int> ServeAsync(CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        IStore? store = null;
        try
        {
            var builder = FollowUpHost.Configure(CommandLine.Flags);
            var options = FollowUpOptions.Read(builder.Configuration, builder.Environment);
            var (content, problems) = ShopContent.Load(options.Prompts!);
            if (content is null) return Report(problems);

            store = await FollowUpHost.OpenStoreAsync(options);
            var madeKeys = builder.Environment.IsDevelopment() && DevelopmentKeys.Complete(options);
            await using var app = await FollowUpHost.BuildAsync(builder, options, content, store);
            await app.StartAsync(cancel);
            await WelcomeAsync(app, options, content, store, madeKeys, Stopwatch.GetElapsedTime(began));
            await app.WaitForShutdownAsync(cancel);
            return CommandLine.Ok;
        }
        catch (OptionsException error)
        {
            return CommandLine.Fail(error.Message);
        }
        catch (Exception error) when (error is StoreException or StoreUnavailableException)
        {
            Console.Error.WriteLine(error.Message);
            return CommandLine.Found;
        }
        catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            Console.Error.WriteLine($"{error.Message.TrimEnd('.')}. Stop the program that uses it, or listen elsewhere: --urls http://localhost:5000");
            return CommandLine.Found;
        }
        catch (UnauthorizedAccessException error)
        {
            Console.Error.WriteLine($"{error.Message} Give this user write access, or name another folder with FollowUp:Data.");
            return CommandLine.Found;
        }
        finally
        {
            if (store is not null) await store.DisposeAsync();
        }
    }

    private static int Report(IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems) Console.Error.WriteLine(problem);
        Console.Error.WriteLine($"The host does not start with {(problems.Count == 1 ? "a mistake" : $"{problems.Count} mistakes")} in what customers would read.");
        return CommandLine.Found;
    }

    private static async Task WelcomeAsync(WebApplication app, FollowUpOptions options, ShopContent content, IStore store, bool madeKeys, TimeSpan took)
    {
        var url = app.Urls.First();
        var knowledge = app.Services.GetRequiredService<KnowledgeIndex>();
        Console.WriteLine($"FollowUpBot serves {content.ShopName}: {content.Catalogue.Products.Count} products, {knowledge.Count} passages of knowledge");
        Console.WriteLine($"  Prompts   {options.Prompts}");
        Console.WriteLine($"  Store     {store.Place}");
        if (app.Environment.IsDevelopment()) Console.WriteLine($"  Customer  {url}/");
        var prints = options.Desk.PrintSignInLink ?? !await app.Services.GetRequiredService<Accounts>().HasAdminAsync();
        if (prints) Console.WriteLine($"  Agent     {url}/desk/sign-in?token={await app.Services.GetRequiredService<Invitations>().CreateAsync(Role.Admin, "the host", operators: true)}   (works once)");
        else Console.WriteLine($"  Agent     {url}/desk");
        if (madeKeys)
        {
            Console.WriteLine("  Keys made for Development, kept in the data folder and shown this once:");
            Console.WriteLine($"    FollowUp:Purchases:ApiKey      {options.Purchases.ApiKey}");
            Console.WriteLine($"    FollowUp:DirectLine:Secrets:0  {options.DirectLine.Secrets[0]}");
        }

        Console.WriteLine($"listening on {string.Join(", ", app.Urls)} after {took.TotalSeconds:0.0} s; Ctrl+C stops");
    }
}
