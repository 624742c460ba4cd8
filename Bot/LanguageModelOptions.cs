namespace FollowUpBot.Bot;

internal sealed partial class FollowUpOptions
{
    /// <summary>A language model that may say answers better than a quote does. Without an endpoint there is none.</summary>
    internal sealed class LanguageModelOptions
    {
        /// <summary>Base address of the API: https://api.openai.com/v1/, https://RESOURCE.openai.azure.com/openai/v1/, or any that speaks the same.</summary>
        public string? Endpoint { get; set; }

        public string? ApiKey { get; set; }

        /// <summary>Signs in to Azure OpenAI as the host's own identity instead of with a key.</summary>
        public bool UseEntraId { get; set; }

        /// <summary>Name of the model; on Azure, of the deployment.</summary>
        public string? Model { get; set; }

        /// <summary>How long an answer may take in all; after that the manual is quoted.</summary>
        public int TimeoutSeconds { get; set; } = 15;

        /// <summary>How long the first words may take.</summary>
        public int FirstTokenSeconds { get; set; } = 5;

        /// <summary>How long a second opinion on a message that is hard to judge may take; after that our own stands. The channel that brought the message waits so long, and Twilio wants its answer within a second.</summary>
        public int OpinionMilliseconds { get; set; } = 600;

        /// <summary>How many tokens the conversation of one customer may use in a day.</summary>
        public long TokensPerConversation { get; set; } = 50_000;

        /// <summary>How many tokens all may use in a day (UTC).</summary>
        public long TokensPerDay { get; set; } = 2_000_000;

        /// <summary>Whether there is a model.</summary>
        public bool IsConfigured => !string.IsNullOrWhiteSpace(Endpoint);

        /// <summary>Everything that is wrong, one sentence each. The key is never part of one.</summary>
        public IEnumerable<string> Mistakes()
        {
            const string name = "FollowUp:LanguageModel:";
            if (!UseEntraId && new[] { Endpoint, Model, ApiKey }.All(string.IsNullOrWhiteSpace)) yield break;
            if (string.IsNullOrWhiteSpace(Model)) yield return $"{name}Model is missing: name the model or, on Azure, the deployment.";
            if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0 || uri.Query.Length > 0)
            {
                yield return $"{name}Endpoint must be the base address of the API, like https://api.openai.com/v1/ or https://RESOURCE.openai.azure.com/openai/v1/.";
            }
            else
            {
                if (uri.Scheme == "http" && !uri.IsLoopback) yield return $"{name}Endpoint must begin with https: without TLS the key and customers' words would be readable on the way (http is for this machine only).";
                if (uri.Scheme == "http" && UseEntraId) yield return $"{name}UseEntraId needs an Endpoint with https.";
                if (uri.Host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase) && uri.AbsolutePath.TrimEnd('/') != "/openai/v1")
                    yield return $"{name}Endpoint of an Azure OpenAI resource ends with /openai/v1/.";
            }

            if (UseEntraId && !string.IsNullOrEmpty(ApiKey)) yield return $"{name}ApiKey and UseEntraId exclude each other: give one.";
            if (!UseEntraId && string.IsNullOrWhiteSpace(ApiKey)) yield return $"{name}ApiKey is missing: give it, or set UseEntraId (a server that asks for no key takes any word).";
            if (TimeoutSeconds is < 1 or > 120) yield return $"{name}TimeoutSeconds must be from 1 to 120.";
            if (FirstTokenSeconds < 1 || FirstTokenSeconds > TimeoutSeconds) yield return $"{name}FirstTokenSeconds must be from 1 to TimeoutSeconds.";
            if (OpinionMilliseconds is < 100 or > 10_000) yield return $"{name}OpinionMilliseconds must be from 100 to 10000.";
            if (TokensPerConversation < 1) yield return $"{name}TokensPerConversation must be 1 or more.";
            if (TokensPerDay < 1) yield return $"{name}TokensPerDay must be 1 or more.";
        }
    }
}
