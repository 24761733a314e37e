using Fleet.LocalServer.Core;
using Fleet.LocalServer.Store;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Tests.Store;

/// <summary>The only writer of the state.</summary>
public sealed class WriteQueueTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-test-").FullName;
    private readonly StateDatabase _database;

    public WriteQueueTests()
    {
        _database = StateDatabase.Open(Path.Combine(_folder, "state.db"));
        _database.MigrateAsync(new Part("t", "CREATE TABLE t (a INTEGER NOT NULL)")).GetAwaiter().GetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Changes_that_wait_share_one_transaction()
    {
        using ManualResetEventSlim gate = new();
        int commits = 0;
        Task<int> first = _database.Writer.RunAsync(session =>
        {
            // The hook counts commits. It is set while the writer is blocked, so that the other changes have to queue up.
            SQLitePCL.raw.sqlite3_commit_hook(session.Connection.Handle, _ => Interlocked.Increment(ref commits) * 0, null);
            gate.Wait();
            return 0;
        });
        Task<int>[] waiting = [.. Enumerable.Range(0, 200).Select(i => _database.Writer.RunAsync(session => session.Execute("INSERT INTO t VALUES (?1)", i)))];

        gate.Set();
        await Task.WhenAll([first, .. waiting]);

        Assert.InRange(commits, 1, 2);
        Assert.Equal(200, await CountAsync());
    }

    [Fact]
    public async Task A_change_that_fails_is_undone_alone()
    {
        using ManualResetEventSlim gate = new();
        Task<int> held = _database.Writer.RunAsync(_ =>
        {
            gate.Wait();
            return 0;
        });
        Task<int> good = _database.Writer.RunAsync(static session => session.Execute("INSERT INTO t VALUES (1)"));
        Task<int> bad = _database.Writer.RunAsync(static session =>
        {
            session.Execute("INSERT INTO t VALUES (2)");
            return session.Execute("INSERT INTO t VALUES (NULL)");
        });
        Task<int> alsoGood = _database.Writer.RunAsync(static session => session.Execute("INSERT INTO t VALUES (3)"));

        gate.Set();
        await Task.WhenAll(held, good, alsoGood);

        await Assert.ThrowsAsync<SqliteException>(() => bad);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task What_was_committed_is_told_before_the_caller_goes_on()
    {
        List<string> order = [];
        Task<int> change = _database.Writer.RunAsync(static session => session.Execute("INSERT INTO t VALUES (1)"), _ => order.Add("committed"));
        await change;
        order.Add("caller");

        Assert.Equal(["committed", "caller"], order);
    }

    [Fact]
    public async Task A_read_sees_all_that_was_written_before_it()
    {
        Task<int> written = _database.Writer.RunAsync(static session => session.Execute("INSERT INTO t VALUES (1)"));

        Assert.Equal(1, await CountAsync());
        await written;
    }

    [Fact]
    public async Task Tables_grow_step_by_step_and_are_never_made_twice()
    {
        await _database.MigrateAsync(new Part("t", "CREATE TABLE t (a INTEGER NOT NULL)", "ALTER TABLE t ADD COLUMN b TEXT"));
        await _database.MigrateAsync(new Part("t", "CREATE TABLE t (a INTEGER NOT NULL)", "ALTER TABLE t ADD COLUMN b TEXT"));

        await _database.Writer.RunAsync(static session => session.Execute("INSERT INTO t (a, b) VALUES (1, 'x')"));
        Part oldPart = new("t", "CREATE TABLE t (a INTEGER NOT NULL)");
        ServerSetupException older = await Assert.ThrowsAsync<ServerSetupException>(() => _database.MigrateAsync(oldPart));
        Assert.Contains("newer server", older.Message, StringComparison.Ordinal);
    }

    private Task<long> CountAsync() => _database.ReadAsync(static session => session.QueryFirst("SELECT COUNT(*) FROM t", static row => row.GetInt64(0)));

    private sealed class Part(string name, params string[] steps) : ISchemaPart
    {
        public string Name => name;

        public IReadOnlyList<string> Steps => steps;
    }
}
