namespace FollowUpBot.Bot.Simulation;

/// <summary>
/// Chance that depends on a name and not on what was drawn before it: the same thing has the same luck when something else is left out, so a history can be made
/// shorter and stays the same history.
/// </summary>
internal readonly record struct Chance(ulong Seed)
{
    /// <summary>A name as a number: FNV-1a.</summary>
    public static ulong KeyOf(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in name) hash = (hash ^ letter) * 1099511628211UL;
        return hash;
    }

    /// <summary>Two names as one: SplitMix64.</summary>
    public static ulong Mix(ulong one, ulong other)
    {
        var z = one + (other * 0x9E3779B97F4A7C15UL) + 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>The chance of something within this.</summary>
    public Chance Of(ulong key) => new(Mix(Seed, key));

    /// <summary>From 0 to below 1.</summary>
    public double Share(ulong key) => (Mix(Seed, key) >> 11) * (1.0 / (1UL << 53));

    public bool Happens(ulong key, double probability) => Share(key) < probability;

    /// <summary>From 0 to below a number.</summary>
    public int Below(ulong key, int most) => (int)(Share(key) * most);

    /// <summary>A span between two, short ones more often: people answer at once or much later.</summary>
    public TimeSpan Between(ulong key, TimeSpan least, TimeSpan most)
    {
        var share = Share(key);
        return least + ((most - least) * (share * share));
    }

    public T Pick<T>(ulong key, IReadOnlyList<T> from) => from[Below(key, from.Count)];
}
