using System.Collections;

namespace Fleet.Client;

/// <summary>A job that is to be made: models that work on tasks. Exactly one of <see cref="TaskKeys"/>, <see cref="ProjectKey"/> and <see cref="EnvKey"/> says on which.</summary>
public sealed record FleetJobRequest
{
    /// <summary>The name, at most 255 characters. The service fills <c>{id}</c>, <c>{sid}</c> and, at the end, <c>{i}</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The models, each as <c>provider/model</c>.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>How many sessions each model gets on each task.</summary>
    public int PassK { get; init; } = 1;

    /// <summary>All tasks of this environment.</summary>
    public string? EnvKey { get; init; }

    /// <summary>All tasks of this project.</summary>
    public string? ProjectKey { get; init; }

    /// <summary>These tasks.</summary>
    public IReadOnlyList<string>? TaskKeys { get; init; }

    /// <summary>Tasks that are left out all the same.</summary>
    public IReadOnlyList<string>? ExcludedTaskKeys { get; init; }

    /// <summary>The most steps of a session.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>The longest time of a session; whole minutes.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How many sessions of a model run at once.</summary>
    public int MaxConcurrentPerModel { get; init; } = 30;

    /// <summary><c>tool-use</c> or <c>computer-use</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>The system prompt of all models.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Prompts of single models, by model.</summary>
    public IDictionary? ModelPrompts { get; init; }

    /// <summary>Own keys, by provider. Never logged.</summary>
    public IDictionary? ProviderKeys { get; init; }

    /// <summary>How long the service keeps those keys; whole minutes.</summary>
    public TimeSpan? ProviderKeysTtl { get; init; }

    /// <summary>The program that drives the models.</summary>
    public string? Harness { get; init; }

    /// <summary>The name; never a secret.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name ?? "";
}
