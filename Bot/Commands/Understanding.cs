using System.Globalization;
using System.Text.Json;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Commands;

/// <summary>A message to be understood.</summary>
/// <param name="Id">Comes back with what was understood.</param>
/// <param name="Text">The customer's words.</param>
/// <param name="Asked">What the bot had asked: <c>yesno | rating | number | date | time | none</c>.</param>
/// <param name="Now">When it was written, ISO 8601; a time without offset is local.</param>
/// <param name="Timezone">Where the customer lives, by IANA's name.</param>
/// <param name="Locale">The language and region they write in.</param>
internal sealed record Said(JsonElement? Id, string? Text, string? Asked = null, string? Now = null, string? Timezone = null, string? Locale = null);

/// <summary>What a message is taken to mean.</summary>
internal sealed record Understood(JsonElement? Id, string Intent, double Confidence, double Complaint, double WantsHuman, double Mood, UnderstoodAnswer Answer);

/// <summary>The answer in it.</summary>
/// <param name="Kind"><c>yes | no | unsure | rating | number | moment | none</c>.</param>
/// <param name="Value">The rating or number.</param>
/// <param name="From">Local time the moment or window begins at.</param>
/// <param name="To">Local time it ends at.</param>
/// <param name="Text">The words it was read from.</param>
internal sealed record UnderstoodAnswer(string Kind, double? Value, string? From, string? To, string? Text);

/// <summary>Understands messages as the bot does, whoever asks: a person, a file of messages, graded questions.</summary>
/// <param name="content">The rules and examples.</param>
/// <param name="readers">Opened for the first message that makes sense, as they may have to learn first.</param>
/// <param name="clock">For messages that do not say when they were written.</param>
internal sealed class Understanding(ShopContent content, Lazy<MessageReaders> readers, TimeProvider clock)
{
    private const string LocalTime = "yyyy-MM-ddTHH:mm:ss";

    /// <summary>Throws <see cref="WrongFieldException"/> when a field makes no sense.</summary>
    public Understood Read(Said said)
    {
        if (said.Text is not { } text) throw new WrongFieldException("'text' is missing; give the customer's words");
        var culture = CultureOf(said.Locale);
        var context = ContextOf(said, culture);
        var message = readers.Value.For(content.UnderstoodAs(culture.Name)).Read(text);
        var answer = LikelyAnswer.Read(text, content.RecognisersFor(culture.Name).Answers, message, context);
        return new Understood(
            said.Id,
            message.Label,
            Math.Round(message.Confidence, 3),
            Math.Round(message.Complaint, 3),
            Math.Round(message.WantsHuman, 3),
            Math.Round(message.Mood, 3),
            new UnderstoodAnswer(answer.Kind.ToString().ToLowerInvariant(), answer.Value, Local(answer.From), Local(answer.To), answer.Text.Length == 0 ? null : answer.Text));
    }

    private ReadingContext ContextOf(Said said, CultureInfo culture)
    {
        var asked = AskedOf(said.Asked);
        var zone = ZoneOf(said.Timezone);
        if (said.Now is null) return new ReadingContext(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime, asked, DayOrder.IsDayFirst(culture), zone);
        if (!DateTime.TryParse(said.Now, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var now) || !said.Now.Contains('-', StringComparison.Ordinal))
            throw new WrongFieldException($"'now' cannot be '{said.Now}'; write it like 2026-11-24T17:00:00 or 2026-11-24T16:00:00Z");

        // Without a zone an offset other than Z says itself what the customer's clock shows.
        var instant = DateTimeOffset.Parse(said.Now, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var local = now.Kind == DateTimeKind.Unspecified || (said.Timezone is null && instant.Offset != TimeSpan.Zero) ? instant.DateTime : TimeZoneInfo.ConvertTime(instant, zone).DateTime;
        return new ReadingContext(local, asked, DayOrder.IsDayFirst(culture), zone);
    }

    private static Asked AskedOf(string? asked)
    {
        if (asked is null) return Asked.None;
        string[] known = [.. Enum.GetNames<Asked>().Select(n => n.ToLowerInvariant())];
        return known.Contains(asked)
            ? Enum.Parse<Asked>(asked, ignoreCase: true)
            : throw new WrongFieldException($"'asked' cannot be '{asked}'; {Suggestion.For(asked, known)}");
    }

    private TimeZoneInfo ZoneOf(string? zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone ?? content.TimeZone, out var found)
        ? found
        : throw new WrongFieldException($"'timezone' cannot be '{zone}'; write it like Europe/Madrid");

    private static CultureInfo CultureOf(string? locale)
    {
        try
        {
            return CultureInfo.GetCultureInfo(locale ?? PromptLibrary.DefaultLocale, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            throw new WrongFieldException($"'locale' cannot be '{locale}'; write it like en-GB");
        }
    }

    private static string? Local(DateTime? at) => at?.ToString(LocalTime, CultureInfo.InvariantCulture);
}
