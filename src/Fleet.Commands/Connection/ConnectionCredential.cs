using System.Security;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Who is calling, before a client is made of it. Keeps the secret wrapped and shows only its kind.</summary>
internal sealed class ConnectionCredential
{
    private readonly Func<FleetCredential?> _make;

    private ConnectionCredential(string kind, string? teamId, Func<FleetCredential?> make)
    {
        Kind = kind;
        TeamId = teamId;
        _make = make;
    }

    /// <summary>Sends no credentials.</summary>
    public static ConnectionCredential None { get; } = new("None", null, static () => null);

    /// <summary>The kind, as <see cref="FleetConnection.CredentialKind"/> shows it.</summary>
    public string Kind { get; }

    /// <summary>The team that it names, if it names one.</summary>
    public string? TeamId { get; }

    public static ConnectionCredential ApiKey(SecureString key) =>
        new("ApiKey", null, () => FleetCredential.ApiKey(SecretText.Reveal(key)));

    public static ConnectionCredential Jwt(SecureString token, string teamId) =>
        new("Jwt", teamId, () => FleetCredential.Jwt(SecretText.Reveal(token), teamId));

    /// <summary>The login that the original's command-line tool stored; null when there is none.</summary>
    public static ConnectionCredential? StoredLogin() =>
        FleetCredential.StoredLogin() is { } login ? new ConnectionCredential(login.Kind, login.TeamId, () => login) : null;

    /// <summary>What the client takes.</summary>
    /// <exception cref="ArgumentException">The secret is empty or cannot stand in a header.</exception>
    public FleetCredential? ToCredential() => _make();
}
