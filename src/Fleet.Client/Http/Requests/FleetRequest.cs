namespace Fleet.Client.Http;

/// <summary>One logical call, from which each attempt builds a new <see cref="HttpRequestMessage"/>.</summary>
internal sealed record FleetRequest
{
    public required HttpMethod Method { get; init; }

    /// <summary>The service whose base address and credentials are used.</summary>
    public FleetService Service { get; init; } = FleetService.Environments;

    /// <summary>The path and query below the service's base address, escaped: see <see cref="FleetPath"/>.</summary>
    public required string PathAndQuery { get; init; }

    /// <summary>Replaces the service's base address for this call (for creating an instance, by the region's own address).</summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>The JSON body as UTF-8; null sends none.</summary>
    public ReadOnlyMemory<byte>? Json { get; init; }

    /// <summary>The accepted content type; null sends none.</summary>
    public string? Accept { get; init; }

    /// <summary>The last known event of a stream; null sends none.</summary>
    public string? LastEventId { get; init; }

    /// <summary>Headers of this call only; their values are never shown.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Secrets in the body: they are not shown, even if a response repeats them in a sentence.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Opens a body of any size that is not JSON; each attempt reads it from the start. Null sends none.</summary>
    public Func<Stream>? Upload { get; init; }

    /// <summary>The conditions under which the call may be repeated.</summary>
    public FleetRepeat Repeat { get; init; } = FleetRepeat.Safe;

    /// <summary>True if the caller reads the body as it arrives: the attempt's limit then covers only the headers.</summary>
    public bool Streams { get; init; }

    /// <summary>The time that the service may take by a limit within the call itself; it is added to the limits of the call.</summary>
    public TimeSpan Work { get; init; }

    /// <summary>The subject of the call, for errors and activities, for example <c>instance</c> and its id.</summary>
    public (string Type, string? Id)? Resource { get; init; }

    /// <summary>Another subject that the call names and that may be the missing one, for example the instance of a verification.</summary>
    public (string Type, string? Id)? OtherResource { get; init; }
}
