using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>
/// Prepared statements of one connection, kept by their text; one thread at a time. Parameters are <c>$1</c>, <c>$2</c>, … in order. It speaks to SQLite itself: commands, parameters and readers
/// of ADO.NET cost as much as the statements of a turn do.
/// </summary>
internal sealed class SqliteStatements : IDisposable
{
    private const int BusyMilliseconds = 5000;

    // SQLITE_DBSTATUS_CACHE_WRITE
    private const int PagesWrittenStatus = 9;

    private readonly SqliteConnection connection;
    private readonly sqlite3 db;
    private readonly Dictionary<string, Prepared> prepared = [];

    public SqliteStatements(SqliteConnection open)
    {
        connection = open;
        db = open.Handle!;
        Check(raw.sqlite3_busy_timeout(db, BusyMilliseconds));
    }

    /// <summary>How many pages this connection has written since they were last forgotten.</summary>
    public int PagesWritten
    {
        get
        {
            Check(raw.sqlite3_db_status(db, PagesWrittenStatus, out var pages, out _, 0));
            return pages;
        }
    }

    public void ForgetPages() => Check(raw.sqlite3_db_status(db, PagesWrittenStatus, out _, out _, 1));

    /// <summary>Runs a statement; the result is how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = Prepare(sql, values);
        try
        {
            while (Step(statement))
            {
            }

            return raw.sqlite3_changes(db);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    /// <summary>The first column of the first row; null when it is empty or there is none.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = Prepare(sql, values);
        try
        {
            return Step(statement) ? new SqliteRow(statement).GetValue(0) : null;
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    public List<T> Rows<T>(string sql, Func<SqliteRow, T> read, params ReadOnlySpan<object?> values)
    {
        var statement = Prepare(sql, values);
        try
        {
            var rows = new List<T>();
            while (Step(statement)) rows.Add(read(new SqliteRow(statement)));
            return rows;
        }
        finally
        {
            // Reset, it ends its read transaction; left alone it would keep the write-ahead log from being folded back.
            raw.sqlite3_reset(statement);
        }
    }

    public void Dispose()
    {
        foreach (var (statement, _) in prepared.Values) statement.Dispose();
        connection.Dispose();
    }

    private sqlite3_stmt Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!prepared.TryGetValue(sql, out var known))
        {
            Check(raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));

            // To SQLite "$2" is a name, and names count in the order in which they first appear.
            prepared[sql] = known = new Prepared(statement, [.. Enumerable.Range(1, values.Length).Select(i => raw.sqlite3_bind_parameter_index(statement, $"${i}"))]);
        }

        for (var i = 0; i < values.Length; i++)
            if (known.Places[i] > 0) Bind(known.Statement, known.Places[i], values[i]);
        return known.Statement;
    }

    private void Bind(sqlite3_stmt statement, int index, object? value) => Check(value switch
    {
        null => raw.sqlite3_bind_null(statement, index),
        string text => BindText(statement, index, text),
        long number => raw.sqlite3_bind_int64(statement, index, number),
        int number => raw.sqlite3_bind_int64(statement, index, number),
        byte[] bytes => raw.sqlite3_bind_blob(statement, index, bytes),
        bool flag => raw.sqlite3_bind_int64(statement, index, flag ? 1 : 0),
        _ => throw new ArgumentException($"A {value.GetType().Name} does not stand in a column.", nameof(value)),
    });

    private static int BindText(sqlite3_stmt statement, int index, string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            // SQLite takes a copy.
            return raw.sqlite3_bind_text(statement, index, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>A statement, and which of its places each parameter has; none when the text does not name it.</summary>
    private readonly record struct Prepared(sqlite3_stmt Statement, int[] Places);

    private bool Step(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW) return true;
        if (result != raw.SQLITE_DONE) Check(result);
        return false;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(result, db);
    }
}

/// <summary>The row that a statement has come to; good until the next one.</summary>
internal readonly struct SqliteRow(sqlite3_stmt statement)
{
    public bool IsDBNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public string GetString(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public long GetInt64(int column) => raw.sqlite3_column_int64(statement, column);

    public int GetInt32(int column) => raw.sqlite3_column_int(statement, column);

    public byte[] GetBytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    public bool GetBoolean(int column) => raw.sqlite3_column_int(statement, column) != 0;

    /// <summary>A column of whatever kind; null when it is empty.</summary>
    public object? GetValue(int column) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => GetInt64(column),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, column),
        _ => GetString(column),
    };

    /// <summary>A column that may be empty.</summary>
    public string? Text(int column) => IsDBNull(column) ? null : GetString(column);
}
