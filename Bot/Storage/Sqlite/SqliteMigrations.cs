using System.Globalization;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>The numbered steps of <c>Migrations/</c>, forward only.</summary>
internal static class SqliteMigrations
{
    /// <summary>Brings the file to the newest format, each step in a transaction of its own; throws <see cref="StoreException"/> when it is newer than this program.</summary>
    public static void Apply(SqliteConnection db)
    {
        var current = db.ExecuteScalar<long>("PRAGMA user_version");
        var assembly = Assembly.GetExecutingAssembly();
        var migrations = All();
        if (current > migrations[^1].Number) throw Newer(current, migrations[^1].Number);

        foreach (var (name, number) in migrations.Where(m => m.Number > current))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            using var transaction = db.BeginTransaction();
            db.Execute(reader.ReadToEnd(), transaction: transaction);
            db.Execute($"PRAGMA user_version = {number}", transaction: transaction);
            transaction.Commit();
        }
    }

    /// <summary>Throws <see cref="StoreException"/> unless the file is in the newest format; changes nothing.</summary>
    public static void Check(SqliteConnection db)
    {
        var (current, newest) = (db.ExecuteScalar<long>("PRAGMA user_version"), All()[^1].Number);
        if (current > newest) throw Newer(current, newest);
        if (current < newest) throw new StoreException($"The store is of an older version of this program (format {current}; this one has {newest}): start the host of this version once, and it is brought up to date.");
    }

    private static List<(string Name, int Number)> All() =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.Contains(".Storage.Sqlite.", StringComparison.Ordinal) && n.EndsWith(".sql", StringComparison.Ordinal))
            .Select(n => (Name: n, Number: int.Parse(n.Split('.')[^2].Split('_')[0], CultureInfo.InvariantCulture)))
            .OrderBy(m => m.Number),
    ];

    private static StoreException Newer(long current, int newest) =>
        new($"The store was written by a newer version of this program (format {current}; this one knows {newest}): run that version, or restore a backup.");
}
