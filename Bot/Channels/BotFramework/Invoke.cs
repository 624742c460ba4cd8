using System.Text.Json;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>Calls of a channel that want their answer at once, and what is answered.</summary>
internal static class Invoke
{
    /// <summary>The name of what a card's <c>Action.Execute</c> calls.</summary>
    public const string CardAction = "adaptiveCard/action";

    /// <summary>The name of a choice in the data of our cards.</summary>
    public const string Choice = "say";

    /// <summary>The name of the card's title in them, by which its answer is headed.</summary>
    public const string Title = "on";

    /// <summary>The name of what the buttons below an answer call.</summary>
    public const string Feedback = "message/submitAction";

    private const int MostDepth = 4, LongestChoice = 4000, LongestTitle = 200, LongestFeedback = 16_000;

    public static IResult NotImplemented => Results.StatusCode(StatusCodes.Status501NotImplemented);

    public static IResult BadRequest => Results.Json(
        new InvokeAnswer(StatusCodes.Status400BadRequest, "application/vnd.microsoft.error", JsonSerializer.SerializeToElement(new InvokeError("BadRequest", "The card does not say what was chosen."), BotFrameworkJson.Default.InvokeError)),
        BotFrameworkJson.Default.InvokeAnswer);

    /// <summary>The choice was taken, and the card shows it. What is said to it comes as a message.</summary>
    public static IResult Chosen(string choice, string? title) =>
        Results.Json(new InvokeAnswer(StatusCodes.Status200OK, TeamsCard.ContentType, TeamsCard.Chosen(title is { Length: <= LongestTitle } ? title : null, choice)), BotFrameworkJson.Default.InvokeAnswer);

    /// <summary>The card becomes this one.</summary>
    public static IResult Card(JsonElement card) => Results.Json(new InvokeAnswer(StatusCodes.Status200OK, TeamsCard.ContentType, card), BotFrameworkJson.Default.InvokeAnswer);

    /// <summary>The card stays, and who pressed it reads this.</summary>
    public static IResult Message(string text) =>
        Results.Json(new InvokeAnswer(StatusCodes.Status200OK, "application/vnd.microsoft.activity.message", JsonSerializer.SerializeToElement(text, BotFrameworkJson.Default.String)), BotFrameworkJson.Default.InvokeAnswer);

    /// <summary>What was chosen on one of our cards, wherever the client put it: in the data of its action, or in the answer to its question.</summary>
    public static string? ChoiceIn(JsonElement value) => TextIn(value, Choice) is { Length: > 0 and <= LongestChoice } text ? text : null;

    /// <summary>A text of this name in the data of an action.</summary>
    public static string? TextIn(JsonElement value, string name, int depth = 0)
    {
        if (depth > MostDepth || value.ValueKind != JsonValueKind.Object) return null;
        if (value.TryGetProperty(name, out var said) && said.ValueKind == JsonValueKind.String) return TextOf(said)?.Replace("\0", "", StringComparison.Ordinal).Trim();
        foreach (var inner in new[] { "action", "data", "actionValue" })
            if (value.TryGetProperty(inner, out var next) && TextIn(next, name, depth + 1) is { } found) return found;
        return null;
    }

    /// <summary>What somebody wrote with their judgement; Teams packs it once more as JSON.</summary>
    public static string? FeedbackIn(JsonElement value)
    {
        if (TextIn(value, "feedback") is not { Length: > 0 and <= LongestFeedback } packed) return null;
        try
        {
            using var inner = JsonDocument.Parse(packed);
            return TextIn(inner.RootElement, "feedbackText") is { Length: > 0 } text ? text : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A text of a body; null when it holds what is no text, such as half of a pair of surrogates.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>The answer to an invoke of a card.</summary>
internal sealed record InvokeAnswer(int StatusCode, string Type, JsonElement Value);

internal sealed record InvokeError(string Code, string Message);
