using System.Globalization;
using System.Text;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Tasks;
using FollowUpBot.Bot.Walk.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FollowUpBot.Bot.Walk;

/// <summary><c>/walk</c>: buy as a test customer, live the journey on a fast clock, score it; for whoever is signed in at the desk. Every act is a form that ends in a redirect.</summary>
internal sealed class WalkEndpoints(WalkRoom room, Sheets sheets, TaskBook tasks, ShopContent content, IReadOnlyList<ChannelForm> forms)
{
    public static void Map(WebApplication app)
    {
        var walks = app.Services.GetRequiredService<WalkEndpoints>();
        var walking = app.MapGroup("/walk").RequireAuthorization(Permission.Walk);
        walking.MapGet("/", (Delegate)((HttpContext context) => walks.StartAsync(context)));
        walking.MapPost("/", (Delegate)((HttpContext context) => Forms.PostedAsync(context, form => walks.BeginAsync(context, form))));
        walking.MapGet("/{id}", (HttpContext context, string id) => walks.LiveAsync(context, id));
        walking.MapPost("/{id}/say", (HttpContext context, string id) => Forms.PostedAsync(context, form => walks.ActAsync(context, id, form, (walk, seen) => walk.SayAsync(form["text"].ToString(), seen))));
        walking.MapPost("/{id}/on", (HttpContext context, string id) => Forms.PostedAsync(context, form => walks.ActAsync(context, id, form, (walk, seen) => GoOnAsync(walk, form["by"].ToString(), seen))));
        walking.MapPost("/{id}/agent", (HttpContext context, string id) => Forms.PostedAsync(context, form => walks.ActAsync(context, id, form, (walk, seen) => walk.AgentAsync(form["text"].ToString(), form["outcome"].ToString(), seen))));
        walking.MapPost("/{id}/give-up", (HttpContext context, string id) => Forms.PostedAsync(context, async _ =>
        {
            await walks.Leave(id);
            return SeeOther("/walk");
        }));
        walking.MapGet("/{id}/score", (HttpContext context, string id) => walks.ScoringAsync(context, id, null, null));
        walking.MapPost("/{id}/score", (HttpContext context, string id) => Forms.PostedAsync(context, form => walks.KeepAsync(context, id, form)));
        walking.MapGet("/sheets/{id}", (HttpContext context, string id) => walks.SheetAsync(context, id));
        walking.MapGet("/tasks/{id}/draft.md", (string id) => walks.DraftAsync(id));
        walking.MapPost("/tasks/{id}/done", (HttpContext context, string id) => Forms.PostedAsync(context, form => walks.TickAsync(id, NameOf(context), form["back"].ToString())));
        walking.MapPost("/tasks/{id}/reopen", (HttpContext context, string id) => Forms.PostedAsync(context, form => walks.TickAsync(id, null, form["back"].ToString())));
    }

    private static Task GoOnAsync(LiveWalk walk, string by, int seen) => by switch
    {
        "day" => walk.WaitAsync(1, seen),
        "week" => walk.WaitAsync(7, seen),
        "end" => walk.ToDayAsync(walk.Order.Days, seen),
        _ => walk.NextAsync(seen),
    };

    private Task Leave(string id) => room.EndAsync(id);

    private async Task<IResult> StartAsync(HttpContext context, string? wrong = null, int status = StatusCodes.Status200OK)
    {
        var open = room.Of(NameOf(context)).Select(w => (w.Order.Id, $"{w.Order.Product.Name} as {w.Order.Person}, {w.Order.Form.Name}")).ToList();
        var page = new StartPage([.. content.Catalogue.Products.Select(p => p.Name)], [.. forms.Select(f => (f.Key, f.Name))], open, await sheets.ReadAsync(), await tasks.ReadAsync(), Today);
        return Page<Start>(context, "Walk", page, wrong, status);
    }

