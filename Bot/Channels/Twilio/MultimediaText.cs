using System.Collections.Frozen;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.Twilio;

/// <summary>Which files of a text go with it as pictures, and which as links in its words.</summary>
internal static class MultimediaText
{
    // What the provider takes of pictures in one message.
    private const long LargestOfAll = 5 * 1000 * 1000;

    // Numbers that begin like those of the United States and Canada, where pictures are carried, and are of other countries.
    private static readonly FrozenSet<string> Elsewhere =
        "242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876".Split(' ').ToFrozenSet();

    /// <summary>Pictures are sent as such between numbers of countries that carry them, if all are small enough; a service that chooses a number may choose one that cannot. Everything else is a link.</summary>
    /// <param name="files">The files.</param>
    /// <param name="from">Our number; null when a service chooses it.</param>
    /// <param name="to">The customer's.</param>
    public static (IReadOnlyList<LinkedFile> Pictures, IReadOnlyList<LinkedFile> Linked) Split(IReadOnlyList<LinkedFile> files, string? from, string to)
    {
        var pictures = Carries(from) && Carries(to) ? files.Where(f => f.IsPicture).ToList() : [];
        if (pictures.Sum(p => p.About.Bytes) > LargestOfAll) pictures = [];
        return (pictures, [.. files.Except(pictures)]);
    }

    private static bool Carries(string? number) => number is { Length: 12 } && number.StartsWith("+1", StringComparison.Ordinal) && !Elsewhere.Contains(number[2..5]);
}
