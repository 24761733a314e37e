using System.Security;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>The caller's credential, from which a client is created. It keeps the secret wrapped and only shows its kind.</summary>
internal sealed class ConnectionCredential
{
    private readonly Func<FleetCredential?> _make;

    private ConnectionCredential(string kind, string? teamId, Func<FleetCredential?> make)
    {
        Kind = kind;
        TeamId = teamId;
        _make = make;
    }

    /// <summary>The credential that sends nothing.</summary>
    public static ConnectionCredential None { get; } = new("None", null, static () => null);

    /// <summary>The kind, as <see cref="FleetConnection.CredentialKind"/> shows it.</summary>
    public string Kind { get; }

    /// <summary>The team it names, if any.</summary>
    public string? TeamId { get; }

    public static ConnectionCredential ApiKey(SecureString key) =>
        new("ApiKey", null, () => FleetCredential.ApiKey(SecretText.Reveal(key)));

    public static ConnectionCredential Jwt(SecureString token, string teamId) =>
        new("Jwt", teamId, () => FleetCredential.Jwt(SecretText.Reveal(token), teamId));

    /// <summary>The login stored by the original's command-line tool; null if there is none.</summary>
    public static ConnectionCredential? StoredLogin() =>
        FleetCredential.StoredLogin() is { } login ? new ConnectionCredential(login.Kind, login.TeamId, () => login) : null;

    /// <summary>Makes the credential for the client.</summary>
    /// <exception cref="ArgumentException">The secret is empty or cannot be sent in a header.</exception>
    public FleetCredential? ToCredential() => _make();
}
