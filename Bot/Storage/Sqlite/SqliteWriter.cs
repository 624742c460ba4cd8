using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>
/// The one writer of a SQLite file: a thread with a connection of its own that takes what is waiting, up to <see cref="MostPerCommit"/> writes, into one durable commit.
/// Each write stands alone: where one fails, all are run again, each in a savepoint of its own. A write is therefore something that can be run twice.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MostPerCommit = 64;

    // 48 MB: a page that many turns touch is written back once, and a host that was killed reads the log in a moment.
    private const int PagesPerFold = 12_000;

    private const string Checkpoint = "PRAGMA wal_checkpoint(PASSIVE)";

    private const int SqliteIoError = 10, SqliteFull = 13;

    private readonly BlockingCollection<Write> waiting = new(new ConcurrentQueue<Write>());
    private readonly SqliteStatements statements;
    private readonly Thread thread;
    private readonly SqliteReaders beside;
    private readonly string file;
    private Task? folding;
    private bool disposed;
    private volatile bool isStuck;

    public SqliteWriter(SqliteConnection open, SqliteReaders beside)
    {
        this.beside = beside;
        file = open.DataSource;
        statements = new SqliteStatements(open);
        thread = new Thread(Run) { IsBackground = true, Name = "sqlite-writer" };
        thread.Start();
    }

    /// <summary>Runs a write; the task ends when it is durable.</summary>
    public async Task<T> RunAsync<T>(Func<SqliteStatements, T> write)
    {
        var item = new Write(s => write(s));
        waiting.Add(item);
        return (T)(await item.Done.Task.ConfigureAwait(false))!;
    }

    /// <summary>Whether what was written last failed for the disk's sake. Then the next write tells whether it still would.</summary>
    public bool IsStuck => isStuck;

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        waiting.CompleteAdding();
        thread.Join();
        folding?.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        statements.Dispose();
        waiting.Dispose();
    }

    private void Run()
    {
        var batch = new List<Write>(MostPerCommit);
        foreach (var first in waiting.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < MostPerCommit && waiting.TryTake(out var next)) batch.Add(next);
            Commit(batch);
            if (statements.PagesWritten >= PagesPerFold) Fold();
        }
    }

    // The log is folded back into the file beside the writer, which goes on appending. Only when next to nothing is left does the writer fold that itself: then the log begins anew.
    private void Fold()
    {
        if (folding is null)
        {
            folding = Task.Run(() => beside.Read(s => s.Execute(Checkpoint)));
        }
        else if (folding.IsCompleted)
        {
            try
            {
                statements.Execute(Checkpoint);
            }
            catch (SqliteException)
            {
                // A disk that is full, say: nothing is lost, the log goes on growing and is folded another time.
            }

            statements.ForgetPages();
            folding = null;
        }
    }

    private void Commit(List<Write> batch)
    {
        try
        {
            // Savepoints cost more than most writes, and hardly one of them fails.
            if (!RunAll(batch)) RunEach(batch);
        }
        catch (Exception error)
        {
            // Nothing of this batch is durable, so every caller must hear of it.
            RollBack();
            var reason = Understood(error);
            foreach (var write in batch) write.Done.TrySetException(reason);
            return;
        }

        isStuck = false;
        foreach (var write in batch) write.Finish();
    }

    // The disk, and not what was asked of it: it may be asked again when there is room.
    private Exception Understood(Exception error)
    {
        if (!IsOfTheDisk(error)) return error;
        isStuck = true;
        return new StoreUnavailableException(
            error is SqliteException { SqliteErrorCode: SqliteFull } ? $"The store {file} cannot be written, the disk is full: make room on it." : $"The store {file} cannot be written, the disk fails: {error.Message}", error);
    }

    private static bool IsOfTheDisk(Exception error) => error is SqliteException { SqliteErrorCode: SqliteFull or SqliteIoError };

    // False when a write failed: none of them is written then, and each is to be run by itself.
    private bool RunAll(List<Write> batch)
    {
        statements.Execute("BEGIN IMMEDIATE");
        foreach (var write in batch)
        {
            try
            {
                write.Result = write.Body(statements);
            }
            catch (Exception)
            {
                RollBack();
                return false;
            }
        }

        statements.Execute("COMMIT");
        return true;
    }

    private void RunEach(List<Write> batch)
    {
        statements.Execute("BEGIN IMMEDIATE");
        foreach (var write in batch) RunOne(write);
        statements.Execute("COMMIT");
    }

    private void RollBack()
    {
        try
        {
            statements.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // There was no transaction left: a failed COMMIT may have rolled back by itself.
        }
    }

    private void RunOne(Write write)
    {
        statements.Execute("SAVEPOINT write");
        try
        {
            write.Result = write.Body(statements);
        }
        catch (Exception error) when (!IsOfTheDisk(error))
        {
            // The disk's errors have undone everything already.
            write.Error = error;
            statements.Execute("ROLLBACK TO write");
        }

        statements.Execute("RELEASE write");
    }

    private sealed class Write(Func<SqliteStatements, object?> body)
    {
        public Func<SqliteStatements, object?> Body { get; } = body;

        public TaskCompletionSource<object?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public object? Result { get; set; }

        public Exception? Error { get; set; }

        public void Finish()
        {
            if (Error is null) Done.SetResult(Result);
            else Done.SetException(Error);
        }
    }
}
