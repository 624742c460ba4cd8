using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>Files of an agent on channels of the Bot Framework: links in the words, and a picture is shown besides. All lead to this host, for thirty days.</summary>
internal static class FileAttachments
{
    // What Teams shows of a picture, if it has no more pixels than that either, which is not looked at: so even a picture has its link.
    private const long LargestPicture = 1024 * 1024;

    /// <summary>The activity with the files of its line.</summary>
    /// <param name="activity">The line as it is without them.</param>
    /// <param name="files">The files.</param>
    /// <param name="publicUrl">Where customers reach this host; where that is not known no file is sent, and what was written before that is named at least.</param>
    public static Activity Add(Activity activity, IReadOnlyList<LinkedFile> files, string? publicUrl)
    {
        if (files.Count == 0) return activity;
        var host = publicUrl?.TrimEnd('/');
        var shown = files.Where(f => host is not null && f.IsPicture && f.About.Bytes <= LargestPicture).ToList();
        var named = files.Select(f => host is null ? Plain(f.About.Name) : $"[{Plain(f.About.Name)}]({host}{f.Path})");
        return activity with
        {
            Text = $"{activity.Text}\n\n{string.Join("\n\n", named)}",
            Attachments = shown.Count == 0 ? activity.Attachments : [.. activity.Attachments ?? [], .. shown.Select(f => new Attachment(f.About.Type) { ContentUrl = host + f.Path, Name = f.About.Name })],
        };
    }

    // A name is no markup.
    private static string Plain(string name) => string.Concat(name.Select(c => c is '[' or ']' or '\\' or '`' or '_' or '*' or '~' ? $"\\{c}" : $"{c}"));
}
