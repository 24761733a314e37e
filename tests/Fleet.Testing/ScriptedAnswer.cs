namespace Fleet.Testing;

/// <summary>An answer of a <see cref="RecordingServer"/>, and the requests it is for.</summary>
internal sealed class ScriptedAnswer(string method, string path, int status, string body)
{
    private readonly string[] _segments = path.Split('?')[0].Split('/');
    private readonly string? _query = path.Contains('?', StringComparison.Ordinal) ? path[(path.IndexOf('?', StringComparison.Ordinal) + 1)..] : null;

    public int Status => status;

    public bool IsOnce { get; init; }

    public bool IsHeld { get; init; }

    public bool IsDropped { get; init; }

    /// <summary>True when the body is a stream of events.</summary>
    public bool IsStream { get; init; }

    public bool Fits(RecordedRequest request)
    {
        string[] segments = request.Path.Split('/');
        return request.Method == method
            && (_query is null || request.Query == _query)
            && segments.Length == _segments.Length
            && segments.Zip(_segments).All(pair => pair.Second == "*" || pair.First == pair.Second);
    }

    /// <summary>The body, with <c>{1}</c> and so on replaced by what the wildcards matched.</summary>
    public string Fill(string requestPath)
    {
        string[] segments = requestPath.Split('/');
        IEnumerable<string> wild = segments.Zip(_segments).Where(pair => pair.Second == "*").Select(pair => Uri.UnescapeDataString(pair.First));
        return wild.Select((value, index) => (value, index))
            .Aggregate(body, (text, w) => text.Replace($"{{{w.index + 1}}}", w.value, StringComparison.Ordinal));
    }
}
