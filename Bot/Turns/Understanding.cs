using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Turns;

/// <summary>Turns what arrived into what it means, in the light of the customer's file.</summary>
internal sealed class Understanding(ShopContent content, MessageReaders readers, KnowledgeIndex knowledge, IStore store, Presence presence, LanguageModel model, Budgets budgets, IEnumerable<IOtherDesk> desks, FollowUpOptions options)
{
    // Between these our own judgement is a guess, and a second one is worth a moment.
    private const double DoubtFrom = 0.3, DoubtTo = 0.7, ShareOfSecondOpinion = 0.6;

    // As sure as dialogs are of an intent.
    private const double Sure = 0.6;

    // Half a question is short: "and how often?"
    private const int WordsOfHalfAQuestion = 6, WordsOfARiddle = 3;

    // "Probably, it is light and warm": so many words beside the answer say why.
    private const int WordsOfAReason = 3;

    private const int WordsOfATime = 5;

    public async ValueTask<Meaning> OfAsync(Inbound inbound, CustomerFile file, DateTimeOffset now)
    {
        var meaning = new Meaning(inbound, content.StaffAt(now, file.Locale, presence.Names)) { Shop = budgets.Mark(content.Shop), CanText = options.Twilio.IsConfigured, Desk = desks.FirstOrDefault()?.About };
        if (inbound is WorkCameDue { Work: CheckInDue }) return meaning with { FreshCode = RewardCode.New() };
        if (inbound is AgentReplied { Text: var reply }) return meaning with { Tones = content.ListeningFor(file.Locale).Courtesy.NamesIn(reply) };
        if (inbound is not CustomerWrote { Text: { Length: > 0 } text }) return meaning;

        var read = await WithSecondOpinionAsync(file, text, readers.For(content.UnderstoodAs(file.Locale)).Read(text));
        meaning = meaning with
        {
            Intent = read.Intent,
            Complaint = read.Complaint,
            WantsHuman = read.WantsHuman,
            Mood = read.Mood,
            Danger = read.IsDanger,
            NotYet = read.Rules.NotYet,
            Reservation = read.Rules.Reservation,
            OutOfScope = read.OutOfScope,
            ReachOn = read.Rules.ReachOn,
            Answer = file.Awaiting is null ? read.Rules.Answer : LikelyAnswer.YesNo(read),
            Order = await OrderInAsync(text),
            Product = content.Catalogue.NamedIn(text)?.Name,
        };

        meaning = WithWhatIsToldBeside(file, meaning, text);

        // Who is asked what matters, what is in the way or why they leave names what is not good and does not complain by it. What says no reason we know is a complaint all the same.
        if (file.Awaiting is { AsksForWords: true, Name: var asks } && (asks != OpenQuestion.Leaving || meaning.Leaves is not null) && !read.Rules.Complaint) meaning = meaning with { Complaint = Math.Min(meaning.Complaint, Meaning.Likely - 0.01) };
        if (file.Awaiting is { IsAboutACall: true }) return await WithCallAsync(file, meaning, text, read, now);
        meaning = WithPause(file, meaning, text, read, now);

        // Who was asked which product it is has asked something before, and it is that which wants an answer.
        if (meaning is { Product: not null, Intent: Intent.None or Intent.Question, Complaint: < Meaning.Likely } && file.Awaiting is { Name: OpenQuestion.Product, Words: { } asked })
            meaning = meaning with { Intent = Intent.Question, Question = asked };

        meaning = meaning with { CanCompose = model.IsReadyFor(file.Id) };
        var before = read.Rules.FollowsUp && Words.Count(text) <= WordsOfHalfAQuestion && file.LastQuestion is { } last && last.IsFresh(now) ? last : null;
        meaning = meaning with { Finding = Find(file, meaning, meaning.Question ?? text, before, read.OutOfScope) };

        // Half a question without the other half is a riddle, to staff as well.
        if (before is null) return read.Rules.FollowsUp && meaning is { Finding: null, Intent: Intent.Question } && Words.Count(text) <= WordsOfARiddle ? meaning with { Intent = Intent.None } : meaning;
        return meaning with { Intent = meaning.Finding is null ? meaning.Intent : Intent.Question, Question = $"{before.Words} {text}" };
    }

