using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Instances;

namespace Fleet.LocalServer.Environments.Verification.Runs;

/// <summary>Scores the work done in an instance.</summary>
internal interface IVerifierEngine
{
    /// <summary>Runs a verifier. If the verifier crashes, that is an outcome, not an exception.</summary>
    Task<VerifierOutcome> RunAsync(VerifierRun run, CancellationToken ct);
}

/// <summary>One run of a verifier.</summary>
internal sealed record VerifierRun
{
    /// <summary>The Python source code.</summary>
    public required string Code { get; init; }

    /// <summary>The function to call; null for the first one defined at the top level.</summary>
    public string? FunctionName { get; init; }

    /// <summary>The caller's positional arguments, which follow the <c>env</c> supplied by the engine.</summary>
    public IReadOnlyList<object?> Arguments { get; init; } = [];

    /// <summary>The caller's named arguments.</summary>
    public IReadOnlyDictionary<string, object?> NamedArguments { get; init; } = new Dictionary<string, object?>();

    /// <summary>
    /// The arguments as pickled by the caller's Python. If Python runs the verifier, they override the others, so that tuples or dates arrive intact.
    /// Only the verifier's own process reads them.
    /// </summary>
    public byte[]? Pickle { get; init; }

    /// <summary>The reason only Python can read the arguments; null if <see cref="Arguments"/> and <see cref="NamedArguments"/> contain them.</summary>
    public string? Unreadable { get; init; }

    /// <summary>The verifier's time limit.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>The instance's databases.</summary>
    public required IInstanceDatabases Databases { get; init; }

    /// <summary>The <c>metadata.checks</c> of the stored task whose verifier has this code; null if there is none.</summary>
    public JsonElement? Checks { get; init; }

    /// <summary>The instance's files; null if it has none.</summary>
    public InstanceFiles? Files { get; init; }

    /// <summary>The instance's id.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The key of the instance's environment.</summary>
    public string EnvKey { get; init; } = "";
}

/// <summary>The outcome of a verifier's run.</summary>
internal sealed record VerifierOutcome
{
    /// <summary>True if the verifier ran to completion, whatever the score.</summary>
    public bool Success { get; init; }

    /// <summary>The verifier's return value.</summary>
    public JsonNode? Result { get; init; }

    /// <summary>The verifier's output.</summary>
    public string StandardOutput { get; init; } = "";

    /// <summary>The verifier's crash; null if it did not crash.</summary>
    public VerifierError? Error { get; init; }

    /// <summary>The duration in milliseconds.</summary>
    public long ExecutionTimeMs { get; init; }
}

/// <summary>A crash of a verifier.</summary>
internal sealed record VerifierError(string Type, string Message, string Traceback);
