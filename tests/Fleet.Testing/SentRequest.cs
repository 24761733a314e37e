namespace Fleet.Testing;

/// <summary>A request as it would have gone out.</summary>
public sealed record SentRequest
{
    public required HttpMethod Method { get; init; }

    public required Uri Uri { get; init; }

    /// <summary>The headers, those of the body included; several values of one name are joined by a comma and a blank.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body as text; null when there is none.</summary>
    public string? Body { get; init; }

    /// <summary>The path in the request line, still escaped, without the query.</summary>
    public string Path => Uri.AbsolutePath;

    /// <summary>The query in the request line, without its question mark.</summary>
    public string Query => Uri.Query.TrimStart('?');

    public string? this[string header] => Headers.GetValueOrDefault(header);

    internal static async Task<SentRequest> FromAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, System.Net.Http.Headers.HeaderStringValues value) in request.Headers.NonValidated)
        {
            headers[name] = value.ToString();
        }

        if (request.Content is not null)
        {
            foreach ((string name, System.Net.Http.Headers.HeaderStringValues value) in request.Content.Headers.NonValidated)
            {
                headers[name] = value.ToString();
            }
        }

        return new SentRequest
        {
            Method = request.Method,
            Uri = request.RequestUri!,
            Headers = headers,
            Body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken),
        };
    }
}
