using System.Globalization;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>Looks at the outbox beside the host: nothing in it tells when the last row has been written.</summary>
internal static class SmsRows
{
    public static async Task<long> CountAsync(string path, string state) =>
        long.Parse(await ScalarAsync(path, state == "under way" ? "SELECT count(*) FROM outgoing WHERE state IN ('pending', 'claimed', 'sending')" : $"SELECT count(*) FROM outgoing WHERE state = '{state}'"), CultureInfo.InvariantCulture);

    public static async Task<string> ScalarAsync(string path, string sql)
    {
        await using var db = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False;Mode=ReadOnly");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // The test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture)!;
    }
}
