using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Environments;

/// <summary>Reads jobs, and writes requests to create them.</summary>
internal static class JobWire
{
    private const int NameLength = 255;

    private static readonly JsonFields s_job = JsonFields.Of<JobField>();

    // A job that is read has an id, one that was created a job_id.
    private enum JobField
    {
        Id,
        JobId,
        Name,
        Status,
        CreatedAt,
        WorkflowJobId,
    }

    public static JsonListShape<FleetJob> Jobs { get; } = new("jobs", static (ref json) => json.Object(Job), s_job.Count);

    public static FleetJob Job(ref JsonCursor json)
    {
        string? id = null, name = null, status = null, workflow = null;
        DateTimeOffset? created = null;
        int next = 0;
        while (json.Field(s_job, ref next) is >= 0 and int field)
        {
            switch ((JobField)field)
            {
                case JobField.Id or JobField.JobId:
                    id = json.Text();
                    break;
                case JobField.Name:
                    name = json.Text();
                    break;
                case JobField.Status:
                    status = json.SharedText(field);
                    break;
                case JobField.CreatedAt:
                    created = json.Time();
                    break;
                case JobField.WorkflowJobId:
                    workflow = json.Text();
                    break;
            }
        }

        return new FleetJob { JobId = json.Need(id, "id"), Name = name, Status = status, CreatedAt = created, WorkflowJobId = workflow };
    }

    /// <summary>Returns the secrets in the body of a job.</summary>
    public static string[] Secrets(FleetJobRequest request) => [.. request.ProviderKeys?.Values.OfType<string>().Where(static key => key.Length > 0) ?? []];

    /// <summary>Writes the body that creates a job: the original's fields in the original's order.</summary>
    public static ReadOnlyMemory<byte> Body(FleetJobRequest request)
    {
        string?[] choices =
        [
            FleetCheck.Filter(request.EnvKey, nameof(request.EnvKey)),
            FleetCheck.Filter(request.ProjectKey, nameof(request.ProjectKey)),
            request.TaskKeys is null ? null : "keys",
        ];
        if (choices.Count(static choice => choice is not null) != 1)
        {
            throw FleetCheck.Failed(
                nameof(request.TaskKeys),
                $"exactly one of {nameof(request.TaskKeys)}, {nameof(request.ProjectKey)} and {nameof(request.EnvKey)} must be given");
        }

        using JsonBody body = new();
        body.Add("name", Name(request.Name))
            .AddPlain("models", Texts(request.Models, nameof(request.Models)))
            .Add("pass_k", AtLeastOne(request.PassK, nameof(request.PassK)))
            .Add("env_key", request.EnvKey)
            .Add("project_key", request.ProjectKey);
        AddGiven(body, "task_keys", request.TaskKeys is { } keys ? Texts(keys, nameof(request.TaskKeys)) : null);
        AddGiven(body, "excluded_task_keys", request.ExcludedTaskKeys is { } excluded ? Texts(excluded, nameof(request.ExcludedTaskKeys)) : null);
        body.Add("max_steps", request.MaxSteps is { } steps ? AtLeastOne(steps, nameof(request.MaxSteps)) : null)
            .Add("max_duration_minutes", Minutes(request.MaxDuration, nameof(request.MaxDuration)))
            .Add("max_concurrent_per_model", AtLeastOne(request.MaxConcurrentPerModel, nameof(request.MaxConcurrentPerModel)))
            .Add("mode", FleetCheck.Filter(request.Mode, nameof(request.Mode)))
            .Add("system_prompt", request.SystemPrompt);
        AddGiven(body, "model_prompts", request.ModelPrompts is { } prompts ? FreeValue.Plain(prompts, nameof(request.ModelPrompts)) : null);
        AddGiven(body, "byok_keys", request.ProviderKeys is { } secrets ? FreeValue.Plain(secrets, nameof(request.ProviderKeys)) : null);
        return body
            .Add("byok_ttl_minutes", request.ProviderKeysTtl is { } ttl ? Minutes(ttl, nameof(request.ProviderKeysTtl)) : null)
            .Add("harness", FleetCheck.Filter(request.Harness, nameof(request.Harness)))
            .Finish();
    }

    /// <summary>Checks the name of a job.</summary>
    /// <exception cref="FleetValidationException">It is empty or too long.</exception>
    public static string? Name(string? name) => FleetCheck.Filter(name, nameof(name)) is { } given && given.Length > NameLength
        ? throw FleetCheck.Failed(nameof(name), $"must have at most {NameLength} characters, but has {given.Length}")
        : name;

    private static void AddGiven(JsonBody body, string name, object? value)
    {
        if (value is not null)
        {
            body.AddPlain(name, value);
        }
    }

    private static object?[] Texts(IReadOnlyList<string> texts, string name) =>
        texts.Count > 0 ? [.. texts.Select(text => FleetCheck.Filled(text, name))] : throw FleetCheck.Failed(name, "must name at least one");

    private static int AtLeastOne(int value, string name) => value >= 1 ? value : throw FleetCheck.Failed(name, $"must be at least 1, but is {value}");

    private static int Minutes(TimeSpan time, string name) =>
        time >= TimeSpan.FromMinutes(1) && time.Ticks % TimeSpan.TicksPerMinute == 0 && time.TotalMinutes <= int.MaxValue
            ? (int)time.TotalMinutes
            : throw FleetCheck.Failed(name, $"must be a whole number of minutes, at least 1, but is {time}");
}
