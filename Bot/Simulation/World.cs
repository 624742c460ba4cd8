using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Simulation;

/// <summary>What all customers of one seed share: the shop, and the hosts with their outages and clocks. Customers never meet, so each can be played alone.</summary>
internal sealed class World
{
    private static readonly string[][] Shifts = [[], ["Jonas"], ["Priya"], ["Jonas", "Priya"]];

    private readonly List<(DateTimeOffset From, DateTimeOffset Until)>[] outages;
    private readonly List<(DateTimeOffset From, DateTimeOffset Until, TimeSpan Off)>[] jumps;
    private readonly TimeSpan[] skews;

    public World(ulong seed, SimulationOptions options, ShopContent content)
    {
        (Seed, Options, Content) = (seed, options, content);
        Chance = new Chance(seed);
        var news = options.Start.AddDays(options.Days * 0.4);
        Shop = content.Shop with { News = [.. content.Shop.News.Select(n => n with { Since = news, Ends = news.AddDays(120) })] };
        outages = [.. Enumerable.Range(0, options.Hosts).Select(_ => new List<(DateTimeOffset, DateTimeOffset)>())];
        jumps = [.. Enumerable.Range(0, options.Hosts).Select(_ => new List<(DateTimeOffset, DateTimeOffset, TimeSpan)>())];
        skews = new TimeSpan[options.Hosts];
        Findings = [.. content.Manuals.SelectMany(manual => manual.Sections.Select(section => FindingIn(manual, section)))];
        if (options.Faults) Draw(Chance.Of(Chance.KeyOf("hosts")));
    }

    public ulong Seed { get; }

    public SimulationOptions Options { get; }

    public ShopContent Content { get; }

    /// <summary>The shop's rules, with its news in the time that is simulated.</summary>
    public ShopRules Shop { get; }

    public Chance Chance { get; }

    /// <summary>What the manuals may answer.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>What a host's clock shows.</summary>
    public DateTimeOffset ClockOf(int host, DateTimeOffset at)
    {
        var off = skews[host];
        foreach (var jump in jumps[host])
            if (at >= jump.From && at < jump.Until) off += jump.Off;
        return at + off;
    }

    /// <summary>The first host from this one on that is up; null when all are down.</summary>
    public int? UpFrom(int host, DateTimeOffset at)
    {
        for (var i = 0; i < outages.Length; i++)
        {
            var next = (host + i) % outages.Length;
            if (DownUntil(next, at) is null) return next;
        }

        return null;
    }

    /// <summary>When the first host is up again.</summary>
    public DateTimeOffset AnyUpAt(DateTimeOffset at) => Enumerable.Range(0, outages.Length).Min(host => DownUntil(host, at) ?? at);

    /// <summary>What can be said of the staff.</summary>
    public StaffWord StaffAt(DateTimeOffset now) => Content.StaffAt(now, PromptLibrary.DefaultLocale, Shifts[now.Day % Shifts.Length]);

    private static Finding FindingIn(Manual manual, ManualSection section)
    {
        var source = Citations.Of(manual, section);
        return new Finding(new Markdown(section.Heading), source, 0.9) { Passages = [new Passage(section.Heading, source)] };
    }

    private DateTimeOffset? DownUntil(int host, DateTimeOffset at)
    {
        foreach (var outage in outages[host])
            if (at >= outage.From && at < outage.Until) return outage.Until;
        return null;
    }

    private void Draw(Chance chance)
    {
        var (start, days) = (Options.Start, Options.Days);
        for (var host = 0; host < outages.Length; host++)
        {
            var own = chance.Of((ulong)host);
            skews[host] = TimeSpan.FromSeconds((own.Share(1) - 0.5) * 4);

            // A host is away for minutes, its clock wrong by up to an hour, each about once in ten days.
            for (var i = 0UL; i < (ulong)(days / 10) + 1; i++)
            {
                var down = start.AddDays(days * own.Share(Chance.Mix(2, i)));
                outages[host].Add((down, down + own.Between(Chance.Mix(3, i), TimeSpan.FromMinutes(1), TimeSpan.FromHours(8))));
                var jump = start.AddDays(days * own.Share(Chance.Mix(4, i)));
                jumps[host].Add((jump, jump + own.Between(Chance.Mix(5, i), TimeSpan.FromMinutes(5), TimeSpan.FromHours(6)), TimeSpan.FromHours((own.Share(Chance.Mix(6, i)) - 0.5) * 2)));
            }
        }

        // Everything is away for hours to days, about once in forty days.
        for (var i = 0UL; i < (ulong)(days / 40) + 1; i++)
        {
            var from = start.AddDays(days * chance.Share(Chance.Mix(7, i)));
            var until = from + chance.Between(Chance.Mix(8, i), TimeSpan.FromHours(1), TimeSpan.FromDays(4));
            foreach (var host in outages) host.Add((from, until));
        }
    }
}
