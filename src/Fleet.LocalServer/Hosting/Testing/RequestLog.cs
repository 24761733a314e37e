using System.Text.Json.Nodes;

namespace Fleet.LocalServer.Hosting.Testing;

/// <summary>The most recent requests, for tests to inspect. Contains no secrets.</summary>
internal sealed class RequestLog
{
    private const int Kept = 2000;
    private const string Hidden = "REDACTED";

    private static readonly HashSet<string> s_secret = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Cookie", "X-JWT-Token", "X-Fleet-Judge-Token", "Proxy-Authorization", "X-Api-Key",
    };

    private readonly Lock _lock = new();
    private readonly Queue<JsonObject> _entries = new();

    /// <summary>Records a request.</summary>
    public void Add(HttpContext context, DateTimeOffset at, TimeSpan took, string? fault)
    {
        HttpRequest request = context.Request;
        JsonObject headers = [];
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Headers)
        {
            headers[name.ToLowerInvariant()] = s_secret.Contains(name) ? Hidden : values.ToString();
        }

        JsonObject entry = new()
        {
            ["at"] = at,
            ["method"] = request.Method,
            ["path"] = request.Path.Value,
            ["query"] = request.QueryString.Value,
            ["headers"] = headers,
            ["status"] = context.Response.StatusCode,
            ["took_ms"] = took.TotalMilliseconds,
            ["fault"] = fault,
        };
        lock (_lock)
        {
            _entries.Enqueue(entry);
            if (_entries.Count > Kept)
            {
                _entries.Dequeue();
            }
        }
    }

    /// <summary>The requests, oldest first.</summary>
    public JsonArray Read()
    {
        lock (_lock)
        {
            return new JsonArray([.. _entries.Select(static entry => entry.DeepClone())]);
        }
    }

    /// <summary>Clears the log.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }
}
