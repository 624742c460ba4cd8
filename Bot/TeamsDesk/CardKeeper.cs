using System.Text.Json;
using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.TeamsDesk;

/// <summary>Makes what stands in a channel what it should be: what is missing is posted, what has changed is shown anew, what is closed is shown so and forgotten.</summary>
internal sealed class CardKeeper(LinkedChannels channels, PostedCards cards, CaseCard card, ChannelPosts posts, ILogger<CardKeeper> log)
{
    /// <summary>Whether it came to its end: one call that has to wait makes the others of its channel wait, which would fare no better.</summary>
    public async Task<bool> KeepAsync(LinkedChannel channel, IReadOnlyList<StoredCase> open, IReadOnlyDictionary<string, PostedCard> posted, CancellationToken cancel)
    {
        foreach (var about in open.Where(c => Concerns(channel, c.Case)))
        {
            var known = posted.GetValueOrDefault(PostedCards.IdOf(channel.Id, about.Case));
            if ((known is null || cards.IsLost(known)) && !await PostAsync(channel, about, known, cancel)) return false;
        }

        foreach (var shown in posted.Values.Where(p => p.Channel == channel.Id && (p.Conversation is not null || cards.IsLost(p))))
            if (!await RenewAsync(channel, shown, open.FirstOrDefault(c => c.Case.Id == shown.CaseId) ?? await cards.CaseOfAsync(shown), cancel)) return false;
        return true;
    }

    // A channel that wants every case gets those that come from now on.
    private static bool Concerns(LinkedChannel channel, Case about) =>
        about is { IsOpen: true, FirstWordAt: null } and not { Kind: CaseKind.Task } && (about.Level > 0 || (channel.All && (about.WaitsSince ?? about.OpenedAt) >= channel.At));

    private async Task<bool> PostAsync(LinkedChannel channel, StoredCase about, PostedCard? lost, CancellationToken cancel)
    {
        if (await cards.BeginAsync(PostedCards.IdOf(channel.Id, about.Case), lost, channel.Id, about.Case.Id) is not { } begun) return true;
        var shown = card.Of(about);
        var result = await posts.PostAsync(channel, shown, CaseCard.Summary(about), cancel);

        // What Teams will never take is not tried again; it stands at the desk.
        if (result is PostResult.Taken taken) await cards.WriteAsync(begun with { Conversation = taken.Conversation ?? "", Activity = taken.Activity, Shown = HashOf(shown) });
        else if (result is PostResult.Rejected { IsThere: true }) await cards.WriteAsync(begun with { Conversation = "" });
        else await cards.ForgetAsync(begun);
        return await SettleAsync(channel, about.Case.Id, result is PostResult.Rejected { IsThere: false } ? new PostResult.Removed() : result);
    }

    private async Task<bool> RenewAsync(LinkedChannel channel, PostedCard shown, StoredCase? about, CancellationToken cancel)
    {
        PostResult? result = null;
        if (about is not null && shown.Activity is not null && card.Of(about) is var now && HashOf(now) is var hash && hash != shown.Shown)
        {
            result = await posts.UpdateAsync(channel, shown, now, CaseCard.Summary(about), cancel);

            // Rejected: somebody has taken the card away there.
            if (result is PostResult.Taken or PostResult.Rejected) shown = await cards.WriteAsync(shown with { Shown = hash, Activity = result is PostResult.Taken ? shown.Activity : null }) ?? await cards.DoubtAsync(shown) ?? shown;
        }

        // It is shown as closed now; opened again, the case gets a card of its own.
        if (about is not { Case.IsOpen: true } && result is null or PostResult.Taken or PostResult.Rejected) await cards.ForgetAsync(shown);
        return result is null || await SettleAsync(channel, shown.CaseId, result);
    }

    // Whether one may go on in this channel.
    private async Task<bool> SettleAsync(LinkedChannel channel, string caseId, PostResult result)
    {
        switch (result)
        {
            case PostResult.Removed:
                await channels.UnlinkAsync(channel.Id);
                log.LogError("Channel {Channel} of Teams cannot be written to any more and gets no more cases: the bot was taken out of its team, or may not write there. Add it again and write “desk” to it in the channel.", channel.Id);
                return false;
            case PostResult.Later { IsPace: true }:
                return false;
            case PostResult.Later later:
                log.LogWarning("Case {Case} is shown in channel {Channel} of Teams later: {Reason}.", caseId, channel.Id, later.Reason);
                return false;
            case PostResult.Rejected rejected:
                log.LogWarning("Case {Case} cannot be shown in channel {Channel} of Teams: {Reason}.", caseId, channel.Id, rejected.Reason);
                return true;
            default:
                return true;
        }
    }

    private static string HashOf(JsonElement shown) => TeamsText.HashOf(shown.GetRawText());
}
