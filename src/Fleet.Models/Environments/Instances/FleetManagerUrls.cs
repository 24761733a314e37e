namespace Fleet;

/// <summary>The addresses of an instance's manager, the API that inspects and resets it.</summary>
public sealed record FleetManagerUrls
{
    /// <summary>The base address of the manager's API.</summary>
    public Uri? Api { get => ApiAddress.Value; init => ApiAddress = new AddressBelow(value); }

    /// <summary>The documentation of that API.</summary>
    public Uri? Docs { get => DocsAddress.Value; init => DocsAddress = new AddressBelow(value); }

    /// <summary>The call that resets the data to the seed.</summary>
    public Uri? Reset { get => ResetAddress.Value; init => ResetAddress = new AddressBelow(value); }

    /// <summary>The call that compares the data with the seed.</summary>
    public Uri? Diff { get => DiffAddress.Value; init => DiffAddress = new AddressBelow(value); }

    /// <summary>The call that takes a snapshot.</summary>
    public Uri? Snapshot { get => SnapshotAddress.Value; init => SnapshotAddress = new AddressBelow(value); }

    /// <summary>The call that runs a verifier function.</summary>
    public Uri? ExecuteVerifierFunction { get => ExecuteVerifierFunctionAddress.Value; init => ExecuteVerifierFunctionAddress = new AddressBelow(value); }

    /// <summary>The call that runs an uploaded verifier function.</summary>
    public Uri? ExecuteVerifierFunctionWithUpload
    {
        get => ExecuteVerifierFunctionWithUploadAddress.Value;
        init => ExecuteVerifierFunctionWithUploadAddress = new AddressBelow(value);
    }

    internal AddressBelow ApiAddress { get; init; }

    internal AddressBelow DocsAddress { get; init; }

    internal AddressBelow ResetAddress { get; init; }

    internal AddressBelow DiffAddress { get; init; }

    internal AddressBelow SnapshotAddress { get; init; }

    internal AddressBelow ExecuteVerifierFunctionAddress { get; init; }

    internal AddressBelow ExecuteVerifierFunctionWithUploadAddress { get; init; }

    internal IEnumerable<AddressBelow> Below =>
    [
        ApiAddress,
        DocsAddress,
        ResetAddress,
        DiffAddress,
        SnapshotAddress,
        ExecuteVerifierFunctionAddress,
        ExecuteVerifierFunctionWithUploadAddress,
    ];

    internal FleetManagerUrls Under(Uri root) => new()
    {
        ApiAddress = ApiAddress.Under(root),
        DocsAddress = DocsAddress.Under(root),
        ResetAddress = ResetAddress.Under(root),
        DiffAddress = DiffAddress.Under(root),
        SnapshotAddress = SnapshotAddress.Under(root),
        ExecuteVerifierFunctionAddress = ExecuteVerifierFunctionAddress.Under(root),
        ExecuteVerifierFunctionWithUploadAddress = ExecuteVerifierFunctionWithUploadAddress.Under(root),
    };

    /// <summary>The base of the manager's API.</summary>
    /// <returns>The text of <see cref="Api"/>.</returns>
    public override string ToString() => Api?.ToString() ?? "";
}
