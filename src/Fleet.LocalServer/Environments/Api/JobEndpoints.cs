using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Catalog;
using Fleet.LocalServer.Environments.Jobs;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Environments.Tasks;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The routes for jobs, including those that only collect traces.</summary>
internal sealed class JobEndpoints(JobStore jobs, TaskLibrary tasks, EnvironmentCatalog catalog)
{
    private const int UsualMinutes = 60;
    private const int UsualConcurrency = 30;

    /// <summary>The ways to choose a job's tasks, of which a request must use exactly one.</summary>
    private static readonly string[] s_choices = ["env_key", "project_key", "task_keys"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/jobs", ListAsync).Describe("Lists jobs, newest first.");
        routes.MapPost("/v1/jobs", CreateAsync).Describe("Creates a job; its sessions are ingested later.");
        routes.MapGet("/v1/jobs/{job_id}", GetAsync).Describe("Returns a job.");
        routes.MapPost("/v1/traces/jobs", CreateTraceJobAsync).Describe("Creates a job that collects traces.");
    }

    private async Task ListAsync(HttpContext context)
    {
        IReadOnlyList<JobAnswer> found = context.IsForOtherTeam() ? [] : [.. (await jobs.ListAsync()).Select(ToAnswer)];
        await Answer.JsonAsync(context, new JobListAnswer(found, found.Count), ApiJson.Wire.JobListAnswer);
    }

    private async Task GetAsync(HttpContext context)
    {
        Job job = await jobs.GetAsync(context.Route("job_id"));
        await (context.IsForOtherTeam() ? throw ApiException.NotFound("Job not found") : Answer.JsonAsync(context, ToAnswer(job), ApiJson.Wire.JobAnswer));
    }

    private async Task CreateAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        string? name = ReadName(fields);
        IReadOnlyList<string> models = fields.TextsOrNull("models", least: 1) ?? [];
        if (!fields.Has("models"))
        {
            fields.Add("models", "Field required", "missing");
        }

        long passes = fields.WholeOrNull("pass_k", 1, int.MaxValue) ?? 1;
        string? environment = fields.TextOrNull("env_key");
        string? project = fields.TextOrNull("project_key");
        IReadOnlyList<string>? keys = fields.TextsOrNull("task_keys", least: 1);
        IReadOnlyList<string> excluded = fields.TextsOrNull("excluded_task_keys") ?? [];
        JsonObject request = new()
        {
            ["models"] = ToArray(models),
            ["pass_k"] = passes,
            ["env_key"] = environment,
            ["project_key"] = project,
            ["task_keys"] = keys is null ? null : ToArray(keys),
            ["excluded_task_keys"] = ToArray(excluded),
            ["max_steps"] = fields.WholeOrNull("max_steps", 1),
            ["max_duration_minutes"] = fields.WholeOrNull("max_duration_minutes", 1) ?? UsualMinutes,
            ["max_concurrent_per_model"] = fields.WholeOrNull("max_concurrent_per_model", 1) ?? UsualConcurrency,
            ["mode"] = ReadMode(fields),
            ["system_prompt"] = fields.TextOrNull("system_prompt"),
            ["model_prompts"] = fields.FindObject("model_prompts") is { } prompts ? JsonNode.Parse(prompts.GetRawText()) : null,
            ["harness"] = fields.TextOrNull("harness"),
        };

        // Model providers' keys are not stored, since this server calls no models.
        fields.FindObject("byok_keys");
        fields.WholeOrNull("byok_ttl_minutes", 1);
        if (s_choices.Count(choice => fields.Find(choice) is not null) != 1)
        {
            fields.Add("task_keys", "Name exactly one of 'env_key', 'project_key' and 'task_keys'", "value_error");
        }

        fields.ThrowIfInvalid();
        int count = await CountTasksAsync(environment, project, keys, excluded);
        StoredAnswer answer = await jobs.AddAsync(
            new JobRequest(name, count * models.Count * passes, request.ToJsonString()),
            ReplayKey.Read(context.Request, fields.Bytes),
            static job => JsonSerializer.SerializeToUtf8Bytes(new JobCreatedAnswer(job.Id, null, job.Status, job.Name), ApiJson.Wire.JobCreatedAnswer));
        await Answer.BytesAsync(context, answer.Body, answer.Status);
    }

    private async Task CreateTraceJobAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context, optional: true);
        string? name = ReadName(fields);
        fields.ThrowIfInvalid();
        StoredAnswer answer = await jobs.AddAsync(
            new JobRequest(name ?? "trace-job-{sid}", null, "{}"),
            ReplayKey.Read(context.Request, fields.Bytes),
            static job => JsonSerializer.SerializeToUtf8Bytes(new TraceJobAnswer(job.Id, job.Name!, job.Status), ApiJson.Wire.TraceJobAnswer));
        await Answer.BytesAsync(context, answer.Body, answer.Status);
    }

    private static JobAnswer ToAnswer(Job job) => new(job.Id, job.Name, WireTime.WithZone(job.CreatedAt), job.Status);

    private static string? ReadName(JsonFields fields)
    {
        if (fields.TextOrNull("name") is not { Length: > 0 } name)
        {
            return null;
        }

        if (name.Length > JobName.MaxLength)
        {
            fields.Add("name", $"String should have at most {JobName.MaxLength} characters", "string_too_long");
        }
        else if (!JobName.IsValid(name))
        {
            fields.Add("name", "The placeholder {i} may stand at the end only", "value_error");
        }

        return name;
    }

    private static string? ReadMode(JsonFields fields)
    {
        string? mode = fields.TextOrNull("mode");
        if (mode is not (null or "tool-use" or "computer-use"))
        {
            fields.Add("mode", "Input should be 'tool-use' or 'computer-use'", "enum");
        }

        return mode;
    }

    /// <summary>Counts the tasks of a job.</summary>
    /// <exception cref="ApiException">It names something that does not exist, or no tasks remain.</exception>
    private async Task<int> CountTasksAsync(string? environment, string? project, IReadOnlyList<string>? keys, IReadOnlyList<string> excluded)
    {
        if (environment is not null && !catalog.Environments.ContainsKey(environment.Split(':')[0]))
        {
            throw ApiException.BadRequest($"Environment '{environment}' not found");
        }

        TaskFilter filter = new() { EnvKey = environment, ProjectKey = project, Keys = keys?.ToHashSet(StringComparer.Ordinal) };
        IReadOnlyList<StoredTask> found = await tasks.ListAsync(filter);
        if (keys?.FirstOrDefault(key => found.All(task => task.Key != key)) is { } unknown)
        {
            throw ApiException.BadRequest($"Task '{unknown}' not found");
        }

        int count = found.Count(task => !excluded.Contains(task.Key));
        return count > 0
            ? count
            : throw ApiException.BadRequest(found.Count > 0 ? "All tasks of the job are excluded" : $"'{project ?? environment}' has no tasks");
    }

    private static JsonArray ToArray(IEnumerable<string> texts) => [.. texts.Select(static text => JsonValue.Create(text))];
}
