using System.Net.Http.Headers;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>The caller's credentials for the environments service. Their text never shows a secret.</summary>
public abstract class FleetCredential
{
    private protected FleetCredential()
    {
    }

    /// <summary>The kind of credential: <c>ApiKey</c>, <c>Jwt</c> or <c>StoredLogin</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The team that the credential names, if any.</summary>
    public virtual string? TeamId => null;

    /// <summary>The current values that must never be shown.</summary>
    internal abstract IEnumerable<string> Secrets { get; }

    /// <summary>Creates an API key, sent as <c>Authorization: Bearer</c>.</summary>
    /// <param name="key">The key; not empty.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentException">The key is empty or not allowed in a header.</exception>
    public static FleetCredential ApiKey(string key) => new ApiKeyCredential(HeaderText.Require(key, nameof(key)));

    /// <summary>Creates a JWT credential with the team it acts for, sent as <c>X-JWT-Token</c> and <c>X-Team-ID</c>.</summary>
    /// <param name="token">The token; not empty.</param>
    /// <param name="teamId">The team; not empty.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentException">The token or team is empty or not allowed in a header.</exception>
    public static FleetCredential Jwt(string token, string teamId) =>
        new JwtCredential(HeaderText.Require(token, nameof(token)), HeaderText.Require(teamId, nameof(teamId)));

    /// <summary>Finds the login that the original's command-line tool stored; it is refreshed when its token is about to expire.</summary>
    /// <param name="path">The file; null is <c>~/.fleet/credentials.json</c>.</param>
    /// <returns>The credential, or null if there is no stored login.</returns>
    public static FleetCredential? StoredLogin(string? path = null) => StoredLoginCredential.Find(path ?? StoredLoginFile.DefaultPath);

    /// <summary>Returns the kind.</summary>
    /// <returns><see cref="Kind"/>; never a secret.</returns>
    public sealed override string ToString() => Kind;

    /// <summary>Adds the credential to a request; called before each attempt.</summary>
    internal abstract ValueTask AuthorizeAsync(HttpRequestHeaders headers, ICredentialChannel channel, CancellationToken cancellationToken);
}
