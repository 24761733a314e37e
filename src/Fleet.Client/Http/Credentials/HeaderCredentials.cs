using System.Net.Http.Headers;

namespace Fleet.Client.Http;

/// <summary>An API key as a bearer token.</summary>
internal sealed class ApiKeyCredential(string key) : FleetCredential
{
    private readonly string _header = "Bearer " + key;

    public override string Kind => "ApiKey";

    internal override IEnumerable<string> Secrets => [key];

    internal override ValueTask AuthorizeAsync(HttpRequestHeaders headers, ICredentialChannel channel, CancellationToken cancellationToken)
    {
        headers.TryAddWithoutValidation("Authorization", _header);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A JWT with the team it acts for.</summary>
internal sealed class JwtCredential(string token, string teamId) : FleetCredential
{
    public override string Kind => "Jwt";

    public override string? TeamId => teamId;

    internal override IEnumerable<string> Secrets => [token];

    internal override ValueTask AuthorizeAsync(HttpRequestHeaders headers, ICredentialChannel channel, CancellationToken cancellationToken)
    {
        Add(headers, token, teamId);
        return ValueTask.CompletedTask;
    }

    internal static void Add(HttpRequestHeaders headers, string token, string teamId)
    {
        headers.TryAddWithoutValidation("X-JWT-Token", token);
        headers.TryAddWithoutValidation("X-Team-ID", teamId);
    }
}
