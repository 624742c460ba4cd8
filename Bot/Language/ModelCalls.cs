using System.ClientModel;
using System.Globalization;
using System.Text.Json;
using OpenAI.Chat;

namespace FollowUpBot.Bot.Language;

/// <summary>Requests to the model, within their time and budget. Whatever goes wrong is logged by its kind, without a word of anybody, and is no error to the caller.</summary>
/// <param name="options">Time limits.</param>
/// <param name="client">The connection; null when no model is configured.</param>
/// <param name="budget">Tokens that may be used.</param>
/// <param name="breaker">Whether the model is being left alone.</param>
/// <param name="log">Where failures are counted.</param>
internal sealed class ModelCalls(FollowUpOptions.LanguageModelOptions options, ChatClient? client, TokenBudget budget, Breaker breaker, ILogger<ModelCalls> log)
{
    private const int MostTokensAnswered = 600;

    // About four characters a token in English; three errs on the side of the budget.
    private const int CharactersPerToken = 3;

    /// <summary>How long a second opinion is waited for.</summary>
    public TimeSpan PatienceForOpinion { get; } = TimeSpan.FromMilliseconds(options.OpinionMilliseconds);

    public bool AreOpenTo(string customer) => client is not null && !breaker.IsOpen && budget.HasLeft(customer);

    /// <summary>Streams an answer into <paramref name="read"/> until it ends or <paramref name="read"/> says that it is enough; false when it is not to be used.</summary>
    public Task<bool> StreamAsync(string customer, IReadOnlyList<ChatMessage> messages, Func<string, bool> read, CancellationToken cancel) => TryAsync(customer, messages, async (chat, limit, spent) =>
    {
        ChatFinishReason? end = null;
        using var first = CancellationTokenSource.CreateLinkedTokenSource(limit);
        first.CancelAfter(TimeSpan.FromSeconds(options.FirstTokenSeconds));
        await foreach (var update in chat.CompleteChatStreamingAsync(messages, Settings(null), first.Token))
        {
            if (update.Usage is { } usage) spent(usage.TotalTokenCount);
            end = update.FinishReason ?? end;
            foreach (var part in update.ContentUpdate.Where(p => p.Text is { Length: > 0 }))
            {
                // From the first word on only the whole answer has a limit.
                first.CancelAfter(TimeSpan.FromSeconds(options.TimeoutSeconds));
                if (!read(part.Text)) return true;
            }
        }

        return end switch
        {
            null => throw new IOException("The stream ended before the answer."),
            ChatFinishReason.ContentFilter => Refused(),
            _ => true,
        };
    }, whenFailed: false, cancel);

    /// <summary>Asks for a whole answer; null when there is none, or none within the patience.</summary>
    public Task<string?> AskAsync(string customer, IReadOnlyList<ChatMessage> messages, ChatResponseFormat? format, TimeSpan? patience, CancellationToken cancel) => TryAsync(customer, messages, async (chat, limit, spent) =>
    {
        var completion = (await chat.CompleteChatAsync(messages, Settings(format), limit)).Value;
        if (completion.Usage is { } usage) spent(usage.TotalTokenCount);
        if (completion.FinishReason != ChatFinishReason.Stop) return null;
        return string.Concat(completion.Content.Select(p => p.Text)) is { Length: > 0 } text ? text : null;
    }, whenFailed: null, cancel, patience);

    private static ChatCompletionOptions Settings(ChatResponseFormat? format) => new() { MaxOutputTokenCount = MostTokensAnswered, ResponseFormat = format };

    private async Task<T> TryAsync<T>(string customer, IReadOnlyList<ChatMessage> messages, Func<ChatClient, CancellationToken, Action<long>, Task<T>> call, T whenFailed, CancellationToken cancel, TimeSpan? patience = null)
    {
        var taken = (messages.Sum(m => m.Content.Sum(c => c.Text?.Length ?? 0)) / CharactersPerToken) + MostTokensAnswered;
        if (client is null || breaker.IsOpen || !budget.TryTake(customer, taken)) return whenFailed;
        long? used = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience ?? TimeSpan.FromSeconds(options.TimeoutSeconds));
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            T result;
            try
            {
                result = await call(client, limit.Token, tokens => used = tokens);
            }
            catch (ClientResultException busy) when (busy.Status == 429 && WaitFor(busy) is { } wait && wait + TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(options.TimeoutSeconds))
            {
                await Task.Delay(wait, limit.Token);
                result = await call(client, limit.Token, tokens => used = tokens);
            }

            breaker.Succeeded();
            return result;
        }
        catch (ClientResultException refused) when (IsFiltered(refused))
        {
            // The model works; it was this question that its operator will not have answered.
            breaker.Succeeded();
            log.LogInformation("The language model's content filter refused a request.");
            return whenFailed;
        }
        catch (Exception error)
        {
            if (cancel.IsCancellationRequested) return whenFailed;
            breaker.Failed();
            used ??= error is ClientResultException ? 0 : null;

            // Not the message: servers put keys and prompts into theirs.
            log.LogWarning("The language model gave no answer: {Kind} {Status}.", error.GetType().Name, (error as ClientResultException)?.Status);
            return whenFailed;
        }
        finally
        {
            await budget.SettleAsync(customer, taken, used ?? taken);
        }
    }

    private bool Refused()
    {
        log.LogInformation("The language model's content filter cut an answer.");
        return false;
    }

    private static TimeSpan? WaitFor(ClientResultException busy) =>
        busy.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var text) == true && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static bool IsFiltered(ClientResultException refused)
    {
        if (refused.Status != 400 || refused.GetRawResponse() is not { } response) return false;
        try
        {
            using var body = JsonDocument.Parse(response.Content);
            return body.RootElement.TryGetProperty("error", out var error) && error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String && code.GetString() == "content_filter";
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
