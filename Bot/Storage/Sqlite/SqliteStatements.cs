using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>Prepared statements of one connection, kept by their text. Parameters are <c>$1</c>, <c>$2</c>, … in order.</summary>
internal sealed class SqliteStatements(SqliteConnection db) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> prepared = [];

    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    public object? Scalar(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteScalar() is var value and not DBNull ? value : null;

    public List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        // Disposed, the reader ends its read transaction; left open it would keep the write-ahead log from being folded back.
        using var reader = Prepare(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    public void Dispose()
    {
        foreach (var command in prepared.Values) command.Dispose();
        db.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = db.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this folder.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 1; i <= values.Length; i++) command.Parameters.Add(new SqliteParameter($"${i}", DBNull.Value));
            prepared[sql] = command;
        }

        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}

/// <summary>Columns that may be empty.</summary>
internal static class SqliteColumns
{
    public static string? Text(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
