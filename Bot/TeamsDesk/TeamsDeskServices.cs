using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.TeamsDesk;

/// <summary>Puts the desk in channels of Teams together.</summary>
internal static class TeamsDeskServices
{
    public static IServiceCollection AddTeamsDesk(this IServiceCollection services, FollowUpOptions options, ShopContent content) => services
        .AddSingleton<LinkedChannels>().AddSingleton<PostedCards>().AddSingleton<ChannelPosts>().AddSingleton<CardKeeper>().AddSingleton<CardActs>().AddSingleton<ChannelDoor>()
        .AddSingleton(s => new CaseCard(TimeZoneInfo.FindSystemTimeZoneById(content.TimeZone), options.PublicUrl is { Length: > 0 } outside ? $"{outside.TrimEnd('/')}/desk" : null, s.GetRequiredService<TimeProvider>()))
        .AddHostedService<ChannelCards>()

        // Without tokens anybody on this machine could say that they are somebody of the staff.
        .AddSingleton<TakesInTeam>(s => options.BotFramework.IsOff ? (activity, _, _) => Task.FromResult(Nothing(activity)) : async (activity, reference, cancel) =>
        {
            if (activity.Type == "invoke") return await s.GetRequiredService<CardActs>().PressAsync(activity, reference);
            if (activity.Type == "message") await s.GetRequiredService<ChannelDoor>().HearAsync(activity, reference, cancel);
            return Results.Ok();
        });

    private static IResult Nothing(Activity activity) => activity.Type == "invoke" ? Invoke.NotImplemented : Results.Ok();
}
