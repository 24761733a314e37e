using System.Text.Json;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Tasks;

/// <summary>Stores tasks in the state database.</summary>
internal sealed class SqliteTaskStore(StateDatabase database, TimeProvider clock) : ITaskStore, ISchemaPart
{
    public string Name => "tasks";

    public IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE tasks (
            seq INTEGER PRIMARY KEY,
            task_key TEXT NOT NULL,
            document TEXT NOT NULL);
        CREATE UNIQUE INDEX tasks_key ON tasks (task_key);
        """,
    ];

    public async Task<IReadOnlyList<StoredTask>> ReadAsync() =>
        await database.ReadAsync(static session => session.Query("SELECT document FROM tasks ORDER BY seq", static row => Parse(row.GetString(0))));

    public Task<StoredAnswer> AddAsync(StoredTask task, ReplayKey? replay, Func<StoredTask, byte[]> answer, Action stored)
    {
        bool added = false;
        return database.Writer.RunAsync(
            session =>
            {
                if (ReplayStore.Find(session, replay) is { } known)
                {
                    return known;
                }

                added = session.Execute(
                    "INSERT INTO tasks (task_key, document) VALUES (?1, ?2) ON CONFLICT (task_key) DO NOTHING", task.Key, Write(task)) == 1;
                if (!added)
                {
                    throw ApiException.Conflict($"Task '{task.Key}' already exists");
                }

                StoredAnswer made = new(StatusCodes.Status200OK, answer(task));
                ReplayStore.Add(session, replay, made, clock.GetUtcNow());
                return made;
            },
            _ =>
            {
                if (added)
                {
                    stored();
                }
            });
    }

    public Task<StoredTask> ChangeAsync(string key, Func<StoredTask?, StoredTask> change, Action<StoredTask> stored) => database.Writer.RunAsync(
        session =>
        {
            StoredTask? known = session.QueryFirst("SELECT document FROM tasks WHERE task_key = ?1", static row => Parse(row.GetString(0)), key);
            StoredTask changed = change(known);
            session.Execute(
                "INSERT INTO tasks (task_key, document) VALUES (?1, ?2) ON CONFLICT (task_key) DO UPDATE SET document = excluded.document",
                key,
                Write(changed));
            return changed;
        },
        stored);

    public Task ClearAsync() => database.Writer.RunAsync(static session => session.Execute("DELETE FROM tasks"));

    private static StoredTask Parse(string document) => JsonSerializer.Deserialize(document, ModelJson.Stored.StoredTask)!;

    private static string Write(StoredTask task) => JsonSerializer.Serialize(task, ModelJson.Stored.StoredTask);
}
