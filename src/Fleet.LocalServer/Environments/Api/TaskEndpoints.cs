using System.Text.Json;
using Fleet.LocalServer.Environments.Catalog;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Environments.Tasks;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The routes for tasks and their projects.</summary>
internal sealed class TaskEndpoints(TaskLibrary tasks, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/tasks", ListAsync).Describe("Lists tasks.");
        routes.MapPost("/v1/tasks", CreateAsync).Describe("Imports a task.");
        routes.MapGet("/v1/tasks/projects", ProjectsAsync).Describe("Lists the projects of tasks.");
        routes.MapGet("/v1/tasks/{task_key}", GetAsync).Describe("Returns a task.");
        routes.MapPut("/v1/tasks/{task_key}", UpdateAsync).Describe("Updates a task.");
    }

    private async Task ListAsync(HttpContext context)
    {
        string[] keys = [.. context.Request.Query["task_keys"].OfType<string>()];
        TaskFilter filter = new()
        {
            EnvKey = context.Query("env_key"),
            Keys = keys.Length == 0 ? null : keys.ToHashSet(StringComparer.Ordinal),
            TeamId = context.Query("team_id"),
            ProjectKey = context.Query("project_key") ?? context.Query("task_project_key"),
            DataId = context.Query("data_id"),
            DataVersion = context.Query("data_version"),
        };
        IReadOnlyList<StoredTask> found = await tasks.ListAsync(filter);
        await Answer.JsonAsync(context, new TaskListAnswer([.. found.Select(TaskAnswers.Of)], found.Count), ApiJson.Wire.TaskListAnswer);
    }

    private async Task GetAsync(HttpContext context)
    {
        StoredTask task = await tasks.GetAsync(context.Route("task_key"));
        await WriteAsync(context, context.IsForOtherTeam() ? throw ApiException.NotFound("Task not found") : task);
    }

    private async Task CreateAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        StoredTask task = TaskReader.Read(fields, clock.GetUtcNow(), context.Query("project_key"));
        StoredAnswer answer = await tasks.AddAsync(task, ReplayKey.Read(context.Request, fields.Bytes), ToBytes);
        await Answer.BytesAsync(context, answer.Body, answer.Status);
    }

    private async Task UpdateAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        string? prompt = fields.TextOrNull("prompt");
        string? code = fields.TextOrNull("verifier_code");
        JsonElement? metadata = fields.FindObject("metadata");
        fields.FindObject("writer_metadata");
        fields.FindObject("qa_metadata");
        fields.ThrowIfInvalid();
        await WriteAsync(context, await tasks.ChangeAsync(context.Route("task_key"), prompt, code, metadata));
    }

    private async Task ProjectsAsync(HttpContext context)
    {
        IReadOnlyList<StoredTask> all = await tasks.ListAsync(new TaskFilter());
        ProjectAnswer[] projects =
        [
            .. all.Where(static task => task.ProjectKey is not null)
                .GroupBy(static task => task.ProjectKey!)
                .Select(static group => new ProjectAnswer(group.Key, null, WireTime.WithZone(group.Min(static task => task.CreatedAt)))),
        ];
        await Answer.JsonAsync(context, new ProjectListAnswer(projects), ApiJson.Wire.ProjectListAnswer);
    }

    private static Task WriteAsync(HttpContext context, StoredTask task) => Answer.BytesAsync(context, ToBytes(task));

    private static byte[] ToBytes(StoredTask task) => JsonSerializer.SerializeToUtf8Bytes(TaskAnswers.Of(task), ApiJson.Wire.TaskAnswer);
}
