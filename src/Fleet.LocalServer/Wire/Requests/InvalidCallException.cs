using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>A request has the wrong shape: the response is 422 with the list of errors, including the input values.</summary>
internal sealed class InvalidCallException : Exception
{
    public InvalidCallException(params IReadOnlyList<FieldError> errors)
        : base("The request has the wrong shape.")
    {
        // Written now because the input values are read from the request, which does not outlive its handler.
        JsonText json = FieldErrorList.Full(errors);
        Body = json.ToArray();
        IsInexact = json.HasBrokenText || json.HasInfinity;
    }

    /// <summary>The response's body.</summary>
    public byte[] Body { get; }

    /// <summary>True if an input value cannot be repeated in JSON and the body has a substitute for it.</summary>
    public bool IsInexact { get; }
}
