using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>
/// The Connector's REST API (v3). Each call is made once, to an allowed host, with our token; a token that is refused is replaced once, for then nothing has been taken. What it answers is
/// the caller's to read, and to dispose.
/// </summary>
internal sealed class ConnectorClient(ServiceHosts hosts, OutboundTokens tokens, IHttpClientFactory http)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Client = "connector";

    /// <summary>Says something in a conversation, as the answer to an activity of it or of our own accord.</summary>
    public Task<HttpResponseMessage> SendAsync(string serviceUrl, string conversation, Activity activity, string? replyTo, CancellationToken cancel) =>
        CallAsync(HttpMethod.Post, serviceUrl, replyTo is null ? $"/v3/conversations/{Part(conversation)}/activities" : $"/v3/conversations/{Part(conversation)}/activities/{Part(replyTo)}", Json(activity, BotFrameworkJson.Default.Activity), cancel);

    /// <summary>Says something else in the place of what was said.</summary>
    public Task<HttpResponseMessage> UpdateAsync(string serviceUrl, string conversation, string id, Activity activity, CancellationToken cancel) =>
        CallAsync(HttpMethod.Put, serviceUrl, $"/v3/conversations/{Part(conversation)}/activities/{Part(id)}", Json(activity, BotFrameworkJson.Default.Activity), cancel);

    /// <summary>Takes away what was said.</summary>
    public Task<HttpResponseMessage> DeleteAsync(string serviceUrl, string conversation, string id, CancellationToken cancel) =>
        CallAsync(HttpMethod.Delete, serviceUrl, $"/v3/conversations/{Part(conversation)}/activities/{Part(id)}", null, cancel);

    /// <summary>Makes the conversation with somebody, or a new thread in a channel; where there is one already with somebody, it is that.</summary>
    public Task<HttpResponseMessage> CreateConversationAsync(string serviceUrl, ConversationParameters conversation, CancellationToken cancel) =>
        CallAsync(HttpMethod.Post, serviceUrl, "/v3/conversations", Json(conversation, BotFrameworkJson.Default.ConversationParameters), cancel);

    /// <summary>Puts a file where the channel keeps them.</summary>
    public Task<HttpResponseMessage> UploadAsync(string serviceUrl, string conversation, AttachmentData file, CancellationToken cancel) =>
        CallAsync(HttpMethod.Post, serviceUrl, $"/v3/conversations/{Part(conversation)}/attachments", Json(file, BotFrameworkJson.Default.AttachmentData), cancel);

    /// <summary>Who somebody in a conversation is; null when the channel does not say.</summary>
    public async Task<TeamsMember?> MemberAsync(string serviceUrl, string conversation, string user, CancellationToken cancel)
    {
        using var answer = await CallAsync(HttpMethod.Get, serviceUrl, $"/v3/conversations/{Part(conversation)}/members/{Part(user)}", null, cancel);
        return answer.IsSuccessStatusCode ? await ReadAsync(answer, BotFrameworkJson.Default.TeamsMember, cancel) : null;
    }

    /// <summary>A page of who is in a conversation.</summary>
    public async Task<PagedMembers?> MembersAsync(string serviceUrl, string conversation, int most, string? continuation, CancellationToken cancel)
    {
        var path = $"/v3/conversations/{Part(conversation)}/pagedmembers?pageSize={most}{(continuation is null ? "" : $"&continuationToken={Uri.EscapeDataString(continuation)}")}";
        using var answer = await CallAsync(HttpMethod.Get, serviceUrl, path, null, cancel);
        return answer.IsSuccessStatusCode ? await ReadAsync(answer, BotFrameworkJson.Default.PagedMembers, cancel) : null;
    }

    /// <summary>Reads a body; null when it is none of this kind.</summary>
    public static async Task<T?> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            return await JsonSerializer.DeserializeAsync(body, type, cancel);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> CallAsync(HttpMethod method, string serviceUrl, string path, byte[]? body, CancellationToken cancel)
    {
        // Looked at again: the list may have become shorter since the address was kept.
        if (!hosts.Allows(serviceUrl)) throw new ForbiddenHostException();
        var token = await tokens.GetAsync(cancel);
        var answer = await CallOnceAsync(method, serviceUrl, path, body, token, cancel);
        if (answer.StatusCode != HttpStatusCode.Unauthorized || token is null) return answer;
        tokens.Forget(token);
        if (await tokens.GetAsync(cancel) is not { } next || next == token) return answer;
        answer.Dispose();
        return await CallOnceAsync(method, serviceUrl, path, body, next, cancel);
    }

    private async Task<HttpResponseMessage> CallOnceAsync(HttpMethod method, string serviceUrl, string path, byte[]? body, string? token, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, serviceUrl.TrimEnd('/') + path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
        {
            // With its length said: a body in chunks is not taken everywhere.
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json, "utf-8");
        }

        return await http.CreateClient(Client).SendAsync(request, cancel);
    }

    private static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    private static string Part(string id) => Uri.EscapeDataString(id);
}

/// <summary>The address is not among the allowed ones: nothing was sent.</summary>
internal sealed class ForbiddenHostException() : Exception("its address is not among the allowed service hosts");

/// <summary>How a conversation is made.</summary>
internal sealed record ConversationParameters(ChannelAccount Bot)
{
    public bool IsGroup { get; init; }

    public IReadOnlyList<ChannelAccount>? Members { get; init; }

    public string? TenantId { get; init; }

    public Activity? Activity { get; init; }

    public JsonElement? ChannelData { get; init; }
}

/// <summary>A file for a channel to keep.</summary>
/// <param name="Type">Its media type.</param>
/// <param name="Name">As users see it.</param>
/// <param name="OriginalBase64">Its bytes.</param>
internal sealed record AttachmentData(string Type, string Name, byte[] OriginalBase64);

/// <summary>Somebody in a conversation, as Teams knows them.</summary>
internal sealed record TeamsMember(string? Id, string? Name, string? AadObjectId, string? ObjectId, string? Email, string? UserPrincipalName, string? TenantId);

internal sealed record PagedMembers(IReadOnlyList<TeamsMember>? Members, string? ContinuationToken);
