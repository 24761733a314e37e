namespace Fleet.LocalServer.Wire.Json;

/// <summary>The service refuses what was asked; the message is the text of the answer, with status 400.</summary>
internal sealed class RefusedException(string message) : Exception(message)
{
    /// <summary>Whether the original takes it, and fails later, for it cannot repeat it in its answer.</summary>
    public bool IsReadByOriginal { get; init; }
}
