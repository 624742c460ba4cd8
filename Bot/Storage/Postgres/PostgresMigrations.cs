using System.Globalization;
using System.Reflection;
using Dapper;
using Npgsql;

namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>The numbered steps of <c>Migrations/</c>, forward only.</summary>
internal static class PostgresMigrations
{
    // Any number that nobody else in the database uses: "FollowUp" in ASCII.
    private const long Turnstile = 0x466F_6C6C_6F77_5570;

    // Another host may be at a long step; this one waits for it.
    private const int LongestStepSeconds = 600;

    /// <summary>Brings the store to the newest format, one host at a time, each step in a transaction of its own; throws <see cref="StoreException"/> when it is newer than this program.</summary>
    public static async Task ApplyAsync(NpgsqlConnection db)
    {
        await db.ExecuteAsync("SELECT pg_advisory_lock(@Turnstile)", new { Turnstile }, commandTimeout: LongestStepSeconds);
        try
        {
            // Looked for first, so that who may not create tables can still run on a store that is complete.
            if (await db.ExecuteScalarAsync<bool>("SELECT to_regclass('migration') IS NULL"))
                await db.ExecuteAsync("CREATE TABLE migration (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");
            await ApplyMissingAsync(db, await db.ExecuteScalarAsync<int>("SELECT coalesce(max(number), 0) FROM migration"));
        }
        finally
        {
            await db.ExecuteAsync("SELECT pg_advisory_unlock(@Turnstile)", new { Turnstile });
        }
    }

    private static async Task ApplyMissingAsync(NpgsqlConnection db, int current)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var migrations = All();
        if (current > migrations[^1].Number) throw Newer(current, migrations[^1].Number);

        foreach (var (resource, name, number) in migrations.Where(m => m.Number > current))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            await using var transaction = await db.BeginTransactionAsync();
            await db.ExecuteAsync(await reader.ReadToEndAsync(), transaction: transaction, commandTimeout: LongestStepSeconds);
            await db.ExecuteAsync("INSERT INTO migration (number, name) VALUES (@number, @name)", new { number, name }, transaction);
            await transaction.CommitAsync();
        }
    }

    /// <summary>Throws <see cref="StoreException"/> unless the store is in the newest format; changes nothing.</summary>
    public static async Task CheckAsync(NpgsqlConnection db)
    {
        var newest = All()[^1].Number;
        var current = await db.ExecuteScalarAsync<bool>("SELECT to_regclass('migration') IS NULL") ? 0 : await db.ExecuteScalarAsync<int>("SELECT coalesce(max(number), 0) FROM migration");
        if (current > newest) throw Newer(current, newest);
        if (current < newest) throw new StoreException($"The store is of an older version of this program (format {current}; this one has {newest}): start a host of this version once, and it is brought up to date.");
    }

    private static List<(string Resource, string Name, int Number)> All() =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.Contains(".Storage.Postgres.", StringComparison.Ordinal) && n.EndsWith(".sql", StringComparison.Ordinal))
            .Select(n => (Resource: n, Name: n.Split('.')[^2].TrimStart('_')))
            .Select(m => (m.Resource, m.Name, Number: int.Parse(m.Name.Split('_')[0], CultureInfo.InvariantCulture)))
            .OrderBy(m => m.Number),
    ];

    private static StoreException Newer(int current, int newest) =>
        new($"The store was written by a newer version of this program (format {current}; this one knows {newest}): run that version, or restore a backup.");
}
