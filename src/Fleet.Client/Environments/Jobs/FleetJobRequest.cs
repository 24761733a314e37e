using System.Collections;

namespace Fleet.Client;

/// <summary>
/// The values of a new job: models that work on tasks. Exactly one of <see cref="TaskKeys"/>, <see cref="ProjectKey"/> and <see cref="EnvKey"/> selects the
/// tasks.
/// </summary>
public sealed record FleetJobRequest
{
    /// <summary>The name, at most 255 characters. The service replaces <c>{id}</c>, <c>{sid}</c> and, at the end, <c>{i}</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The models, each as <c>provider/model</c>.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The number of sessions of each model on each task.</summary>
    public int PassK { get; init; } = 1;

    /// <summary>All tasks of this environment.</summary>
    public string? EnvKey { get; init; }

    /// <summary>All tasks of this project.</summary>
    public string? ProjectKey { get; init; }

    /// <summary>These tasks.</summary>
    public IReadOnlyList<string>? TaskKeys { get; init; }

    /// <summary>Tasks to exclude from the selected ones.</summary>
    public IReadOnlyList<string>? ExcludedTaskKeys { get; init; }

    /// <summary>The maximum number of steps of a session.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>The maximum duration of a session, in whole minutes.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>The maximum number of concurrent sessions of a model.</summary>
    public int MaxConcurrentPerModel { get; init; } = 30;

    /// <summary><c>tool-use</c> or <c>computer-use</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>The system prompt of all models.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Prompts of individual models, by model.</summary>
    public IDictionary? ModelPrompts { get; init; }

    /// <summary>The caller's own keys, by provider. Never logged.</summary>
    public IDictionary? ProviderKeys { get; init; }

    /// <summary>The time for which the service stores those keys, in whole minutes.</summary>
    public TimeSpan? ProviderKeysTtl { get; init; }

    /// <summary>The program that drives the models.</summary>
    public string? Harness { get; init; }

    /// <summary>Returns the name; never a secret.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name ?? "";
}
