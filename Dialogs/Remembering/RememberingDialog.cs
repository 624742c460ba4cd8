using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Remembering;

/// <summary>What somebody says in passing and is worth knowing again: kept with its day, shown when asked, put right and forgotten at once; what is sensitive only after a yes.</summary>
public static class RememberingDialog
{
    // A file is loaded with every turn; who tells more than this has the oldest forgotten.
    private const int MostMemories = 40, LongestWords = 200, WordsOfAPlainAnswer = 6;

    // Of these somebody has one: a new one puts the old one right.
    private static readonly string[] Single = [Memory.CallMe, Memory.Days];

    /// <summary>Keeps what a message tells in passing, whatever else it is about. What is sensitive waits for a yes.</summary>
    public static (CustomerFile File, IReadOnlyList<Fact> Facts) Note(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        List<Fact> facts = [];
        if (meaning.Intent is Intent.Forget or Intent.AboutMe) return (file, facts);
        foreach (var noticed in meaning.Notices.Where(n => !n.Sensitive)) (file, facts) = Keep(file, noticed, now, facts);
        return (file, facts);
    }

    /// <summary>Takes a question for what we know, a wish to forget, the answer to whether something sensitive may be kept.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now) => meaning switch
    {
        { Intent: Intent.AboutMe } => new Decision(file).Say(new WhatWeKnow(file.FirstName, [.. file.Purchases.Select(p => new BoughtLine(p.Product, p.PurchasedAt))], Lines(file.Memories))),
        { Intent: Intent.Forget } => Forget(file, meaning),
        { Inbound: CustomerWrote { Text: var text } } when file.Awaiting is { Name: OpenQuestion.Keep } asked && meaning.Answer != Answer.None && Words.Count(text) <= WordsOfAPlainAnswer => Consent(file, asked, meaning.Answer, now),
        _ => null,
    };

    /// <summary>Takes what a message tells when it is about nothing else.</summary>
    public static Decision? HandleTold(CustomerFile before, CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        // A question of ours that is open is not pushed aside by another.
        if (meaning.Notices.FirstOrDefault(n => n.Sensitive) is { } sensitive && file.Awaiting is null)
            return new Decision(file.Ask(OpenQuestion.Keep, now, $"{sensitive.Kind}|{sensitive.KeptDays}", Words.Shorten(sensitive.Words, LongestWords))).Say(new MayWeKeepThat());
        var told = file.Memories.Except(before.Memories).LastOrDefault();
        if (told is null) return null;
        return new Decision(file).Say(before.Memories.Any(m => m.Kind == told.Kind && Single.Contains(m.Kind)) ? new Corrected(told.Words) : new Noted(told.Words));
    }

    /// <summary>Takes from the file what is too old to be true, and what nobody said may be kept.</summary>
    public static (CustomerFile File, IReadOnlyList<Fact> Facts) Expire(CustomerFile file, DateTimeOffset now)
    {
        if (file.Awaiting is { Name: OpenQuestion.Keep } asked && !asked.IsFresh(now)) file = file with { Awaiting = null };
        var old = file.Memories.Where(m => m.ExpiresAt <= now).ToList();
        return old.Count == 0 ? (file, []) : (file with { Memories = [.. file.Memories.Except(old)] }, [.. old.Select(m => new MemoryExpired(m.Id, m.Kind))]);
    }

    /// <summary>Takes up in a contact what its step is to mention, and puts on record what of all we know was used for it.</summary>
    public static Decision Use(Decision decision, CheckInDue due)
    {
        if (decision.Replies is not [PlannedContact contact, ..]) return decision;
        var file = decision.Next;
        var mentions = file.Purchases.FirstOrDefault(p => p.OrderId == due.OrderId)?.Steps.FirstOrDefault(s => s.Name == due.Step)?.Mentions;
        var remembered = mentions is null ? null : file.Memories.LastOrDefault(m => m.Kind == mentions);
        if (remembered is not null) decision = decision with { Replies = [contact with { Remembered = remembered.Value ?? remembered.Words }, .. decision.Replies.Skip(1)] };
        var used = new[] { remembered, file.Memories.LastOrDefault(m => m.Kind == Memory.Days), file.Memories.LastOrDefault(m => m.Kind == Memory.CallMe) };
        return decision.Because([.. used.OfType<Memory>().Select(m => new MemoryUsed(m.Id, m.Kind, due.Step))]);
    }

    private static Decision Forget(CustomerFile file, Meaning meaning)
    {
        var gone = file.Memories.Where(m => meaning.Forgets.Contains(m.Id)).ToList();
        if (gone.Count == 0) return new Decision(file).Say(new ForgetWhich(Lines(file.Memories)));
        var left = file with { Memories = [.. file.Memories.Except(gone)] };
        return new Decision(left).Say(new Forgotten(left.Memories.Count == 0 && gone.Count > 1 ? [] : Lines(gone))).Because([.. gone.Select(m => new MemoryForgotten(m.Id, m.Kind))]);
    }

    private static Decision Consent(CustomerFile file, OpenQuestion asked, Answer answer, DateTimeOffset now)
    {
        var (kind, days) = asked.About?.Split('|') is [var k, var d] ? (k, int.Parse(d, System.Globalization.CultureInfo.InvariantCulture)) : ("", 0);
        var answered = file with { Awaiting = null };
        if (answer != Answer.Yes) return new Decision(answered).Say(new NotKept()).Because(new MemoryDeclined(kind));
        var (kept, facts) = Keep(answered, new Noticed(kind, asked.Words ?? "", null, 1, days, Sensitive: true), now, []);
        return new Decision(kept).Say(new Kept()).Because([.. facts]);
    }

    private static (CustomerFile, List<Fact>) Keep(CustomerFile file, Noticed noticed, DateTimeOffset now, List<Fact> facts)
    {
        var words = Words.Shorten(noticed.Words, LongestWords);
        if (file.Memories.Any(m => m.Kind == noticed.Kind && (Words.Same(m.Words, words) || (noticed.Value is not null && m.Value == noticed.Value)))) return (file, facts);
        var memory = new Memory(file.MemoriesKept + 1, noticed.Kind, words, now, noticed.Confidence, now.AddDays(noticed.KeptDays)) { Value = noticed.Value, Sensitive = noticed.Sensitive };
        var replaced = Single.Contains(noticed.Kind) ? file.Memories.Where(m => m.Kind == noticed.Kind).ToList() : [];
        facts.AddRange(replaced.Select(m => new MemoryCorrected(m.Id, m.Kind)));
        facts.Add(new MemoryKept(memory.Id, memory.Kind, memory.Confidence, memory.Sensitive));
        return (file with { Memories = [.. file.Memories.Except(replaced).TakeLast(MostMemories - 1), memory], MemoriesKept = memory.Id }, facts);
    }

    private static List<ToldLine> Lines(IEnumerable<Memory> memories) => [.. memories.Select(m => new ToldLine(m.Words, m.ToldAt))];
}
