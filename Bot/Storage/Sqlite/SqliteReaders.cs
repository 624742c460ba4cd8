using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>Connections that read beside the writer, each with its statements kept; as many as have been reading at once.</summary>
internal sealed class SqliteReaders(string connection) : IDisposable
{
    private readonly ConcurrentBag<SqliteStatements> idle = [];

    public SqliteConnection Open()
    {
        var db = new SqliteConnection(connection);
        db.Open();
        return db;
    }

    public T Read<T>(Func<SqliteStatements, T> read)
    {
        if (!idle.TryTake(out var statements)) statements = new SqliteStatements(Open());
        try
        {
            var result = read(statements);
            idle.Add(statements);
            return result;
        }
        catch
        {
            statements.Dispose();
            throw;
        }
    }

    public List<T> Rows<T>(string sql, Func<SqliteRow, T> row, params object?[] values) => Read(s => s.Rows(sql, row, values));

    public object? Scalar(string sql, params object?[] values) => Read(s => s.Scalar(sql, values));

    public void Dispose()
    {
        while (idle.TryTake(out var statements)) statements.Dispose();
    }
}
