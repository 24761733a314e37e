namespace Fleet.Client.Http;

/// <summary>One logical call: what each attempt builds a fresh <see cref="HttpRequestMessage"/> from.</summary>
internal sealed record FleetRequest
{
    public required HttpMethod Method { get; init; }

    /// <summary>The service whose base address and credentials are used.</summary>
    public FleetService Service { get; init; } = FleetService.Environments;

    /// <summary>The path and query below the service's base address, escaped: see <see cref="FleetPath"/>.</summary>
    public required string PathAndQuery { get; init; }

    /// <summary>Replaces the service's base address for this call (the region's own address on creation).</summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>The JSON body as UTF-8; null sends none.</summary>
    public ReadOnlyMemory<byte>? Json { get; init; }

    /// <summary>The kind of answer that is asked for; null says nothing.</summary>
    public string? Accept { get; init; }

    /// <summary>The last event of a stream that is known; null says nothing.</summary>
    public string? LastEventId { get; init; }

    /// <summary>Headers of this call alone; their values are never shown.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Secrets that the body holds: they are not shown, also where an answer repeats them in a sentence.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Opens a body of any size that is no JSON; each attempt reads it from its start. Null sends none.</summary>
    public Func<Stream>? Upload { get; init; }

    /// <summary>What may be done again after a failure.</summary>
    public FleetRepeat Repeat { get; init; } = FleetRepeat.Safe;

    /// <summary>Whether the body is read by the caller as it comes: the attempt's limit then covers the headers only.</summary>
    public bool Streams { get; init; }

    /// <summary>How long the service may work before it answers, by an own limit that is a part of the call; the call's limits come on top.</summary>
    public TimeSpan Work { get; init; }

    /// <summary>What the call is about, for errors and activities, for example <c>instance</c> and its id.</summary>
    public (string Type, string? Id)? Resource { get; init; }

    /// <summary>Another thing that the call names and that may be what is missing, for example the instance of a verification.</summary>
    public (string Type, string? Id)? OtherResource { get; init; }
}