    private async Task<IResult> BeginAsync(HttpContext context, IFormCollection form)
    {
        var person = string.Join(' ', form["person"].ToString().Replace("\0", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (content.Catalogue.Find(form["product"].ToString()) is not { } product) return await Wrong("Choose a product of the list.");
        if (forms.FirstOrDefault(f => f.Key == form["channel"].ToString()) is not { } channel) return await Wrong("Choose a channel.");
        if (person.Length is 0 or > WalkOrder.LongestPerson) return await Wrong($"Say as whom you buy: a name of at most {WalkOrder.LongestPerson} characters.");
        try
        {
            var walk = await room.BeginAsync(new WalkOrder(WalkRoom.NewId(), NameOf(context), product, person, channel, room.Now));
            return SeeOther($"/walk/{walk.Order.Id}");
        }
        catch (WalkException error)
        {
            return await StartAsync(context, error.Message, StatusCodes.Status409Conflict);
        }

        Task<IResult> Wrong(string sentence) => StartAsync(context, sentence, StatusCodes.Status400BadRequest);
    }

    private async Task<IResult> LiveAsync(HttpContext context, string id, string? wrong = null, string draft = "")
    {
        if (room.Find(id) is not { } walk) return await GoneAsync(context);
        var order = walk.Order;
        var page = new LivePage(id, order.Product.Name, order.Person, order.Form.Name, order.Form.IsPlain, await walk.Diary.ReadAsync(AddressOf(context)), walk.Turn, draft);
        return Page<Live>(context, $"{order.Product.Name}, day {page.SoFar.Day}", page, wrong, wrong is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private async Task<IResult> ActAsync(HttpContext context, string id, IFormCollection form, Func<LiveWalk, int, Task> act)
    {
        if (room.Find(id) is not { } walk) return await GoneAsync(context);
        try
        {
            await act(walk, int.TryParse(form["turn"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : -1);
            return SeeOther($"/walk/{id}#newest");
        }
        catch (WalkException error)
        {
            return await LiveAsync(context, id, error.Message, form["text"].ToString());
        }
    }

    private async Task<IResult> ScoringAsync(HttpContext context, string id, ScoreForm? filled, string? wrong)
    {
        if (room.Find(id) is not { } walk) return await GoneAsync(context);
        filled ??= ScoreForm.Empty(await walk.Diary.TouchesAsync(AddressOf(context)), NameOf(context), Today);
        var page = new ScorePage(id, filled.Lines, filled.Overall, walk.Order.Form.IsPlain, walk.Diary.Today);
        return Page<Scoring>(context, $"Score {walk.Order.Product.Name}", page, wrong, wrong is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private async Task<IResult> KeepAsync(HttpContext context, string id, IFormCollection form)
    {
        // Sent a second time, it is kept already.
        if (room.Find(id) is not { } walk) return await sheets.FindAsync(id) is null ? await GoneAsync(context) : SeeOther($"/walk/sheets/{id}");
        var filled = ScoreForm.Read(form, await walk.Diary.TouchesAsync(AddressOf(context)), NameOf(context), Today);
        if (filled.Wrong is { } wrong) return await ScoringAsync(context, id, filled, wrong);
        var sheet = walk.Diary.SheetOf([.. filled.Lines.Select(l => l.Touch)], filled.Overall, Now);
        await sheets.KeepAsync(sheet, filled.Findings);
        await room.EndAsync(id);
        return SeeOther($"/walk/sheets/{id}");
    }

    private async Task<IResult> SheetAsync(HttpContext context, string id)
    {
        if (await sheets.FindAsync(id) is not { } sheet) return await StartAsync(context, "There is no such sheet.", StatusCodes.Status404NotFound);
        var before = await sheets.BeforeAsync(sheet);
        var own = (await tasks.ReadAsync()).Where(t => t.About.StartsWith($"{Sheets.About}{id}/", StringComparison.Ordinal)).ToList();
        return Page<Kept>(context, $"Walk of {Shown.Day(sheet.WalkedAt)}: {sheet.Product}", new SheetPage(sheet, before, Compared.Of(sheet, before), own, Today));
    }

    // As a file: what staff wrote is nobody's page.
    private async Task<IResult> DraftAsync(string id) =>
        await tasks.FindAsync(id) is { Draft: { } draft } ? Results.File(Encoding.UTF8.GetBytes(draft), "text/markdown; charset=utf-8", "draft.md") : Results.NotFound();

    private async Task<IResult> TickAsync(string id, string? doneBy, string back)
    {
        var changed = doneBy is null ? await tasks.ReopenAsync(id, Now) : await tasks.DoneAsync(id, doneBy, Now);
        var sheet = back.Length is > 0 and <= 64 && back.All(char.IsAsciiLetterOrDigit) ? $"/walk/sheets/{back}" : "/walk";
        return changed is null ? Results.NotFound() : SeeOther($"{sheet}#tasks");
    }

    private Task<IResult> GoneAsync(HttpContext context) => StartAsync(context, "This walk is over: it was scored, given up, or left alone for an hour. Begin a new one.", StatusCodes.Status404NotFound);

    // By the shop's clock, which the days on the pages are of.
    private DateTimeOffset Now => TimeZoneInfo.ConvertTime(room.Now, TimeZoneInfo.FindSystemTimeZoneById(content.TimeZone));

    private DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    private RazorComponentResult Page<TView>(HttpContext context, string title, object model, string? wrong = null, int status = StatusCodes.Status200OK)
        where TView : IComponent
    {
        var frame = new WalkFrame(title, content.ShopName, NameOf(context), wrong);
        return new RazorComponentResult(typeof(TView), new Dictionary<string, object?> { ["Frame"] = frame, ["Page"] = model }) { StatusCode = status };
    }

    private static string NameOf(HttpContext context) => context.User.Identity!.Name!;

    private static string AddressOf(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    // After a form a browser is to fetch, whatever it sent.
    private static IResult SeeOther(string address) => new SeenThere(address);

    private sealed class SeenThere(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
