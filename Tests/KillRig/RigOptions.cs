namespace FollowUpBot.KillRig;

/// <summary>What a run does to its hosts.</summary>
internal sealed record RigOptions
{
    /// <summary>Whether the hosts share a PostgreSQL; else there is one, on a SQLite file.</summary>
    public bool Postgres { get; init; }

    /// <summary>A PostgreSQL that runs already; it is not restarted. When null the rig starts one of its own.</summary>
    public string? Server { get; init; }

    public int Hosts { get; init; } = 1;

    /// <summary>How often a host is killed and started again.</summary>
    public int Kills { get; init; }

    /// <summary>How often a host is paused, every other time for longer than a lease.</summary>
    public int Stops { get; init; }

    /// <summary>How often the database is restarted, or connections to it are ended.</summary>
    public int Cuts { get; init; }

    /// <summary>The choice of faults: what, whom, how long. When each falls into the hosts' work cannot be repeated.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many customers talk; as many on each kind of channel. Others buy.</summary>
    public int Customers { get; init; } = 15;

    /// <summary>After so many minutes no more is done to the hosts, whatever is left of the plan; null when there is no hurry.</summary>
    public int? Minutes { get; init; }

    /// <summary>The hosts' program.</summary>
    public string Program { get; init; } = HostProcess.Program;

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (Hosts is < 1 or > 20) yield return "--hosts is from 1 to 20.";
        if (!Postgres && Hosts > 1) yield return "A SQLite file belongs to one host: leave --hosts out, or take --store postgres.";
        if (!Postgres && Cuts > 0) yield return "--cuts are of a database's connections: leave them out, or take --store postgres.";
        if (Postgres && Server is null && !PostgresCluster.IsInstalled) yield return "There is no PostgreSQL: install it (apt-get install postgresql), or name one with --server 'Host=…;Database=…;Username=…;Password=…'.";
        if (!Postgres && Server is not null) yield return "--server is for --store postgres.";
        if (Customers is < 3 or > 3000) yield return "--customers is from 3 to 3000.";
        if (new[] { Kills, Stops, Cuts }.Any(n => n is < 0 or > 100_000)) yield return "--kills, --stops and --cuts are from 0 to 100000.";
        if (Minutes is < 1) yield return "--minutes is 1 or more.";
        if (Kills + Stops + Cuts == 0) yield return "Without --kills, --stops or --cuts nothing happens.";
    }
}
