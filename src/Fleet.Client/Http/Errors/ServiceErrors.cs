namespace Fleet.Client.Http;

/// <summary>A service's own error conventions, passed to the transport by the service's clients. This base class has none.</summary>
internal class ServiceErrors
{
    /// <summary>Reads an error response that means something else, or more, than its status does; null leaves it to the general rules.</summary>
    public virtual FleetException? Read(FleetCall call, AttemptFailure failure) => null;

    /// <summary>The advice after a 401, as the beginning of a sentence.</summary>
    /// <param name="sent">True if credentials were sent.</param>
    public virtual string CredentialAdvice(bool sent) => sent ? "Check that the key or login is valid for this service" : "Supply an API key or log in";

    /// <summary>The advice after a conflict, as a sentence with a leading space; empty if there is none.</summary>
    /// <param name="subject">The type and id of the thing in conflict.</param>
    /// <param name="text">The service's error text.</param>
    public virtual string ConflictAdvice((string Type, string? Id)? subject, string text) => "";

    /// <summary>Further advice after a 5xx, as the end of a sentence; null if there is none.</summary>
    public virtual string? OutageAdvice(FleetCall call) => null;
}