    // What may stand in any message: an answer to a question of loyalty, why somebody leaves, what is worth knowing again.
    private Meaning WithWhatIsToldBeside(CustomerFile file, Meaning meaning, string text)
    {
        var listening = content.ListeningFor(file.Locale);
        var asked = file.Awaiting;
        if (asked?.AsksMeasure is { } measure)
        {
            var (score, words) = ScoreOf(file, measure, meaning, text, listening);
            meaning = meaning with { Score = score, SaysMore = score is not null && Words.Count(text) - Words.Count(words) >= WordsOfAReason };
        }

        if (asked is { Name: OpenQuestion.Bought or OpenQuestion.Matters }) meaning = meaning with { Criteria = listening.Criteria.NamesIn(text) };
        if (meaning.Intent is Intent.Leaving or Intent.Return or Intent.Stop || asked is { Name: OpenQuestion.Leaving })
            meaning = meaning with { Leaves = listening.Reasons.FirstIn(text) is { } reason ? Enum.Parse<LeavingReason>(reason.Name) : null };
        if (meaning.Intent == Intent.Forget) meaning = meaning with { Forgets = listening.Forget.In(text, file.Memories) };
        return meaning with { Notices = file.IsStranger && file.Purchases.Count == 0 ? [] : listening.Memories.Find(text) };
    }

    private (double? Score, string Words) ScoreOf(CustomerFile file, Measure measure, Meaning meaning, string text, Listening listening)
    {
        if (measure == Measure.Recommend)
        {
            var rating = content.RecognisersFor(file.Locale).Ratings.Find(text, Scale.ZeroToTen);

            // "7 or 8" is a 7; "11!" is more than the most, and "100" all of it.
            return rating is { Most: <= 100 } ? (Math.Clamp(rating.Value ?? Math.Floor((rating.Least + rating.Most) / 2), 0, 10), rating.Text) : (null, "");
        }

        if (listening.Likelihood.FirstIn(text) is { } likely) return (Listening.Scale.ToList().IndexOf(likely.Name), likely.Words);
        return meaning.Answer switch { Answer.Yes => (4, "yes"), Answer.No => (0, "no"), Answer.Unsure => (2, "maybe"), _ => (null, "") };
    }

    private Meaning WithPause(CustomerFile file, Meaning meaning, string text, MessageReading read, DateTimeOffset now)
    {
        var isAsked = file.Awaiting is { Name: OpenQuestion.Quiet };
        var sounds = read is { Label: "remind-me", Confidence: >= Sure };
        if (!read.Rules.Later && !sounds && !isAsked) return meaning;
        var zone = LocalTime.Zone(file.TimeZone);
        var context = new ReadingContext(TimeZoneInfo.ConvertTime(now, zone).DateTime, isAsked ? Asked.Date : Asked.None, DayOrder.IsDayFirst(file.Locale), zone);
        var end = content.RecognisersFor(file.Locale).Moments.FindQuietEnd(text, context, read.Rules.Away);
        var until = end is { } at ? LocalTime.At(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at), file.TimeZone) : (DateTimeOffset?)null;

        // Stop is for good unless it says for how long. What only sounds like a pause is none beside an errand.
        var isPause = read.Intent switch
        {
            Intent.Start or Intent.Help or Intent.AboutMe or Intent.Forget or Intent.Perk or Intent.NotForMe or Intent.Leaving or Intent.Machine or Intent.OrderStatus or Intent.Return => false,
            Intent.Stop or Intent.Question => until > now,
            Intent.None => until is not null || sounds || read.Rules.Answer is Answer.No or Answer.Unsure,
            _ => until is not null,
        };
        if (!isPause) return meaning;

