using System.Management.Automation;
using System.Net;
using System.Reflection;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>The settings of a connection, whether from Connect-Fleet, Start-FleetServer or the environment variables.</summary>
internal sealed record ConnectionSettings
{
    private static readonly TimeSpan s_longestAttempt = new FleetClientOptions().AttemptTimeout;
    private static readonly TimeSpan s_longestConnect = new FleetClientOptions().ConnectTimeout;

    // $PSVersionTable is not available outside a cmdlet, and the assembly's own version is 7.6.0 in every 7.6 release.
    private static readonly string s_product = $"PowerShell {EngineVersion()}";

    /// <summary>The environments service.</summary>
    public Uri Uri { get; init; } = FleetClientOptions.HostedUri;

    /// <summary>The releases service; null for <see cref="Uri"/>, unless that is the hosted service.</summary>
    public Uri? ReleasesUri { get; init; }

    /// <summary>The agents service; null for <see cref="Uri"/>, unless that is the hosted service.</summary>
    public Uri? AgentsUri { get; init; }

    public ConnectionCredential Credential { get; init; } = ConnectionCredential.None;

    public SecureString? ReleasesToken { get; init; }

    public string? AgentsUser { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public IWebProxy? Proxy { get; init; }

    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    public HttpClient? HttpClient { get; init; }

    public int? MaxRetries { get; init; }

    public FleetRetryOptions? Retry { get; init; }

    /// <summary>The time limit of a call, including all its attempts and waits.</summary>
    public TimeSpan? Timeout { get; init; }

    private Uri? Shared => ServiceAddress.IsHosted(Uri) ? null : Uri;

    /// <summary>Makes the connection, whose client is created on first use.</summary>
    /// <param name="source">The origin of the settings, as shown to the user.</param>
    /// <param name="server">The local server it connects to, if this process started it.</param>
    public ConnectionState ToState(string source, LocalServer? server = null)
    {
        FleetConnection connection = new()
        {
            ConnectionId = Guid.NewGuid().ToString("N"),
            Uri = Uri,
            ReleasesUri = ReleasesUri ?? Shared,
            AgentsUri = AgentsUri ?? Shared,
            Source = source,
            CredentialKind = Credential.Kind,
            TeamId = Credential.TeamId,
        };
        return new ConnectionState(connection, ToOptions) { Server = server };
    }

    private FleetClientOptions ToOptions()
    {
        FleetClientOptions options = new()
        {
            Uri = Uri,
            ReleasesUri = ReleasesUri ?? Shared,
            AgentsUri = AgentsUri ?? Shared,
            Credential = Credential.ToCredential(),
            ReleasesToken = ReleasesToken is null ? null : SecretText.Reveal(ReleasesToken),
            JudgeToken = EnvironmentConnection.JudgeToken,
            AgentsUser = AgentsUser,
            Headers = Headers,
            HttpClient = HttpClient,
            Proxy = Proxy,
            CertificateAuthorities = CertificateAuthorities,
            Product = s_product,
        };
        if (Retry is not null)
        {
            options = options with { Retry = Retry };
        }

        if (MaxRetries is { } retries)
        {
            options = options with { Retry = options.Retry with { MaxRetries = retries } };
        }

        return Timeout is { } limit
            ? options with { TotalTimeout = limit, AttemptTimeout = Least(limit, s_longestAttempt), ConnectTimeout = Least(limit, s_longestConnect) }
            : options;
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // For example "7.6.5 SHA: 7acb2927": the rest after the version is ignored.
    private static string? EngineVersion()
    {
        Assembly engine = typeof(PSObject).Assembly;
        return engine.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split(' ')[0] ?? engine.GetName().Version?.ToString(3);
    }
}
