using System.Net;
using System.Security.Cryptography.X509Certificates;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Where the services are, who is calling, and the limits of each call. Read once, when the client is made.</summary>
public sealed record FleetClientOptions
{
    /// <summary>The address of the hosted environments service.</summary>
    public static Uri HostedUri => HostedAddress.Uri;

    /// <summary>The environments service; the hosted one unless set. A trailing slash does not matter.</summary>
    public Uri Uri { get; init; } = HostedUri;

    /// <summary>The releases service. Unset, it is <see cref="Uri"/>, unless that is the hosted service.</summary>
    public Uri? ReleasesUri { get; init; }

    /// <summary>The agents service. Unset, it is <see cref="Uri"/>, unless that is the hosted service.</summary>
    public Uri? AgentsUri { get; init; }

    /// <summary>Who is calling the environments service; null sends no credentials.</summary>
    public FleetCredential? Credential { get; init; }

    /// <summary>The bearer token of the releases service.</summary>
    public string? ReleasesToken { get; init; }

    /// <summary>The token that the environments service wants of those who have work judged by a model; sent with those calls alone.</summary>
    public string? JudgeToken { get; init; }

    /// <summary>The user that the agents service sees; sent as its cookie. Null is its anonymous user.</summary>
    public string? AgentsUser { get; init; }

    /// <summary>
    /// Headers added to every request to one of the services, and to nothing else: an instance on another host does not get them.
    /// Their values never appear in a log. Headers that the client sets for each call cannot be among them.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The caller's own client; its settings are respected and it is never disposed. Excludes <see cref="Handler"/>, <see cref="Proxy"/> and <see cref="CertificateAuthorities"/>.</summary>
    public HttpClient? HttpClient { get; init; }

    /// <summary>The caller's own primary handler; never disposed.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>The proxy; null takes the system's.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Certificate authorities trusted besides the system's.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary>When and how often a failed call is repeated.</summary>
    public FleetRetryOptions Retry { get; init; } = new();

    /// <summary>The limit for making a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The limit of one attempt, the body included: the time that is spent waiting for the service, not the time that the reader of a list takes between two items.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The limit of a call with all its attempts and waits. A wait that would not end within it is not begun: the call ends with the error it has.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>The clock behind waits, limits and time stamps.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Takes the log records of all calls; called on any thread. See also <see cref="FleetCallOptions.Log"/>.</summary>
    public Action<FleetLogEntry>? Log { get; init; }

    /// <summary>The least detail that <see cref="Log"/> wants; headers and bodies are only rendered for <see cref="FleetLogLevel.Debug"/>.</summary>
    public FleetLogLevel LogLevel { get; init; } = FleetLogLevel.Verbose;

    /// <summary>The program on top of the client, added to <c>User-Agent</c>, for example <c>PowerShell 7.6.5</c>.</summary>
    public string? Product { get; init; }

    /// <summary>Makes a client for one attempt, where a factory manages the connections.</summary>
    internal Func<HttpClient>? ClientFactory { get; init; }

    /// <summary>Asked for each record when set, instead of <see cref="LogLevel"/>: the levels of a logger can change while it is in use.</summary>
    internal Func<FleetLogLevel, bool>? LogFilter { get; init; }

    /// <summary>Whether the records of the agents service also go to the standard error.</summary>
    internal bool EchoAgents { get; init; }

    /// <summary>The address of the environments service.</summary>
    /// <returns>The text of <see cref="Uri"/>; never a secret.</returns>
    public override string ToString() => Uri.ToString();
}
