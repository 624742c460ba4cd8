namespace FollowUpBot.Bot.Http;

/// <summary>Forms on the pages of staff.</summary>
internal static class Forms
{
    /// <summary>Shows a page to who is signed in at the desk, and to others the way there.</summary>
    public static async Task<IResult> SignedAsync(HttpContext context, Func<Task<IResult>> show) => context.User.Identity is { IsAuthenticated: true } ? await show() : Results.Redirect("/desk/sign-in");

    /// <summary>Takes a form of who is signed in. The cookie goes with no request of another site; a browser that says where a form comes from is believed besides.</summary>
    public static Task<IResult> PostedAsync(HttpContext context, Func<IFormCollection, Task<IResult>> act) => SignedAsync(context, async () =>
        context.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin") ? Results.StatusCode(StatusCodes.Status403Forbidden)
        : context.Request.HasFormContentType ? await act(await context.Request.ReadFormAsync(context.RequestAborted))
        : Results.StatusCode(StatusCodes.Status415UnsupportedMediaType));
}
