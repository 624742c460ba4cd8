using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using FollowUpBot.Bot;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Bot.Storage;
using Microsoft.Extensions.Configuration;

namespace FollowUpBot.Tests.Bot.Commands;

/// <summary>What an operator sees when the host cannot start: one sentence with the way out and an exit code.</summary>
public class StartTests : IClassFixture<LearnedOnce>
{
    [Fact]
    public async Task A_typo_in_a_prompt_is_named_with_path_and_line()
    {
        var folder = TestPrompts.Copy();
        var path = Path.Combine(folder.FullName, "Welcome", "thank-you.en.md");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace("{{name}}", "{{nmae}}", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(folder.FullName, "Handoff", "resolved.en.md"));
        await File.AppendAllTextAsync(Path.Combine(folder.FullName, "Journeys", "traillight-300.yaml"), "  - name: late\n    day: 20\n    says: CheckIn/nothing\n    about: Nowhere\n    asks: Happy\n", TestContext.Current.CancellationToken);

        var (code, _, errors) = await HostProcess.RunAsync("--environment", "Development", "--FollowUp:Prompts", folder.FullName, "--FollowUp:Data", folder.FullName);
        Assert.Equal(1, code);
        Assert.Contains("Prompts/Welcome/thank-you.en.md:10: there is no value 'nmae' here; did you mean 'name'?", errors, StringComparison.Ordinal);
        Assert.Contains("Prompts/Handoff/resolved.en.md:1: this file is missing", errors, StringComparison.Ordinal);
        Assert.Contains("Prompts/Journeys/traillight-300.yaml:59: day 20 does not come after day 240", errors, StringComparison.Ordinal);
        Assert.Contains("asks' cannot be 'Happy'", errors, StringComparison.Ordinal);
        Assert.Contains("The host does not start with", errors, StringComparison.Ordinal);

        var (checkCode, output, _) = await HostProcess.RunAsync("prompts", "check", "--FollowUp:Prompts", folder.FullName);
        Assert.Equal(1, checkCode);
        Assert.Contains("Prompts/Welcome/thank-you.en.md:10:", output, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_said()
    {
        // Nobody, not even root, creates files in /proc.
        var (code, _, errors) = await HostProcess.RunAsync("--environment", "Development", "--FollowUp:Prompts", TestHost.PromptsFolder, "--FollowUp:Storage:ConnectionString", "/proc/followup.db", "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, code);
        Assert.StartsWith("The store /proc/followup.db cannot be", errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_store_that_another_host_uses_is_said()
    {
        await using var host = await TestHost.StartAsync();
        var path = host.StorePath;
        var (code, _, errors) = await HostProcess.RunAsync("--environment", "Development", "--FollowUp:Prompts", TestHost.PromptsFolder, "--FollowUp:Storage:ConnectionString", path, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, code);
        Assert.Contains("is in use by another host", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_said()
    {
        var flags = PostgresServer.Flags($"Host=127.0.0.1;Port={HostProcess.FreePort()};Database=followup;Username=bot;Password=a-secret");
        var (code, _, errors) = await HostProcess.RunAsync(["--environment", "Development", "--FollowUp:Prompts", TestHost.PromptsFolder, "--urls", "http://127.0.0.1:0", .. flags]);
        Assert.Equal(1, code);
        Assert.Matches(@"^The database server 127\.0\.0\.1:\d+ cannot be reached \(.*\): start it, or name another in FollowUp:Storage:ConnectionString\.$", errors.Trim());
        Assert.DoesNotContain("a-secret", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_said()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var data = Directory.CreateTempSubdirectory("followup-port-");
        var (code, _, errors) = await HostProcess.RunAsync("--environment", "Development", "--FollowUp:Prompts", TestHost.PromptsFolder, "--FollowUp:Data", data.FullName, "--FollowUp:Language:Cache", TestHost.LearnedFolder, "--urls", $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");
        Assert.Equal(1, code);
        Assert.Contains("address already in use. Stop the program that uses it, or listen elsewhere", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task Production_does_not_start_without_its_keys()
    {
        var (code, _, errors) = await HostProcess.RunAsync("--FollowUp:Prompts", TestHost.PromptsFolder);
        Assert.Equal(2, code);
        Assert.Contains("FollowUp:Purchases:ApiKey is missing", errors, StringComparison.Ordinal);
        Assert.Contains("FollowUp:DirectLine:Secrets:0 is missing", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--FollowUp:Storage:Provder", "Sqlite")]
    [InlineData("--FollowUp:Storage:Provider", "Oracle")]
    [InlineData("--FollowUp:Storage:Provider", "Postgres")]
    [InlineData("--FollowUp:Prompts")]
    [InlineData("dance")]
    public async Task A_mistyped_command_or_option_is_refused(params string[] arguments)
    {
        var (code, _, errors) = await HostProcess.RunAsync(["--environment", "Development", .. arguments]);
        Assert.Equal(2, code);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FollowUp:LanguageModel:Model is missing", "Endpoint=https://api.openai.com/v1/", "ApiKey=sk-secret")]
    [InlineData("FollowUp:LanguageModel:Endpoint must be the base address", "Model=m", "ApiKey=sk-secret")]
    [InlineData("FollowUp:LanguageModel:Endpoint must be the base address", "Endpoint=ftp://models", "Model=m", "ApiKey=sk-secret")]
    [InlineData("FollowUp:LanguageModel:Endpoint must be the base address", "Endpoint=https://user:password@models.example/v1", "Model=m", "ApiKey=sk-secret")]
    [InlineData("FollowUp:LanguageModel:Endpoint must begin with https", "Endpoint=http://models.example/v1/", "Model=m", "ApiKey=sk-secret")]
    [InlineData("FollowUp:LanguageModel:Endpoint of an Azure OpenAI resource ends with /openai/v1/", "Endpoint=https://shop.openai.azure.com/", "Model=m", "UseEntraId=true")]
    [InlineData("FollowUp:LanguageModel:UseEntraId needs an Endpoint with https", "Endpoint=http://localhost:8080/v1/", "Model=m", "UseEntraId=true")]
    [InlineData("FollowUp:LanguageModel:ApiKey and UseEntraId exclude each other", "Endpoint=https://shop.openai.azure.com/openai/v1/", "Model=m", "ApiKey=sk-secret", "UseEntraId=true")]
    [InlineData("FollowUp:LanguageModel:ApiKey is missing", "Endpoint=https://api.openai.com/v1/", "Model=m")]
    [InlineData("FollowUp:LanguageModel:FirstTokenSeconds must be from 1 to TimeoutSeconds", "Endpoint=https://api.openai.com/v1/", "Model=m", "ApiKey=sk-secret", "FirstTokenSeconds=20")]
    [InlineData("FollowUp:LanguageModel:TokensPerDay must be 1 or more", "Endpoint=https://api.openai.com/v1/", "Model=m", "ApiKey=sk-secret", "TokensPerDay=0")]
    [InlineData(null, "Endpoint=https://api.openai.com/v1/", "Model=m", "ApiKey=sk-secret")]
    [InlineData(null, "Endpoint=http://localhost:8080/v1/", "Model=m", "ApiKey=any")]
    [InlineData(null, "Endpoint=https://shop.openai.azure.com/openai/v1/", "Model=m", "UseEntraId=true")]
    public void A_language_model_that_could_not_be_reached_safely_is_refused(string? sentence, params string[] given)
    {
        var options = new FollowUpOptions();
        new ConfigurationBuilder().AddInMemoryCollection(given.Select(g => KeyValuePair.Create($"LanguageModel:{g.Split('=', 2)[0]}", (string?)g.Split('=', 2)[1]))).Build().Bind(options);
        var mistakes = options.LanguageModel.Mistakes().ToList();
        Assert.Equal(sentence is null ? 0 : 1, mistakes.Count);
        Assert.All(mistakes, m => Assert.StartsWith(sentence!, m, StringComparison.Ordinal));
        Assert.DoesNotContain("sk-secret", string.Concat(mistakes), StringComparison.Ordinal);
        if (sentence is null) Assert.NotNull(FollowUpBot.Bot.Language.ModelConnection.Open(options.LanguageModel));
    }

    [Fact]
    public void The_sample_settings_name_every_option_and_none_that_does_not_exist()
    {
        var sample = new ConfigurationBuilder().AddJsonFile(Path.Combine(Root(), "appsettings.sample.json")).Build().GetSection("FollowUp");
        sample.Bind(new FollowUpOptions(), binder => binder.ErrorOnUnknownConfiguration = true);
        var named = sample.AsEnumerable(makePathsRelative: true).Select(o => o.Key).ToHashSet();
        foreach (var option in OptionsOf(typeof(FollowUpOptions), ""))
            Assert.Contains(option, named);
    }

    private static IEnumerable<string> OptionsOf(Type type, string path) => type.GetProperties()
        .Where(p => p.CanWrite)
        .SelectMany(p => p.PropertyType.DeclaringType == typeof(FollowUpOptions) ? OptionsOf(p.PropertyType, $"{path}{p.Name}:") : [path + p.Name]);

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
