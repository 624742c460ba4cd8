using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Prompts;

/// <summary>Names a section of a manual as customers see it.</summary>
internal static class Citations
{
    public static Citation Of(Manual manual, ManualSection section) =>
        new(manual.Document, manual.Title, section.Heading, $"/manuals/{Path.ChangeExtension(manual.Document, null)}#{section.Anchor}");
}
