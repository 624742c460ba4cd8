using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Segments;

/// <summary>Which segments somebody belongs to, and what follows from joining one: a contact ahead of the ask, a personal touch suggested to staff.</summary>
public static class SegmentsDialog
{
    // What the customer was not promised has no hour by which it is late.
    private static readonly TimeSpan ForAGesture = TimeSpan.FromDays(3);

    /// <summary>Says what a segment's contact brings. Its occasion was judged when it was planned and is judged again here.</summary>
    public static Decision? Tell(CustomerFile file, Segment segment, CheckInDue due, DateTimeOffset now)
    {
        var membership = segment.For.MembershipsOf(file).FirstOrDefault(m => m.Holds(now) && m.Purchase?.OrderId == due.OrderId);
        if (membership is null || segment.Says is null) return null;
        var purchase = membership.Purchase ?? file.Latest;
        var about = purchase is not null && segment.About.TryGetValue(purchase.Product, out var section) ? section : null;
        var next = file with { Had = [.. file.Had, segment.Step] };
        if (about is not null && file.Told.Contains(about.Topic)) return new Decision(next);
        if (about is not null) next = next.Tell(about.Topic);
        return new Decision(next.ContactedAt(now, segment.Step, due.OrderId))
            .Say(new PlannedContact(segment.Says, purchase?.Product, purchase?.Thing, about) { Name = file.FirstName })
            .Because(new ContactMade(segment.Step, due.OrderId, purchase?.Product));
    }

    /// <summary>Holds a decision against all segments: who joins or leaves one has it on record.</summary>
    public static Decision Follow(Decision decision, ShopRules shop, DateTimeOffset now)
    {
        if (shop.Segments.Count == 0 && shop.Gestures.Count == 0 && decision.Next.Segments.Count == 0) return decision;
        var file = decision.Next;
        var isIn = shop.Segments.Where(s => s.For.Has(file, now)).Select(s => s.Name).ToList();
        var (joined, left) = (isIn.Except(file.Segments).ToList(), file.Segments.Except(isIn).ToList());
        if (joined.Count + left.Count > 0)
            decision = (decision with { Next = file with { Segments = isIn } }).Because([.. joined.Select(s => new SegmentEntered(s)), .. left.Select(s => new SegmentLeft(s))]);
        foreach (var gesture in shop.Gestures) decision = Suggest(decision, gesture, now);
        return decision;
    }

    /// <summary>When a membership next begins or ends by itself; null when none does.</summary>
    public static DateTimeOffset? NextChange(CustomerFile file, ShopRules shop, DateTimeOffset now) => shop.Segments.Select(s => s.For).Concat(shop.Gestures.Select(g => g.For))
        .SelectMany(g => g.MembershipsOf(file))
        .SelectMany(m => new[] { m.From, m.Until })
        .Where(at => at > now && at < DateTimeOffset.MaxValue)
        .Select(at => (DateTimeOffset?)at)
        .Min();

    private static Decision Suggest(Decision decision, Gesture gesture, DateTimeOffset now)
    {
        var file = decision.Next;
        var mark = $"gesture:{gesture.Name}";
        if (file.Had.Contains(mark) || file.Stopped || file.OpenHandoff is not null || !gesture.For.Has(file, now)) return decision;
        var (next, task) = file.OpenTask(gesture.Task, now, now + ForAGesture);
        return (decision with { Next = next with { Had = [.. next.Had, mark] } }).Because(new GestureSuggested(gesture.Name, task.Id), new CaseOpened(task.Id, nameof(CaseKind.Task), task.Reason, task.Mood));
    }
}
