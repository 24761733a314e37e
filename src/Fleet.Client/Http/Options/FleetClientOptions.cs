using System.Net;
using System.Security.Cryptography.X509Certificates;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>The addresses of the services, the caller's credentials and the limits of each call. Read once, when the client is created.</summary>
public sealed record FleetClientOptions
{
    /// <summary>The address of the hosted environments service.</summary>
    public static Uri HostedUri => HostedAddress.Uri;

    /// <summary>The address of the environments service; the hosted one by default. A trailing slash does not matter.</summary>
    public Uri Uri { get; init; } = HostedUri;

    /// <summary>The address of the releases service. By default it is <see cref="Uri"/>, unless that is the hosted service.</summary>
    public Uri? ReleasesUri { get; init; }

    /// <summary>The address of the agents service. By default it is <see cref="Uri"/>, unless that is the hosted service.</summary>
    public Uri? AgentsUri { get; init; }

    /// <summary>The credentials for the environments service; null sends none.</summary>
    public FleetCredential? Credential { get; init; }

    /// <summary>The bearer token of the releases service.</summary>
    public string? ReleasesToken { get; init; }

    /// <summary>The token that the environments service requires for grading by a model; sent only with those calls.</summary>
    public string? JudgeToken { get; init; }

    /// <summary>The user of the agents service, sent as its cookie. Null is its anonymous user.</summary>
    public string? AgentsUser { get; init; }

    /// <summary>
    /// Headers added to every request to one of the services, and to no others: an instance on another host does not get them.
    /// Their values never appear in a log. They cannot include headers that the client sets for each call.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The caller's own client; its settings are respected and it is never disposed. Cannot be combined with <see cref="Handler"/>, <see cref="Proxy"/> and
    /// <see cref="CertificateAuthorities"/>.
    /// </summary>
    public HttpClient? HttpClient { get; init; }

    /// <summary>The caller's own primary handler; never disposed.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>The proxy; null is the system's.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Certificate authorities trusted in addition to the system's.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary>The rules for repeating a failed call.</summary>
    public FleetRetryOptions Retry { get; init; } = new();

    /// <summary>The time limit for making a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The time limit of one attempt, including the body: it counts the time spent waiting for the service, not the time that the reader of a list takes
    /// between two items.
    /// </summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>
    /// The time limit of a call with all its attempts and waits. A wait that would not end within it is not begun: the call fails with its last error.
    /// </summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>The clock for waits, limits and timestamps.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Receives the log records of all calls; called on any thread. See also <see cref="FleetCallOptions.Log"/>.</summary>
    public Action<FleetLogEntry>? Log { get; init; }

    /// <summary>
    /// The minimum level of the records passed to <see cref="Log"/>; headers and bodies are only rendered for <see cref="FleetLogLevel.Debug"/>.
    /// </summary>
    public FleetLogLevel LogLevel { get; init; } = FleetLogLevel.Verbose;

    /// <summary>The program that uses the client, added to <c>User-Agent</c>, for example <c>PowerShell 7.6.5</c>.</summary>
    public string? Product { get; init; }

    /// <summary>Creates a client for one attempt, if a factory manages the connections.</summary>
    internal Func<HttpClient>? ClientFactory { get; init; }

    /// <summary>If set, decides about each record in place of <see cref="LogLevel"/>: the levels of a logger can change while it is in use.</summary>
    internal Func<FleetLogLevel, bool>? LogFilter { get; init; }

    /// <summary>True if the records of the agents service also go to standard error.</summary>
    internal bool EchoAgents { get; init; }

    /// <summary>The address of the environments service.</summary>
    /// <returns>The text of <see cref="Uri"/>; never a secret.</returns>
    public override string ToString() => Uri.ToString();
}
