namespace Fleet;

/// <summary>The outcome of verifying the work done in one instance against one task.</summary>
public sealed record FleetVerification
{
    /// <summary>The task's key.</summary>
    public string TaskKey { get; init; } = "";

    /// <summary>The instance that was examined.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The run of that instance, if known.</summary>
    public string? RunId { get; init; }

    /// <summary>The score: the result if it is a number, otherwise its <c>score</c>; null if there is neither.</summary>
    public double? Score { get; init; }

    /// <summary>The score at which the task counts as passed.</summary>
    public double Threshold { get; init; } = 1.0;

    /// <summary>True if the verifier ran and the score reached the threshold.</summary>
    public bool Passed => Success && Score >= Threshold;

    /// <summary>True if the verifier ran to completion. For the verifier, a failed task is a success with a low score.</summary>
    public bool Success { get; init; }

    /// <summary>The verifier's return value: a string, bool, long, double, array or dictionary.</summary>
    public object? Result { get; init; }

    /// <summary>The reasons for a low score: the list that the verifier printed after <c>Verification errors:</c>.</summary>
    public string[] Errors { get; init; } = [];

    /// <summary>The verifier's crash, if it did not run to completion.</summary>
    public FleetVerifierError? Error { get; init; }

    /// <summary>The verifier's running time, measured by the service.</summary>
    public TimeSpan ExecutionTime { get; init; }

    /// <summary>The verifier's standard output.</summary>
    public string? StandardOutput { get; init; }

    /// <summary>The verifier's key.</summary>
    public string? Key { get; init; }

    /// <summary>The verifier's version.</summary>
    public int? Version { get; init; }

    /// <summary>The verifier's id.</summary>
    public string? VerifierId { get; init; }

    /// <summary>The id of this execution.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>True if the service already had the verifier.</summary>
    public bool BundleCacheHit { get; init; }

    /// <summary>The task's key.</summary>
    /// <returns><see cref="TaskKey"/>.</returns>
    public override string ToString() => TaskKey;
}
