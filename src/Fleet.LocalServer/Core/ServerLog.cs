namespace Fleet.LocalServer.Core;

/// <summary>What the server has to say to the person who runs it. Goes to standard error: standard output holds one line only.</summary>
internal sealed class ServerLog(TextWriter writer)
{
    private readonly TextWriter _writer = TextWriter.Synchronized(writer);

    /// <summary>Says something that a person should act on.</summary>
    public void Warn(string message) => _writer.WriteLine($"warning: {message}");

    /// <summary>Reports a failure that nobody foresaw.</summary>
    public void Fail(string message, Exception exception) => _writer.WriteLine($"error: {message}: {exception}");
}
