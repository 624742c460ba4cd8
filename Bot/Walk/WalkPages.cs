using System.Globalization;
using FollowUpBot.Bot.Tasks;
using Markdig;
using Microsoft.AspNetCore.Components;

namespace FollowUpBot.Bot.Walk;

/// <summary>What is around every page of walks.</summary>
/// <param name="Title">Of the page.</param>
/// <param name="Shop">Name of the shop.</param>
/// <param name="Agent">Who is signed in.</param>
/// <param name="Wrong">What was wrong with what was sent last, and what to do.</param>
public sealed record WalkFrame(string Title, string Shop, string Agent, string? Wrong = null);

/// <summary>Where walks begin, with what earlier ones came to.</summary>
/// <param name="Products">To choose from.</param>
/// <param name="Forms">Channels to choose from: key and name.</param>
/// <param name="Open">The agent's walks that are under way: id, and what they are.</param>
/// <param name="Sheets">Earlier walks, the latest first.</param>
/// <param name="Tasks">What is to be done, and what is done.</param>
/// <param name="Today">By the real clock.</param>
public sealed record StartPage(IReadOnlyList<string> Products, IReadOnlyList<(string Key, string Name)> Forms, IReadOnlyList<(string Id, string Says)> Open, IReadOnlyList<Sheet> Sheets, IReadOnlyList<ShopTask> Tasks, DateOnly Today);

/// <summary>A walk while it is lived.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Product">What was bought.</param>
/// <param name="Person">As whom.</param>
/// <param name="Form">The channel's name.</param>
/// <param name="IsPlain">Whether the channel shows plain text.</param>
/// <param name="SoFar">How it stands.</param>
/// <param name="Turn">How often the walker has acted.</param>
/// <param name="Draft">What was written and could not be taken.</param>
public sealed record LivePage(string Id, string Product, string Person, string Form, bool IsPlain, WalkSoFar SoFar, int Turn, string Draft);

/// <summary>A walk that is scored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Lines">Its touchpoints, with what was filled in.</param>
/// <param name="Overall">The walk in a sentence.</param>
/// <param name="IsPlain">Whether what was said is plain text.</param>
/// <param name="Day">How far it was lived.</param>
public sealed record ScorePage(string Id, IReadOnlyList<ScoreLine> Lines, string Overall, bool IsPlain, int Day);

/// <summary>A touchpoint on the form.</summary>
/// <param name="Touch">With score and note as filled in.</param>
/// <param name="IsTask">Whether the note is to become a task.</param>
/// <param name="Owner">Whose.</param>
/// <param name="Due">Its day, as the form has it.</param>
public sealed record ScoreLine(Touch Touch, bool IsTask, string Owner, string Due);

/// <summary>A sheet beside an earlier one.</summary>
/// <param name="Sheet">The sheet.</param>
/// <param name="Before">The latest walk with the same product before it.</param>
/// <param name="Lines">Their touchpoints.</param>
/// <param name="Tasks">The tasks that came of it.</param>
/// <param name="Today">By the real clock.</param>
public sealed record SheetPage(Sheet Sheet, Sheet? Before, IReadOnlyList<Compared> Lines, IReadOnlyList<ShopTask> Tasks, DateOnly Today);

/// <summary>How the pages write what they show.</summary>
internal static class Shown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();

    /// <summary>One of our messages as a channel with Markdown shows it.</summary>
    public static MarkupString Html(string markdown) => new(Markdown.ToHtml(markdown, Pipeline));

    /// <summary>The moment of a walk by which its days are headed.</summary>
    public static string Score(double? score) => score?.ToString("0.0", CultureInfo.InvariantCulture) ?? "–";

    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset at) => at.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Signed(int change) => change > 0 ? $"+{change}" : change < 0 ? $"−{-change}" : "±0";
}
