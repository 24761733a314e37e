namespace Fleet.LocalServer.Wire.Json;

/// <summary>The service refuses a request; the message is the text of the 400 response.</summary>
internal sealed class RefusedException(string message) : Exception(message)
{
    /// <summary>True if the original accepts the request and fails later, because it cannot repeat the input in its response.</summary>
    public bool IsReadByOriginal { get; init; }
}
