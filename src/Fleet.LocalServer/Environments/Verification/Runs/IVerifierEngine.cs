using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Instances;

namespace Fleet.LocalServer.Environments.Verification.Runs;

/// <summary>Scores the work done in an instance.</summary>
internal interface IVerifierEngine
{
    /// <summary>Runs a verifier. A crash of the verifier is an outcome, not an exception.</summary>
    Task<VerifierOutcome> RunAsync(VerifierRun run, CancellationToken ct);
}

/// <summary>One run of a verifier.</summary>
internal sealed record VerifierRun
{
    /// <summary>The Python source text.</summary>
    public required string Code { get; init; }

    /// <summary>The function to call; null for the first one defined at top level.</summary>
    public string? FunctionName { get; init; }

    /// <summary>The caller's own positional arguments: those after the <c>env</c> that the engine supplies.</summary>
    public IReadOnlyList<object?> Arguments { get; init; } = [];

    /// <summary>The caller's named arguments.</summary>
    public IReadOnlyDictionary<string, object?> NamedArguments { get; init; } = new Dictionary<string, object?>();

    /// <summary>
    /// The arguments as the caller's Python wrote them, which wins over the others where Python runs the verifier: a tuple or a date arrives as it was.
    /// Only the verifier's own process reads it.
    /// </summary>
    public byte[]? Pickle { get; init; }

    /// <summary>Why only Python can read the arguments; null when <see cref="Arguments"/> and <see cref="NamedArguments"/> have them.</summary>
    public string? Unreadable { get; init; }

    /// <summary>How long the verifier may run.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>The databases of the instance.</summary>
    public required IInstanceDatabases Databases { get; init; }

    /// <summary><c>metadata.checks</c> of the stored task whose verifier has this code; null if there is none.</summary>
    public JsonElement? Checks { get; init; }

    /// <summary>The files of the instance; null when it has none.</summary>
    public InstanceFiles? Files { get; init; }

    /// <summary>The instance.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>Its environment.</summary>
    public string EnvKey { get; init; } = "";
}

/// <summary>What a verifier said.</summary>
internal sealed record VerifierOutcome
{
    /// <summary>Whether the verifier ran to its end; says nothing about the score.</summary>
    public bool Success { get; init; }

    /// <summary>What it returned.</summary>
    public JsonNode? Result { get; init; }

    /// <summary>What it printed.</summary>
    public string StandardOutput { get; init; } = "";

    /// <summary>How it crashed.</summary>
    public VerifierError? Error { get; init; }

    /// <summary>How long it ran.</summary>
    public long ExecutionTimeMs { get; init; }
}

/// <summary>A crash of a verifier.</summary>
internal sealed record VerifierError(string Type, string Message, string Traceback);
