using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>A request has the wrong shape: answered with 422 and the list of its errors, what was given included.</summary>
internal sealed class InvalidCallException : Exception
{
    public InvalidCallException(params IReadOnlyList<FieldError> errors)
        : base("The request has the wrong shape.")
    {
        // Written now: what was given is read from the request, which does not outlive its handler.
        JsonText json = FieldErrorList.Full(errors);
        Body = json.ToArray();
        IsInexact = json.HasBrokenText || json.HasInfinity;
    }

    /// <summary>The body of the answer.</summary>
    public byte[] Body { get; }

    /// <summary>Whether something that was given cannot be repeated in JSON, so that the body has something else in its place.</summary>
    public bool IsInexact { get; }
}
