namespace Fleet.Commands;

/// <summary>The last lines of a server's output. The size is bounded, however long the server runs and however much it writes.</summary>
internal sealed class ServerLog
{
    private const int MaxLines = 200;
    private const int MaxLength = 2000;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    /// <summary>Copies the current lines.</summary>
    public IReadOnlyList<string> Snapshot()
    {
        lock (_lock)
        {
            return [.. _lines];
        }
    }

    /// <summary>Reads to the end: a pipe that nobody reads would block the server.</summary>
    public async Task DrainAsync(TextReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                Add(line);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process is gone, and so is its pipe.
        }
    }

    public void Add(string line)
    {
        lock (_lock)
        {
            _lines.Enqueue(line.Length > MaxLength ? line[..MaxLength] : line);
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }
        }
    }
}
