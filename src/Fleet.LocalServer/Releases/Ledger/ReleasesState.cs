using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Releases.RunEvents;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>
/// The state of the releases service: the run events and the ledger, in separate databases so that ingest and promotion never wait for each other.
/// </summary>
internal sealed class ReleasesState(
    StateDatabase ledger, RunEventStore events, ReleaseWorkspace workspace, TimeProvider clock, ImportMark import) : IAsyncDisposable
{
    private const string LedgerFile = "releases-ledger.db";
    private const string RunEventsFile = "releases-evidence.db";

    public RunEventStore RunEvents => events;

    public ReleaseWorkspace Workspace => workspace;

    public ReleaseIds Ids { get; } = new();

    /// <summary>The mark of an import in progress.</summary>
    public ImportMark Import => import;

    /// <summary>The current time, in microseconds since 1970.</summary>
    public long Now => WireTime.ToInstant(clock.GetUtcNow());

    /// <summary>Opens the state, creating it if it does not exist.</summary>
    public static async Task<ReleasesState> OpenAsync(ServerContext context)
    {
        ReleaseWorkspace workspace = ReleaseWorkspace.Open(context.Options.WorkspacePath, context.Log.Warn);
        StateDatabase ledger = StateDatabase.Open(Path.Combine(context.Folder.Path, LedgerFile));
        await ledger.MigrateAsync(new LedgerSchema());
        RunEventStore events = await RunEventStore.OpenAsync(Path.Combine(context.Folder.Path, RunEventsFile));
        ReleasesState state = new(ledger, events, workspace, context.Clock, new ImportMark(context.Folder.Path));
        await state.Import.UndoAsync(state);
        return state;
    }

    /// <summary>Reads the ledger.</summary>
    public Task<T> ReadAsync<T>(Func<LedgerBook, T> read) => ledger.ReadAsync(session => read(new LedgerBook(session)));

    /// <summary>Changes the ledger; the change is on disk when the task completes.</summary>
    public Task<T> ChangeAsync<T>(Func<LedgerBook, T> change) => ledger.Writer.RunAsync(session => change(new LedgerBook(session)));

    /// <summary>Deletes everything.</summary>
    public async Task ClearAsync()
    {
        await ledger.Writer.RunAsync(static session =>
        {
            foreach (string table in LedgerSchema.Projections.Select(static projection => projection.Table).Append("ledger_entry").Append("given_answer"))
            {
                session.Execute($"DELETE FROM {table}");
            }

            return true;
        });
        await events.ClearAsync();
        Ids.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await events.DisposeAsync();
        await ledger.DisposeAsync();
    }
}
