namespace FollowUpBot.Bot.Storage;

/// <summary>The values used last, at most twice so many as given: when half of them are new, the older half goes, except what is used again.</summary>
internal sealed class Recent<TKey, TValue>(int most)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock gate = new();
    private Dictionary<TKey, TValue> young = [];
    private Dictionary<TKey, TValue> old = [];

    public TValue? Find(TKey key)
    {
        lock (gate)
        {
            if (young.TryGetValue(key, out var value)) return value;
            if (!old.Remove(key, out value)) return null;
            Add(key, value);
            return value;
        }
    }

    public void Put(TKey key, TValue value)
    {
        lock (gate)
        {
            old.Remove(key);
            Add(key, value);
        }
    }

    /// <summary>For what was read a while ago: it takes the place of what is there only where that gives way.</summary>
    public void Offer(TKey key, TValue value, Func<TValue, bool> givesWay)
    {
        lock (gate)
        {
            if ((young.TryGetValue(key, out var there) || old.TryGetValue(key, out there)) && !givesWay(there)) return;
            old.Remove(key);
            Add(key, value);
        }
    }

    public void Remove(TKey key)
    {
        lock (gate)
        {
            young.Remove(key);
            old.Remove(key);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            young.Clear();
            old.Clear();
        }
    }

    private void Add(TKey key, TValue value)
    {
        young[key] = value;
        if (young.Count < most) return;
        (old, young) = (young, []);
    }
}
