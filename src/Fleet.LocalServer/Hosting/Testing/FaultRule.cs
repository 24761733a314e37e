using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Hosting.Testing;

/// <summary>A fault to inject into requests: which requests, how often, and what happens.</summary>
internal sealed class FaultRule
{
    private int _left;

    private FaultRule(int count) => _left = count;

    /// <summary>The point at which the connection is dropped.</summary>
    public enum DropPoint
    {
        None,

        /// <summary>Before the request is processed.</summary>
        Before,

        /// <summary>After the request is processed, so that only the answer is lost.</summary>
        After,
    }

    /// <summary>The paths affected; <c>*</c> matches anything.</summary>
    public string Path { get; private init; } = "*";

    /// <summary>The method affected; null for all.</summary>
    public string? Method { get; private init; }

    /// <summary>The status to answer with.</summary>
    public int? Status { get; private init; }

    /// <summary>The <c>detail</c> of that answer.</summary>
    public JsonNode Detail { get; private init; } = "";

    /// <summary>The <c>Retry-After</c> header of that answer.</summary>
    public string? RetryAfter { get; private init; }

    /// <summary>The delay before anything else.</summary>
    public TimeSpan Delay { get; private init; }

    public DropPoint Drop { get; private init; }

    /// <summary>The text to answer with, with status 200 unless one is set.</summary>
    public string? Garbage { get; private init; }

    /// <summary>Reads a rule.</summary>
    public static FaultRule Read(JsonFields fields)
    {
        FaultRule rule = new((int)(fields.WholeOrNull("count", 1, int.MaxValue) ?? 1))
        {
            Path = fields.TextOrNull("path") ?? "*",
            Method = fields.TextOrNull("method"),
            Status = (int?)fields.WholeOrNull("status", 200, 599),
            Detail = fields.Find("detail") is { } detail ? JsonNode.Parse(detail.GetRawText())! : "A fault of the test",
            RetryAfter = fields.TextOrNull("retry_after"),
            Delay = TimeSpan.FromMilliseconds(fields.WholeOrNull("delay_ms", 0, 600_000) ?? 0),
            Drop = fields.TextOrNull("drop") switch
            {
                null => DropPoint.None,
                "before" => DropPoint.Before,
                "after" => DropPoint.After,
                _ => Invalid(fields),
            },
            Garbage = fields.TextOrNull("garbage"),
        };
        fields.ThrowIfInvalid();
        return rule;
    }

    /// <summary>Uses the rule once.</summary>
    /// <returns>False if the rule does not match or is used up.</returns>
    public bool TryTake(HttpRequest request)
    {
        bool fits = FileSystemName.MatchesSimpleExpression(Path, request.Path.Value, ignoreCase: false)
            && (Method is null || Method.Equals(request.Method, StringComparison.OrdinalIgnoreCase));
        return fits && Interlocked.Decrement(ref _left) >= 0;
    }

    private static DropPoint Invalid(JsonFields fields)
    {
        fields.Add("drop", "Input should be 'before' or 'after'", "enum");
        return DropPoint.None;
    }
}
