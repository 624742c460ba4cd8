namespace FollowUpBot.Bot.Http;

/// <summary>Forms on the pages of staff.</summary>
internal static class Forms
{
    /// <summary>Takes a form.</summary>
    public static async Task<IResult> PostedAsync(HttpContext context, Func<IFormCollection, Task<IResult>> act) =>
        context.Request.HasFormContentType ? await act(await context.Request.ReadFormAsync(context.RequestAborted))
        : Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
}
