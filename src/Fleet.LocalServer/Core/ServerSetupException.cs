namespace Fleet.LocalServer.Core;

/// <summary>Thrown if the server cannot start; the message is one line for the person who started it.</summary>
internal sealed class ServerSetupException : Exception
{
    public ServerSetupException(string message)
        : base(message)
    {
    }

    public ServerSetupException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
