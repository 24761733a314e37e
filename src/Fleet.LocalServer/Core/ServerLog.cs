namespace Fleet.LocalServer.Core;

/// <summary>Messages for the person who runs the server. They go to standard error, since standard output gets only one line.</summary>
internal sealed class ServerLog(TextWriter writer)
{
    private readonly TextWriter _writer = TextWriter.Synchronized(writer);

    /// <summary>Logs something that needs attention.</summary>
    public void Warn(string message) => _writer.WriteLine($"warning: {message}");

    /// <summary>Logs an unexpected failure.</summary>
    public void Fail(string message, Exception exception) => _writer.WriteLine($"error: {message}: {exception}");
}
