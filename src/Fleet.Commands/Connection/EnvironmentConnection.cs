using System.Diagnostics.CodeAnalysis;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>The connection that the environment variables describe, or the stored login of the original when there is no key.</summary>
internal static class EnvironmentConnection
{
    /// <summary>The <see cref="FleetConnection.Source"/> of its connections.</summary>
    public const string Source = "Environment variables";

    private static readonly Lock s_lock = new();

    // By a hash of all variables: a change makes another connection, and a change back finds the first one again. None is ever closed
    // from here, because calls under way may still use it; and no key stands in a static field.
    private static readonly Dictionary<string, ConnectionState> s_states = [];

    /// <summary>The addresses of the environment; the hosted service when it names none.</summary>
    /// <exception cref="FleetValidationException">A variable does not hold an address.</exception>
    public static ConnectionSettings Addresses => new()
    {
        Uri = Address("FLEET_BASE_URL") ?? FleetClientOptions.HostedUri,
        ReleasesUri = Address("FLEET_RELEASES_URL"),
        AgentsUri = Address("FLEET_AGENTS_URL"),
    };

    /// <summary>The token of the releases service; FlightDeck's own variable serves too.</summary>
    public static SecureString? ReleasesToken => Secret("FLEET_RELEASES_TOKEN") ?? Secret("FLIGHTDECK_LOCAL_API_TOKEN");

    /// <summary>The token for having work judged.</summary>
    public static string? JudgeToken => Read("FLEET_JUDGE_TOKEN");

    /// <summary>The user that the agents service sees.</summary>
    public static string? AgentsUser => Read("FLEET_AGENTS_USER");

    /// <summary>Who calls a service when nobody said so: the key of the environment; else the stored login, which goes to the hosted service alone.</summary>
    public static ConnectionCredential CredentialFor(Uri uri) =>
        Secret("FLEET_API_KEY") is { } key
            ? ConnectionCredential.ApiKey(key)
            : (ServiceAddress.IsHosted(uri) ? ConnectionCredential.StoredLogin() : null) ?? ConnectionCredential.None;

    /// <summary>The connection; false when the environment says nothing and nobody is logged in.</summary>
    /// <exception cref="FleetValidationException">A variable does not hold what it should.</exception>
    public static bool TryGet([NotNullWhen(true)] out ConnectionState? state)
    {
        ConnectionSettings settings = Addresses;
        settings = settings with { Credential = CredentialFor(settings.Uri), ReleasesToken = ReleasesToken, AgentsUser = AgentsUser };
        bool nothing = settings.Credential == ConnectionCredential.None && settings.ReleasesUri is null && settings.AgentsUri is null
            && ServiceAddress.IsHosted(settings.Uri);
        state = nothing ? null : Shared(settings);
        return state is not null;
    }

    private static ConnectionState Shared(ConnectionSettings settings)
    {
        string fingerprint = Fingerprint(settings.Credential.Kind);
        lock (s_lock)
        {
            if (!s_states.TryGetValue(fingerprint, out ConnectionState? state))
            {
                state = settings.ToState(Source);
                s_states.Add(fingerprint, state);
            }

            return state;
        }
    }

    /// <summary>Finds a connection of the environment by its id; one that the variables no longer describe included.</summary>
    public static ConnectionState? Find(string connectionId)
    {
        lock (s_lock)
        {
            return s_states.Values.FirstOrDefault(state => state.Connection.ConnectionId == connectionId);
        }
    }

    private static string Fingerprint(string kind)
    {
        string[] variables =
        [
            "FLEET_API_KEY", "FLEET_BASE_URL", "FLEET_RELEASES_URL", "FLEET_RELEASES_TOKEN", "FLIGHTDECK_LOCAL_API_TOKEN", "FLEET_AGENTS_URL", "FLEET_AGENTS_USER",
        ];
        string all = string.Join('\0', variables.Select(Read).Prepend(kind));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }

    private static Uri? Address(string name) => Read(name) is { } text ? ServiceAddress.Parse(text, name) : null;

    private static SecureString? Secret(string name) => Read(name) is { } text ? SecretText.Wrap(text) : null;

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } value ? value : null;
}
