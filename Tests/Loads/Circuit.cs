using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Loads;

/// <summary>
/// A page of the desk without a browser: it opens the line that <c>blazor.web.js</c> opens, starts the components of the document, confirms each rendering and answers what is asked of the browser.
/// What a rendering would draw is not drawn; its bytes are read.
/// </summary>
internal sealed partial class Circuit : IAsyncDisposable
{
    private readonly HubConnection line;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> calls = new();
    private readonly TaskCompletionSource composer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long renderings, bytes, composerRef;
    private int call;

    private Circuit(Uri host, string cookie, Action<byte[]> drawn)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(host, "/_blazor"), HttpTransportType.WebSockets, options =>
        {
            options.Headers["Cookie"] = cookie;
            options.Headers["Origin"] = host.GetLeftPart(UriPartial.Authority);
        });
        builder.Services.AddSingleton<IHubProtocol>(new BlazorPack());
        line = builder.Build();
        line.On<long, byte[]>("JS.RenderBatch", async (id, batch) =>
        {
            Interlocked.Increment(ref renderings);
            Interlocked.Add(ref bytes, batch.Length);
            drawn(batch);
            await line.SendAsync("OnRenderCompleted", id, null);
        });
        line.On<long, string, string, int, long, int>("JS.BeginInvokeJS", (handle, name, arguments, _, _, _) => AnswerAsync(handle, name, arguments));
        line.On<string, bool, string>("JS.EndInvokeDotNet", (id, done, result) =>
        {
            if (!calls.TryRemove(id, out var waiting)) return;
            if (done) waiting.SetResult();
            else waiting.SetException(new InvalidOperationException(result));
        });
        line.On<string>("JS.Error", Fail);
        line.Closed += error =>
        {
            Fail(error?.Message ?? "the line was closed");
            return Task.CompletedTask;
        };
    }

    /// <summary>How many renderings came.</summary>
    public long Renderings => Interlocked.Read(ref renderings);

    /// <summary>How many bytes they were.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Why it is of no use any more; null while it is.</summary>
    public string? Broken { get; private set; }

    /// <summary>Opens a page with a case of the reader's own and waits until an answer can be written there.</summary>
    public static async Task<Circuit> OpenAsync(HttpClient http, string cookie, string path, Action<byte[]> drawn)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Cookie", cookie } } };
        using var answer = await http.SendAsync(request);
        var document = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        var circuit = new Circuit(http.BaseAddress!, cookie, drawn);
        await circuit.line.StartAsync();
        var state = ApplicationState().Match(document).Groups[1].Value;
        var address = new Uri(http.BaseAddress!, path).ToString();
        if (await circuit.line.InvokeAsync<string?>("StartCircuit", http.BaseAddress!.ToString(), address, "[]", state) is null) throw new InvalidOperationException("The host starts no circuit.");
        var operations = Markers().Matches(document).Select((found, at) => new { type = "add", ssrComponentId = at + 1, marker = JsonSerializer.Deserialize<JsonElement>(found.Groups[1].Value) });
        await circuit.line.SendAsync("UpdateRootComponents", JsonSerializer.Serialize(new { batchId = 1, operations }), state);
        await circuit.composer.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return circuit;
    }

    /// <summary>Sends what stands in the field for the answer.</summary>
    public Task ReplyAsync(string text) => CallAsync("SendAsync", JsonSerializer.Serialize(new[] { text }));

    public ValueTask DisposeAsync() => line.DisposeAsync();

    private async Task CallAsync(string method, string arguments)
    {
        var id = Interlocked.Increment(ref call).ToString(CultureInfo.InvariantCulture);
        var waiting = calls[id] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await line.SendAsync("BeginInvokeDotNetFromJS", id, null, method, composerRef, arguments);
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    // As desk.js does: where the reader is, and the draft of the case that is open. The rest has no result.
    private async Task AnswerAsync(long handle, string name, string arguments)
    {
        if (name == "desk.compose")
        {
            composerRef = ReferenceTo().Match(arguments) is { Success: true } found ? long.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : throw new InvalidOperationException(arguments);
            _ = ResumeAsync();
        }

        if (handle != 0) await line.SendAsync("EndInvokeJSFromDotNet", handle, true, string.Create(CultureInfo.InvariantCulture, $"[{handle},true,{(name == "desk.begin" ? "\"Europe/Madrid\"" : "null")}]"));
    }

    private async Task ResumeAsync()
    {
        try
        {
            await CallAsync("ResumeAsync", "[null,null]");
            composer.TrySetResult();
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException)
        {
            composer.TrySetException(error);
        }
    }

    private void Fail(string why)
    {
        Broken ??= why;
        composer.TrySetException(new InvalidOperationException(why));
    }

    [GeneratedRegex("<!--Blazor:(\\{\"type\":\"server\".*?\\})-->")]
    private static partial Regex Markers();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex ApplicationState();

    [GeneratedRegex("\"__dotNetObject\":(\\d+)")]
    private static partial Regex ReferenceTo();

    /// <summary>MessagePack under the name that the hub of the components knows it by.</summary>
    private sealed class BlazorPack : IHubProtocol
    {
        private readonly MessagePackHubProtocol inner = new();

        public string Name => "blazorpack";

        public int Version => 1;

        public TransferFormat TransferFormat => inner.TransferFormat;

        public bool IsVersionSupported(int version) => version == Version;

        public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) => inner.TryParseMessage(ref input, binder, out message);

        public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => inner.WriteMessage(message, output);

        public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(message);
    }
}
