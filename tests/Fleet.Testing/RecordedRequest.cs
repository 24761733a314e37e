namespace Fleet.Testing;

/// <summary>A request as it came over the wire.</summary>
public sealed record RecordedRequest
{
    /// <summary>The method, in capitals.</summary>
    public string Method { get; init; } = "";

    /// <summary>The path as sent, still escaped, without the query.</summary>
    public string Path { get; init; } = "";

    /// <summary>The query as sent, without its question mark; empty when there is none.</summary>
    public string Query { get; init; } = "";

    /// <summary>The headers; names ignore case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The body; empty when there is none.</summary>
    public string Body { get; init; } = "";

    /// <summary>Method, path and query.</summary>
    /// <returns>For example <c>GET /v1/env/instances?run_id=r1</c>.</returns>
    public override string ToString() => Query.Length == 0 ? $"{Method} {Path}" : $"{Method} {Path}?{Query}";
}
