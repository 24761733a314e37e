using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Fleet.Client.Http;

/// <summary>
/// The end of the chain: sends one attempt through the caller's client or handler, or through connections of our own, created at the first call.
/// </summary>
internal sealed class PrimaryClient(FleetClientOptions options) : ICredentialChannel, IDisposable
{
    // The services close a connection that has been idle for 5 s; with a shorter time, a request never meets a connection that is just being closed.
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(4);

    // Long enough to be useful, short enough to follow a change of the host's address.
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_drain = TimeSpan.FromMilliseconds(100);

    private readonly Lock _making = new();
    private HttpMessageInvoker? _invoker;
    private bool _closed;

    /// <summary>The client's clock.</summary>
    public TimeProvider Clock => options.TimeProvider;

    /// <summary>True if a timeout other than the call's can only be the connection's: connections of our own have no other.</summary>
    public bool OwnsConnections => options.HttpClient is null && options.Handler is null && options.ClientFactory is null;

    /// <summary>Sends one message; the body of the response is not read yet.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        HttpClient? given = options.HttpClient ?? options.ClientFactory?.Invoke();
        if (given is null)
        {
            // A client would only add a second set of limits and registrations for each call.
            return (_invoker ?? Make()).SendAsync(message, cancellationToken);
        }

        message.Version = given.DefaultRequestVersion;
        message.VersionPolicy = given.DefaultVersionPolicy;
        return given.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose()
    {
        lock (_making)
        {
            _closed = true;
            _invoker?.Dispose();
        }
    }

    private HttpMessageInvoker Make()
    {
        lock (_making)
        {
            ClosedClient.ThrowIf(_closed);
            return _invoker ??= options.Handler is { } given
                ? new HttpMessageInvoker(given, disposeHandler: false)
                : new HttpMessageInvoker(MakeHandler(options));
        }
    }

    /// <summary>Creates the handler of our own connections.</summary>
    internal static SocketsHttpHandler MakeHandler(FleetClientOptions options)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            MaxConnectionsPerServer = 512,
            PooledConnectionIdleTimeout = s_idle,
            PooledConnectionLifetime = s_lifetime,
            // An abandoned stream is closed at once: draining it to keep its connection would wait for an agent.
            ResponseDrainTimeout = s_drain,
            Proxy = options.Proxy ?? SystemProxy.Instance,
            UseCookies = false,
        };
        if (options.CertificateAuthorities is { Count: > 0 } authorities)
        {
            X509Certificate2[] roots = [.. authorities];
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, presented, errors) =>
                errors == SslPolicyErrors.None || IsTrusted(certificate, presented, errors, roots);
        }

        return handler;
    }

    // Only called if the system's own authorities do not vouch for the certificate; a wrong name or a missing certificate remains an error.
    private static bool IsTrusted(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors, X509Certificate2[] roots)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf)
        {
            return false;
        }

        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        // Server authentication: a certificate issued for something else does not vouch for a server.
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
        if (presented is not null)
        {
            foreach (X509ChainElement element in presented.ChainElements)
            {
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            }
        }

        return chain.Build(leaf);
    }

    /// <summary>The system's proxy, bypassed for this machine: a proxy elsewhere cannot reach a local server.</summary>
    private sealed class SystemProxy : IWebProxy
    {
        public static SystemProxy Instance { get; } = new();

        public ICredentials? Credentials
        {
            get => HttpClient.DefaultProxy.Credentials;
            set => throw new NotSupportedException();
        }

        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : HttpClient.DefaultProxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || HttpClient.DefaultProxy.IsBypassed(host);
    }
}