        // "Not now" is no no, and "yes, but ask me in March" has no but that a person would have to hear. Only a yes is an answer beside it.
        return meaning with { Intent = Intent.Pause, QuietUntil = until, Answer = meaning.Answer == Answer.Yes ? Answer.Yes : Answer.None, Reservation = false };
    }

    // Whoever may name a time for a call names one: "not before Monday" is no wish for quiet then.
    private async ValueTask<Meaning> WithCallAsync(CustomerFile file, Meaning meaning, string text, MessageReading read, DateTimeOffset now)
    {
        var phone = file.Channels.Contains("sms") && await store.LatestConversationAsync(file.Id, "sms") is { } texts ? (await store.FindConversationAsync(texts))?.User : null;
        return meaning with { Times = CallTimesIn(file, text, now), CallsOff = read.Rules.CallsOff, Phone = phone };
    }

    private List<WantedTime> CallTimesIn(CustomerFile file, string text, DateTimeOffset now)
    {
        var zone = LocalTime.Zone(file.TimeZone);

        // Who was asked for a time may answer with a bare number; who has booked one may say "five instead", and in a longer sentence five is a number.
        var asked = file.Awaiting!.Name == OpenQuestion.CallBackBooked && Words.Count(text) > WordsOfATime ? Asked.None : Asked.Time;
        var context = new ReadingContext(TimeZoneInfo.ConvertTime(now, zone).DateTime, asked, DayOrder.IsDayFirst(file.Locale), zone);

        // Digits of a telephone number or an order are no time.
        if (Contacts.FindAll(text).Any(c => c.Kind == ContactKind.Phone) || OrderNumber.Find(text) is not null) return [];
        if (content.RecognisersFor(file.Locale).Moments.FindInAnswer(text, context) is not [var moment, ..]) return [];
        var (isDay, isPoint) = (moment.Kind is MomentKind.Date or MomentKind.DateRange, moment.Kind is MomentKind.Time or MomentKind.DateTime);
        var beside = Math.Max(0, Words.Count(text) - Words.Count(moment.Text));
        return [.. moment.Candidates.Select(window => new WantedTime(
            At(window.From),
            isPoint && window.From is not null ? null : At(moment.Kind == MomentKind.Date ? window.To?.AddDays(1) : window.To),
            IsOpenEnded: window.To is null,
            isDay,
            beside))];

        DateTimeOffset? At(DateTime? local) => local is { } time ? LocalTime.At(DateOnly.FromDateTime(time), TimeOnly.FromDateTime(time), file.TimeZone) : null;
    }

    private async Task<MessageReading> WithSecondOpinionAsync(CustomerFile file, string text, MessageReading read)
    {
        // With a person there, only what stops, endangers or opens matters, and that is not in doubt.
        if (file.OpenHandoff is not null || !(IsDoubtful(read.Complaint) || IsDoubtful(read.WantsHuman)) || !model.IsReadyFor(file.Id)) return read;
        return await model.JudgeAsync(file.Id, file.Name, text, Fence.New(), CancellationToken.None) is not { } opinion ? read : read with
        {
            Complaint = Between(read.Complaint, opinion.Complaint),
            WantsHuman = Between(read.WantsHuman, opinion.WantsHuman),
        };

        static bool IsDoubtful(double probability) => probability is > DoubtFrom and < DoubtTo;
        static double Between(double ours, double theirs) => IsDoubtful(ours) ? ours + (ShareOfSecondOpinion * (theirs - ours)) : ours;
    }

    private Finding? Find(CustomerFile file, Meaning meaning, string text, AskedQuestion? before, double outOfScope)
    {
        // A greeting, a stop or a plain yes is not a search, and a person who is there gives the answers.
        if (file.OpenHandoff is not null || meaning.Intent is not (Intent.Question or Intent.Return or Intent.None) || meaning.WantsHuman >= Meaning.Likely) return null;
        if (meaning is { Answer: not Answer.None, Intent: Intent.None }) return null;

        // "Bright and light" is what they like about it, and no search.
        if (meaning.Intent == Intent.None && file.Awaiting is { AsksForWords: true }) return null;
        var name = meaning.Product ?? meaning.Order?.Product ?? file.Product;
        var product = name is null ? null : content.Catalogue.Find(name);

        // The right answer for the wrong thing is a wrong answer: without knowing the product there is none to give.
        if (product is null && content.Catalogue.Products.Count > 1) return null;
        IEnumerable<string> named = product is null ? [] : [product.Name, product.Thing, $"{product.Thing}s"];
        var isQuestion = meaning.Intent == Intent.Question || text.Contains('?', StringComparison.Ordinal);
        return knowledge.Search(text, product?.Name, isQuestion, named, outOfScope).Finding
            ?? (before is null ? null : knowledge.SearchOn(before.Words, before.Told, text, product?.Name, named));
    }

    private async ValueTask<OrderMention?> OrderInAsync(string text) =>
        OrderNumber.Find(text) is { } number ? new OrderMention(number, await store.FindProductOfOrderAsync(number)) : null;
}
