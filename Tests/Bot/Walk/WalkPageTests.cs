using System.Net;
using System.Text.RegularExpressions;
using FollowUpBot.Bot.Tasks;
using FollowUpBot.Bot.Walk;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Walk;

/// <summary>Walks as a browser leads them, form by form, through the real loop.</summary>
public partial class WalkPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_walk_is_lived_scored_kept_compared_and_its_findings_become_tasks()
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var host = await TestHost.StartAsync(clock);
        using var maria = await host.SignInAsync("Jonas");
        Assert.Contains("The score sheet of each walk is kept here", await maria.GetStringAsync("/walk", Cancel), StringComparison.Ordinal);

        // Bought, thanked, asked, silent.
        var walk = await BeginAsync(maria, "TrailLight 300", "web");
        Assert.Contains("Thank you, Zoë: your TrailLight 300 is on its way.", walk.Text, StringComparison.Ordinal);
        Assert.Contains("Day 0 · Mon 23 Nov 2026, 11:00", walk.Text, StringComparison.Ordinal);
        walk = await OnAsync(maria, walk, "next");
        Assert.Contains("Day 3 of 90", walk.Text, StringComparison.Ordinal);
        walk = await SayAsync(maria, walk, "Yes");
        Assert.Contains("Enjoy the lamp.", walk.Text, StringComparison.Ordinal);
        walk = await OnAsync(maria, walk, "week");
        Assert.Contains("what mattered most to you when you chose this lamp?", walk.Text, StringComparison.Ordinal);

        // A complaint, a person, care.
        walk = await SayAsync(maria, walk, "the battery dies after an hour, this is not ok");
        Assert.Contains("A complaint is open", walk.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing is planned: a person has the conversation", walk.Text, StringComparison.Ordinal);
        Assert.Contains("Let time pass, write something, or have an agent answer", (await OnAsync(maria, walk, "next")).Text, StringComparison.Ordinal);
        walk = await PostAsync(maria, $"{walk.Path}/agent", ("turn", walk.Turn), ("text", "A new battery leaves today."), ("outcome", "A new battery was sent."));
        Assert.Contains("A new battery leaves today.", walk.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("A complaint is open", walk.Text, StringComparison.Ordinal);
        walk = await OnAsync(maria, walk, "next");
        Assert.Contains("Is the lamp really right now?", walk.Text, StringComparison.Ordinal);
        walk = await SayAsync(maria, walk, "Yes");
        Assert.Contains("Good. Thank you for your patience with us.", walk.Text, StringComparison.Ordinal);
        walk = await OnAsync(maria, walk, "end");
        Assert.Contains("Day 90 of 90", walk.Text, StringComparison.Ordinal);
        Assert.Contains("All 90 days are lived.", walk.Text, StringComparison.Ordinal);

        // Scored and kept, with a task.
        var first = await KeepAsync(maria, walk, ("score:thank-you", "5"), ("score:first-nights", "2"), ("note:first-nights", "It came <b>too</b> early"), ("task:first-nights", "yes"), ("owner:first-nights", "Priya"), ("due:first-nights", "2026-12-01"), ("score:recovery", "4"), ("overall", "Kind."));
        Assert.Contains("3.7 of 5", first.Text, StringComparison.Ordinal);
        Assert.Contains("It came <b>too</b> early", first.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>too</b>", first.Html, StringComparison.Ordinal);
        Assert.Contains("The first walk with this product.", first.Text, StringComparison.Ordinal);

        // The next one beside it.
        clock.Now += TimeSpan.FromHours(2);
        walk = await BeginAsync(maria, "TrailLight 300", "web");
        walk = await OnAsync(maria, walk, "end");
        var second = await KeepAsync(maria, walk, ("score:thank-you", "4"), ("score:first-nights", "4"));
        Assert.Contains("Beside the walk of 23 Nov 2026", second.Text, StringComparison.Ordinal);
        Assert.Contains("No prompt was edited in between.", second.Text, StringComparison.Ordinal);
        Assert.Contains("+2", second.Text, StringComparison.Ordinal);
        Assert.Contains("−1", second.Text, StringComparison.Ordinal);
        Assert.Contains("did not come this time", second.Text, StringComparison.Ordinal);

        await The_task_is_done_and_undone_and_the_shop_knows_nothing(host, maria);
    }

    private static async Task The_task_is_done_and_undone_and_the_shop_knows_nothing(TestHost host, HttpClient jonas)
    {
        var book = host.Services.GetRequiredService<TaskBook>();
        var task = Assert.Single(await book.ReadAsync());
        Assert.Equal(("It came <b>too</b> early", "Priya", new DateOnly(2026, 12, 1), "Jonas", true), (task.Title, task.Owner, task.Due, task.CreatedBy, task.IsOpen));
        Assert.Contains("Charging the battery", task.Detail, StringComparison.Ordinal);
        Assert.Contains("by 1 Dec 2026", (await PageAsync(jonas, "/walk")).Text, StringComparison.Ordinal);
        Assert.Contains("done by Jonas", (await PostAsync(jonas, $"/walk/tasks/{task.Id}/done", ("back", ""))).Text, StringComparison.Ordinal);
        Assert.False(Assert.Single(await book.ReadAsync()).IsOpen);
        Assert.DoesNotContain("done by Jonas", (await PostAsync(jonas, $"/walk/tasks/{task.Id}/reopen", ("back", ""))).Text, StringComparison.Ordinal);
        Assert.True(Assert.Single(await book.ReadAsync()).IsOpen);

        Assert.Equal(0, await host.Store.LastFactAsync());
        Assert.Null(await host.Store.FindPurchaseAsync("A-1001"));
        Assert.Null((await host.Store.LoadCustomerAsync("walker-1")).File);
        Assert.Empty(await host.Store.ReadOpenCasesAsync(10));
        Assert.Empty(Directory.GetFiles(Path.Combine(Path.GetDirectoryName(host.StorePath)!, "walks")));
    }

    [Fact]
    public async Task What_is_not_sent_is_told_with_its_reason_and_scored_as_well()
    {
        await using var host = await TestHost.StartAsync();
        using var jonas = await host.SignInAsync("Jonas");
        var walk = await OnAsync(jonas, await BeginAsync(jonas, "TrailLight 300", "web"), "next");
        walk = await SayAsync(jonas, walk, "please do not write to me for two weeks");
        Assert.Contains("asked for quiet until", walk.Text, StringComparison.Ordinal);
        walk = await SayAsync(jonas, await OnAsync(jonas, walk, "week"), "stop");
        Assert.Contains("asked us to stop", walk.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing is planned: they asked us to stop", walk.Text, StringComparison.Ordinal);
        var scoring = await PageAsync(jonas, $"{(await OnAsync(jonas, walk, "end")).Path}/score");
        Assert.Contains("Did not come: they asked us to stop. Score it if you missed it, or were glad.", scoring.Text, StringComparison.Ordinal);
        Assert.Contains("score:battery-test", scoring.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sms", "\n1 Yes 2 No", "2")]
    [InlineData("teams", "TrailLight 300 manual, “Charging the battery”", "No")]
    public async Task Messages_are_shown_as_the_channel_gets_them(string channel, string shown, string answer)
    {
        await using var host = await TestHost.StartAsync();
        using var jonas = await host.SignInAsync("Jonas");
        var walk = await OnAsync(jonas, await BeginAsync(jonas, "TrailLight 300", channel), "next");
        Assert.Contains(shown, walk.Text, StringComparison.Ordinal);
        walk = await SayAsync(jonas, walk, answer);
        Assert.Contains("broken: delivery", walk.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_walks_who_is_not_signed_in_and_no_other_site_sends_forms()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(host.Url) };
        using var nothing = new FormUrlEncodedContent([]);
        foreach (var path in new[] { "/walk", "/walk/1", "/walk/1/score", "/walk/sheets/1" })
        {
            using var answer = await visitor.GetAsync(path, Cancel);
            Assert.Equal((HttpStatusCode.Redirect, $"/desk/sign-in?to={Uri.EscapeDataString(path)}"), (answer.StatusCode, answer.Headers.Location!.ToString()));
        }

        foreach (var path in new[] { "/walk", "/walk/1/say", "/walk/1/on", "/walk/1/agent", "/walk/1/score", "/walk/1/give-up", "/walk/tasks/1/done" })
        {
            using var answer = await visitor.PostAsync(path, nothing, Cancel);
            Assert.Equal((HttpStatusCode.Redirect, "/desk/sign-in"), (answer.StatusCode, answer.Headers.Location!.ToString()));
        }

        using var jonas = await host.SignInAsync("Jonas");
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/walk") { Content = new FormUrlEncodedContent([]) };
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var refused = await jonas.SendAsync(foreign, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_acts_once_and_what_cannot_be_taken_is_given_back()
    {
        await using var host = await TestHost.StartAsync();
        using var jonas = await host.SignInAsync("Jonas");
        var walk = await BeginAsync(jonas, "TrailLight 300", "web");
        await OnAsync(jonas, walk, "day");
        Assert.Contains("Day 1 of 90", (await OnAsync(jonas, walk, "day")).Text, StringComparison.Ordinal);

        walk = await PageAsync(jonas, walk.Path);
        var tooLong = await SayAsync(jonas, walk, new string('x', 4001), HttpStatusCode.BadRequest);
        Assert.Contains("This message has 4001 characters; at most 4000 are taken.", tooLong.Text, StringComparison.Ordinal);
        Assert.Contains(new string('x', 4001), tooLong.Html, StringComparison.Ordinal);
        Assert.Contains("There is nothing in this message", (await SayAsync(jonas, walk, " ", HttpStatusCode.BadRequest)).Text, StringComparison.Ordinal);
        var said = await SayAsync(jonas, walk, "<script>alert('x')</script> مرحبا");
        Assert.DoesNotContain("<script>alert", said.Html, StringComparison.Ordinal);
        Assert.Contains("<script>alert('x')</script> مرحبا", said.Text, StringComparison.Ordinal);

        var unscored = await PostAsync(jonas, $"{walk.Path}/score", HttpStatusCode.BadRequest, ("overall", "Nothing to say"));
        Assert.Contains("Score at least one touchpoint", unscored.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing to say", unscored.Text, StringComparison.Ordinal);
        var untold = await PostAsync(jonas, $"{walk.Path}/score", HttpStatusCode.BadRequest, ("score:thank-you", "3"), ("task:thank-you", "yes"));
        Assert.Contains("'Thank-you' is to become a task: say in its note what is to be done.", untold.Text, StringComparison.Ordinal);
        Assert.Contains("'soon' at 'Thank-you' is no day", (await PostAsync(jonas, $"{walk.Path}/score", HttpStatusCode.BadRequest, ("score:thank-you", "3"), ("task:thank-you", "yes"), ("note:thank-you", "x"), ("due:thank-you", "soon"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_few_walks_are_open_at_once_and_one_that_is_left_alone_is_given_up()
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var host = await TestHost.StartAsync(clock);
        using var jonas = await host.SignInAsync("Jonas");
        var walks = new List<Shown>();
        for (var i = 0; i < WalkRoom.Most; i++) walks.Add(await BeginAsync(jonas, "BrookDrop 2", "web"));
        var refused = await PostAsync(jonas, "/walk", HttpStatusCode.Conflict, ("product", "BrookDrop 2"), ("person", "One too many"), ("channel", "web"));
        Assert.Contains("8 walks are under way at this host", refused.Text, StringComparison.Ordinal);
        await PostAsync(jonas, $"{walks[0].Path}/give-up");
        Assert.Contains("This walk is over", (await PageAsync(jonas, walks[0].Path, HttpStatusCode.NotFound)).Text, StringComparison.Ordinal);

        clock.Now += TimeSpan.FromMinutes(59);
        await PageAsync(jonas, walks[1].Path);
        clock.Now += TimeSpan.FromMinutes(2);
        await host.Services.GetRequiredService<WalkRoom>().GiveUpIdleAsync();
        Assert.Contains("This walk is over", (await PageAsync(jonas, walks[2].Path, HttpStatusCode.NotFound)).Text, StringComparison.Ordinal);
        Assert.Contains("Day 0 of 90", (await PageAsync(jonas, walks[1].Path)).Text, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(Path.GetDirectoryName(host.StorePath)!, "walks"), "*.db"));
    }

    private static Task<Shown> BeginAsync(HttpClient client, string product, string channel) => PostAsync(client, "/walk", ("product", product), ("person", "Zoë Ng"), ("channel", channel));

    // What cannot be done now is said on the page itself.
    private static Task<Shown> OnAsync(HttpClient client, Shown walk, string by) => PostAsync(client, $"{walk.Path}/on", null, ("turn", walk.Turn), ("by", by));

    private static Task<Shown> SayAsync(HttpClient client, Shown walk, string text, HttpStatusCode expected = HttpStatusCode.OK) => PostAsync(client, $"{walk.Path}/say", expected, ("turn", walk.Turn), ("text", text));

    private static Task<Shown> KeepAsync(HttpClient client, Shown walk, params (string, string)[] fields) => PostAsync(client, $"{walk.Path}/score", fields);

    private static Task<Shown> PostAsync(HttpClient client, string path, params (string Name, string Value)[] fields) => PostAsync(client, path, HttpStatusCode.OK, fields);

    private static async Task<Shown> PostAsync(HttpClient client, string path, HttpStatusCode? expected, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await client.PostAsync(path, form, Cancel);
        return await ShownAsync(answer, expected);
    }

    private static async Task<Shown> PageAsync(HttpClient client, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await client.GetAsync(path, Cancel);
        return await ShownAsync(answer, expected);
    }

    private static async Task<Shown> ShownAsync(HttpResponseMessage answer, HttpStatusCode? expected)
    {
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        if (expected is { } status) Assert.True(status == answer.StatusCode, $"{answer.RequestMessage!.RequestUri}: {answer.StatusCode}\n{html}");
        var path = Place().Match(answer.RequestMessage!.RequestUri!.AbsolutePath).Value;
        return new Shown(path, Turn().Match(html).Groups[1].Value, html, Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(html, "")), m => m.Value.Contains('\n', StringComparison.Ordinal) ? "\n" : " "));
    }

    private sealed record Shown(string Path, string Turn, string Html, string Text);

    [GeneratedRegex("^/walk(/(sheets/)?[0-9a-f]{32})?")]
    private static partial Regex Place();

    [GeneratedRegex("name=\"turn\" value=\"([0-9]+)\"")]
    private static partial Regex Turn();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();
}
