namespace Fleet.LocalServer.Wire.Requests;

/// <summary>A request has the wrong shape: answered with 422 and the list of what is wrong.</summary>
/// <param name="body">The body of the answer.</param>
internal sealed class InvalidCallException(byte[] body) : Exception("The request has the wrong shape.")
{
    /// <summary>The body of the answer.</summary>
    public byte[] Body { get; } = body;

    /// <summary>Whether something that was given cannot be repeated in JSON, so that the body holds something else in its place.</summary>
    public bool IsInexact { get; init; }
}
