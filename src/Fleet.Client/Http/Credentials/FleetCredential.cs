using System.Net.Http.Headers;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Who is calling the environments service. Its text never shows a secret.</summary>
public abstract class FleetCredential
{
    private protected FleetCredential()
    {
    }

    /// <summary>What kind of credential this is: <c>ApiKey</c>, <c>Jwt</c> or <c>StoredLogin</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The team that the credential names, if it names one.</summary>
    public virtual string? TeamId => null;

    /// <summary>The values that must never be shown, as they are at the moment.</summary>
    internal abstract IEnumerable<string> Secrets { get; }

    /// <summary>An API key, sent as <c>Authorization: Bearer</c>.</summary>
    /// <param name="key">The key; not empty.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentException">The key is empty or cannot stand in a header.</exception>
    public static FleetCredential ApiKey(string key) => new ApiKeyCredential(HeaderText.Require(key, nameof(key)));

    /// <summary>A JWT and the team it acts for, sent as <c>X-JWT-Token</c> and <c>X-Team-ID</c>.</summary>
    /// <param name="token">The token; not empty.</param>
    /// <param name="teamId">The team; not empty.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentException">Token or team is empty or cannot stand in a header.</exception>
    public static FleetCredential Jwt(string token, string teamId) =>
        new JwtCredential(HeaderText.Require(token, nameof(token)), HeaderText.Require(teamId, nameof(teamId)));

    /// <summary>The login that the original's command-line tool stored; refreshed when its token is about to end.</summary>
    /// <param name="path">The file; null takes <c>~/.fleet/credentials.json</c>.</param>
    /// <returns>The credential, or null when there is no stored login.</returns>
    public static FleetCredential? StoredLogin(string? path = null) => StoredLoginCredential.Find(path ?? StoredLoginFile.DefaultPath);

    /// <summary>The kind.</summary>
    /// <returns><see cref="Kind"/>; never a secret.</returns>
    public sealed override string ToString() => Kind;

    /// <summary>Adds the credential to a request; asked again before each attempt.</summary>
    internal abstract ValueTask AuthorizeAsync(HttpRequestHeaders headers, ICredentialChannel channel, CancellationToken cancellationToken);
}
