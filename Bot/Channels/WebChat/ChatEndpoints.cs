using System.Security.Cryptography;
using System.Text.RegularExpressions;
using FollowUpBot.Bot.Channels.DirectLine;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.WebChat;

/// <summary>
/// The chat on any page of the shop: <c>/chat.js</c> puts a button there and a frame with <c>/chat</c>; <c>/chat/token</c> gives the page a Direct Line token for its visitor, or for the
/// customer that the shop's server vouches for. No secret comes near the browser.
/// </summary>
internal sealed partial class ChatEndpoints(ChatPlaces places, HandOver handOver, WebChatUsers users, Conversations conversations, DirectLineTokens tokens, DirectLineDoor door)
{
    private const string Channel = DirectLineDoor.Channel;
    private const int MostBytes = 16 * 1024;

    public static void Map(WebApplication app)
    {
        var chat = app.Services.GetRequiredService<ChatEndpoints>();
        var places = app.Services.GetRequiredService<ChatPlaces>();
        app.MapGet("/chat.js", chat.Script).AllowAnonymous();
        app.MapGet("/chat", chat.Page).AllowAnonymous();
        app.MapPost("/chat/token", chat.TokenAsync).AllowAnonymous()
            .RequireCors(policy => policy.SetIsOriginAllowed(origin => places.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase) || (places.IsDevelopment && Origin.IsLoopback(origin)))
                .WithHeaders("Content-Type").WithMethods("POST").WithExposedHeaders("Retry-After"));
    }

    private IResult Script(HttpContext context)
    {
        // Meant for pages of others, which may shut out what does not say so.
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        context.Response.Headers.CacheControl = "public, max-age=300";
        return Results.File(Path.Combine(AppContext.BaseDirectory, "web", "chat.js"), "text/javascript; charset=utf-8");
    }

    private IResult Page(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.PolicyFor(places.Ancestors);
        return Results.File(Path.Combine(AppContext.BaseDirectory, "web", "chat.html"), "text/html; charset=utf-8");
    }

    private async Task<IResult> TokenAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!places.Has(Origin.Of(request), request))
            return JsonBody.Problem(StatusCodes.Status403Forbidden, "The chat is not for this page", "The host's operator names the origins of the shop's pages in FollowUp:WebChat:Origins.");
        if (door.Hold(request, caller: null) is { } hold) return hold;
        var (body, error) = await JsonBody.ReadAsync(request, MostBytes, cancel);
        if (body is null) return error!;
        var visitor = body.Text("visitor", 64, required: false);
        var shown = body.Text("handOver", 8192, required: false);
        if (body.Errors.Count > 0) return Results.ValidationProblem(body.Errors.ToDictionary(e => e.Key, e => e.Value.ToArray()));

        var visitorUser = VisitorKey().IsMatch(visitor) ? users.OfVisitor(visitor) : null;
        var (customer, refusal) = shown.Length > 0 ? await handOver.ReadAsync(shown) : (null, null);
        return customer is null ? await AsVisitorAsync(request, visitorUser is null ? null : visitor, visitorUser, refusal) : await AsCustomerAsync(request, customer, visitorUser);
    }

    private async Task<IResult> AsCustomerAsync(HttpRequest request, VouchedFor customer, string? visitorUser)
    {
        var user = await users.OfCustomerAsync(customer.Id);
        await conversations.SignInAsync(Channel, user, customer.Id, customer.Name, visitorUser);
        return await AnswerAsync(request, user, visitor: null, customer.Name, refusal: null);
    }

    // A visitor who has become a customer is let in as one only when the shop vouches for them again: the browser may be somebody else's by now.
    private async Task<IResult> AsVisitorAsync(HttpRequest request, string? visitor, string? user, string? refusal)
    {
        if (visitor is null || user is null || await users.IsCustomerAsync(user)) user = users.OfVisitor(visitor = Keys.New());
        return await AnswerAsync(request, user, visitor, name: null, refusal);
    }

    private async Task<IResult> AnswerAsync(HttpRequest request, string user, string? visitor, string? name, string? refusal)
    {
        var conversation = await conversations.FindOfAsync(Channel, user) ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Ok(new
        {
            // The chat's page is ours, whatever page it stands in.
            token = tokens.Issue(conversation, user, [Origin.OfHost(request)]),
            expiresIn = tokens.LifetimeSeconds,
            conversation,
            user,
            visitor,
            name,
            signedIn = visitor is null,
            refused = refusal,
            shop = places.Shop,
        });
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{40,64}\z")]
    private static partial Regex VisitorKey();
}
