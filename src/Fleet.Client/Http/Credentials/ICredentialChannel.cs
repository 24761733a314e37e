namespace Fleet.Client.Http;

/// <summary>The connection through which a credential renews itself, and the clock that decides when.</summary>
internal interface ICredentialChannel
{
    /// <summary>The client's clock.</summary>
    TimeProvider Clock { get; }

    /// <summary>Sends one message; the body of the response is not read yet.</summary>
    Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken);
}
