using System.Diagnostics.CodeAnalysis;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>The connection described by the environment variables, or by the original's stored login if there is no key.</summary>
internal static class EnvironmentConnection
{
    /// <summary>The <see cref="FleetConnection.Source"/> of its connections.</summary>
    public const string Source = "Environment variables";

    private static readonly Lock s_lock = new();

    // Keyed by a hash of all variables: a change makes a new connection, and changing back finds the first one again. They are never closed
    // from here, since calls in progress may still use them; and no key is stored in a static field.
    private static readonly Dictionary<string, ConnectionState> s_states = [];

    /// <summary>The addresses from the environment; the hosted service if there are none.</summary>
    /// <exception cref="FleetValidationException">A variable does not contain an address.</exception>
    public static ConnectionSettings Addresses => new()
    {
        Uri = Address("FLEET_BASE_URL") ?? FleetClientOptions.HostedUri,
        ReleasesUri = Address("FLEET_RELEASES_URL"),
        AgentsUri = Address("FLEET_AGENTS_URL"),
    };

    /// <summary>The token of the releases service, also read from FlightDeck's own variable.</summary>
    public static SecureString? ReleasesToken => Secret("FLEET_RELEASES_TOKEN") ?? Secret("FLIGHTDECK_LOCAL_API_TOKEN");

    /// <summary>The token for judging work.</summary>
    public static string? JudgeToken => Read("FLEET_JUDGE_TOKEN");

    /// <summary>The user name for the agents service.</summary>
    public static string? AgentsUser => Read("FLEET_AGENTS_USER");

    /// <summary>
    /// The default credential for a service: the key from the environment, otherwise the stored login, which is only sent to the hosted service.
    /// </summary>
    public static ConnectionCredential CredentialFor(Uri uri) =>
        Secret("FLEET_API_KEY") is { } key
            ? ConnectionCredential.ApiKey(key)
            : (ServiceAddress.IsHosted(uri) ? ConnectionCredential.StoredLogin() : null) ?? ConnectionCredential.None;

    /// <summary>Gets the connection; false if the environment does not define one and nobody is logged in.</summary>
    /// <exception cref="FleetValidationException">A variable has an invalid value.</exception>
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

    /// <summary>Finds a connection from the environment by its id, even if the variables no longer describe it.</summary>
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
            "FLEET_API_KEY", "FLEET_BASE_URL",
            "FLEET_RELEASES_URL", "FLEET_RELEASES_TOKEN", "FLIGHTDECK_LOCAL_API_TOKEN",
            "FLEET_AGENTS_URL", "FLEET_AGENTS_USER",
        ];
        string all = string.Join('\0', variables.Select(Read).Prepend(kind));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }

    private static Uri? Address(string name) => Read(name) is { } text ? ServiceAddress.Parse(text, name) : null;

    private static SecureString? Secret(string name) => Read(name) is { } text ? SecretText.Wrap(text) : null;

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } value ? value : null;
}
