using System.Diagnostics.CodeAnalysis;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>The connection that the environment variables describe; made again when they change.</summary>
internal static class EnvironmentConnection
{
    private static readonly Lock s_lock = new();
    private static (string Fingerprint, ConnectionState State)? s_current;

    /// <summary>The connection; false when no variable is set.</summary>
    public static bool TryGet([NotNullWhen(true)] out ConnectionState? state)
    {
        string? key = Read("FLEET_API_KEY");
        string? address = Read("FLEET_BASE_URL");
        if (key is null && address is null)
        {
            state = null;
            return false;
        }

        string fingerprint = $"{address}\n{key}";
        lock (s_lock)
        {
            if (s_current is not { } current || current.Fingerprint != fingerprint)
            {
                current = (fingerprint, Make(key, address));
                s_current = current;
            }

            state = current.State;
            return true;
        }
    }

    private static ConnectionState Make(string? key, string? address)
    {
        Uri uri = address is null ? FleetClientOptions.HostedUri : ParseAddress(address);
        FleetConnection connection = new()
        {
            ConnectionId = Guid.NewGuid().ToString("N"),
            Uri = uri,
            Source = "Environment variables",
            CredentialKind = key is null ? "None" : "ApiKey",
        };
        return new ConnectionState(connection, () => new FleetClientOptions
        {
            Uri = uri,
            Credential = key is null ? null : FleetCredential.ApiKey(key),
        });
    }

    private static Uri ParseAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new FleetValidationException("FLEET_BASE_URL is not an http or https address.");

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
