namespace Fleet;

/// <summary>The addresses of an instance's manager: the API to inspect and reset it.</summary>
public sealed record FleetManagerUrls
{
    /// <summary>The base of the manager's API; the other calls hang below it.</summary>
    public Uri? Api { get; init; }

    /// <summary>The documentation of that API.</summary>
    public Uri? Docs { get; init; }

    /// <summary>Puts the data back to the start.</summary>
    public Uri? Reset { get; init; }

    /// <summary>Compares the data with the start.</summary>
    public Uri? Diff { get; init; }

    /// <summary>Takes a snapshot.</summary>
    public Uri? Snapshot { get; init; }

    /// <summary>Runs a verifier function.</summary>
    public Uri? ExecuteVerifierFunction { get; init; }

    /// <summary>Runs a verifier function that is sent along.</summary>
    public Uri? ExecuteVerifierFunctionWithUpload { get; init; }

    /// <summary>The base of the manager's API.</summary>
    /// <returns>The text of <see cref="Api"/>.</returns>
    public override string ToString() => Api?.ToString() ?? "";
}
