using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.Identity;
using OpenAI;
using OpenAI.Chat;

namespace FollowUpBot.Bot.Language;

/// <summary>The client of an OpenAI-compatible API, Azure's included.</summary>
internal static class ModelConnection
{
    private const string AzureScope = "https://cognitiveservices.azure.com/.default";

    /// <summary>Makes the client; the options have been checked.</summary>
    public static ChatClient Open(FollowUpOptions.LanguageModelOptions options)
    {
        // A redirect would carry the key and the customer's words to wherever it points.
#pragma warning disable CA2000 // The client lives as long as the host.
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000
        var settings = new OpenAIClientOptions
        {
            Endpoint = new Uri(options.Endpoint!.TrimEnd('/') + "/"),
            Transport = new HttpClientPipelineTransport(http),

            // How often to try again is decided where the time that is left is known.
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds),

            // Neither the key nor what customers write goes into a log.
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        };
#pragma warning disable OPENAI001 // The constructor that Microsoft documents for Entra ID is marked as not final.
        return options.UseEntraId
            ? new ChatClient(options.Model, new BearerTokenPolicy(new DefaultAzureCredential(), AzureScope), settings)
            : new ChatClient(options.Model, new ApiKeyCredential(options.ApiKey!), settings);
#pragma warning restore OPENAI001
    }
}
