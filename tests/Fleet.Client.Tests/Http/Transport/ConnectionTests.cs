using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.Client.Http;

namespace Fleet.Client.Tests.Http;

/// <summary>Our own connections, against sockets on the loopback address.</summary>
public sealed class ConnectionTests
{
    private static readonly FleetCallOptions s_once = new() { Retry = FleetRetryOptions.Off };

    [Fact]
    public async Task A_connection_that_is_closed_without_an_answer_is_an_error_that_names_the_address()
    {
        using LoopbackServer server = new(static (_, _) => Task.CompletedTask);
        using FleetTransport transport = new(new FleetClientOptions { Uri = server.Uri });

        FleetConnectionException failure = await Assert.ThrowsAsync<FleetConnectionException>(() => SendAsync(transport));

        Assert.Equal(
            $"The connection to {server.Uri.GetLeftPart(UriPartial.Authority)} broke before the response arrived. "
                + "Check that the service is running, and try again.",
            failure.Message);
    }

    [Fact]
    public async Task A_dropped_request_is_sent_again_if_it_is_safe()
    {
        int connections = 0;
        using LoopbackServer server = new((stream, body) =>
            Interlocked.Increment(ref connections) == 1 ? Task.CompletedTask : stream.WriteAsync(Answer("{}")).AsTask());
        using FleetTransport transport = new(new FleetClientOptions { Uri = server.Uri, Retry = new FleetRetryOptions { FirstDelay = TimeSpan.Zero } });

        using HttpResponseMessage answer = await transport.SendAsync(Sending.Get(), null, new ServiceErrors(), TestContext.Current.CancellationToken);

        Assert.Equal(2, connections);
    }

    [Fact]
    public async Task A_dropped_create_is_not_sent_again()
    {
        int requests = 0;
        using LoopbackServer server = new((_, _) => Task.FromResult(Interlocked.Increment(ref requests)));
        using FleetTransport transport = new(new FleetClientOptions { Uri = server.Uri });

        FleetConnectionException failure = await Assert.ThrowsAsync<FleetConnectionException>(
            () => transport.SendAsync(Sending.Create(), null, new ServiceErrors(), TestContext.Current.CancellationToken));

        Assert.Contains("the service may have carried out the request", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, requests);
    }

    [Theory]
    [InlineData("Content-Length: 500000\r\n\r\n[{")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n[1,2,\r\n")]
    public async Task A_body_that_breaks_off_is_an_error_of_ours(string rest)
    {
        using LoopbackServer server = new((stream, _) => stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + rest)).AsTask());
        using FleetTransport transport = new(new FleetClientOptions { Uri = server.Uri });
        using HttpResponseMessage answer = await SendAsync(transport);

        Stream body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<FleetConnectionException>(() => body.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_whole_body_passes_the_guard_unchanged()
    {
        string text = "[" + new string(' ', 300_000) + "]";
        using LoopbackServer server = new((stream, _) => stream.WriteAsync(Answer(text)).AsTask());
        using FleetTransport transport = new(new FleetClientOptions { Uri = server.Uri });
        using HttpResponseMessage answer = await SendAsync(transport);

        Assert.Equal(text.Length, answer.Content.Headers.ContentLength);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(text, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Where_nobody_listens_the_error_says_so()
    {
        using FleetTransport transport = new(new FleetClientOptions { Uri = FreeAddress() });

        FleetConnectionException failure = await Assert.ThrowsAsync<FleetConnectionException>(() => SendAsync(transport));

        Assert.EndsWith(
            "cannot be reached: nothing is listening there. Check the address, and that the service is running.",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_an_address_is_named()
    {
        using FleetTransport transport = new(new FleetClientOptions { Uri = new Uri("http://no-such-host.invalid/base"), Proxy = new NoProxy() });

        FleetConnectionException failure = await Assert.ThrowsAsync<FleetConnectionException>(() => SendAsync(transport));

        Assert.Equal("http://no-such-host.invalid cannot be reached: the host name cannot be resolved. Check the address and the network.", failure.Message);
    }

    [Fact]
    public async Task A_certificate_counts_only_when_somebody_vouches_for_it_and_for_its_name()
    {
        using X509Certificate2 authority = MakeAuthority();
        using X509Certificate2 right = MakeServer(authority, "localhost");
        using X509Certificate2 wrong = MakeServer(authority, "elsewhere.test");
        X509Certificate2Collection authorities = [authority];

        Assert.Null(await TryAsync(right, authorities));
        Assert.Contains("certificate is not trusted", (await TryAsync(wrong, authorities))?.Message, StringComparison.Ordinal);
        Assert.Contains("certificate is not trusted", (await TryAsync(right, null))?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_where_https_is_wanted_is_not_taken_for_a_certificate()
    {
        using LoopbackServer server = new(static (stream, _) => stream.WriteAsync(Answer("{}")).AsTask());
        using FleetTransport transport = new(new FleetClientOptions { Uri = new Uri($"https://127.0.0.1:{server.Uri.Port}") });

        FleetConnectionException failure = await Assert.ThrowsAsync<FleetConnectionException>(() => SendAsync(transport));

        Assert.Contains("Check whether the address begins with http or https", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_client_keeps_its_settings_and_its_life()
    {
        using LoopbackServer server = new(
            static (stream, request) => stream.WriteAsync(Answer(request.Replace("\r\n", "|", StringComparison.Ordinal))).AsTask());
        using HttpClient given = new();
        given.DefaultRequestHeaders.Add("X-Mine", "yes");
        using (FleetTransport transport = new(new FleetClientOptions { Uri = server.Uri, HttpClient = given }))
        {
            using HttpResponseMessage answer = await SendAsync(transport);
            Assert.Contains("X-Mine: yes", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.NotEmpty(await given.GetStringAsync(server.Uri, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Our_connections_follow_the_rules_of_the_house()
    {
        using SocketsHttpHandler handler = PrimaryClient.MakeHandler(new FleetClientOptions { ConnectTimeout = TimeSpan.FromSeconds(3) });

        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
        Assert.Equal(DecompressionMethods.All, handler.AutomaticDecompression);
        Assert.Equal(TimeSpan.FromSeconds(3), handler.ConnectTimeout);
        Assert.True(handler.PooledConnectionIdleTimeout < TimeSpan.FromSeconds(5));
        Assert.True(handler.MaxConnectionsPerServer >= 256);
        Assert.True(handler.Proxy!.IsBypassed(new Uri("http://127.0.0.1:8080/")));
        Assert.Null(handler.Proxy.GetProxy(new Uri("http://localhost:8080/")));
    }

    private static async Task<FleetException?> TryAsync(X509Certificate2 certificate, X509Certificate2Collection? authorities)
    {
        using LoopbackServer server = new(static (stream, _) => stream.WriteAsync(Answer("{}")).AsTask(), certificate);
        using FleetTransport transport = new(
            new FleetClientOptions { Uri = new Uri($"https://localhost:{server.Uri.Port}"), CertificateAuthorities = authorities }
        );
        try
        {
            (await SendAsync(transport)).Dispose();
            return null;
        }
        catch (FleetConnectionException failure)
        {
            return failure;
        }
    }

    private static Task<HttpResponseMessage> SendAsync(FleetTransport transport) =>
        transport.SendAsync(Sending.Get(), s_once, new ServiceErrors(), TestContext.Current.CancellationToken);

    private static byte[] Answer(string body) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

    private static Uri FreeAddress()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private static X509Certificate2 MakeAuthority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Fleet test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 MakeServer(X509Certificate2 authority, string host)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={host}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 open = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [1, 2, 3]);
        using X509Certificate2 own = open.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class NoProxy : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => null;

        public bool IsBypassed(Uri host) => true;
    }

    /// <summary>Reads one request per connection, lets a test answer it, and closes.</summary>
    private sealed class LoopbackServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Func<Stream, string, Task> _answer;
        private readonly X509Certificate2? _certificate;

        public LoopbackServer(Func<Stream, string, Task> answer, X509Certificate2? certificate = null)
        {
            _answer = answer;
            _certificate = certificate;
            _listener.Start();
            Uri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
            _ = AcceptAsync();
        }

        public Uri Uri { get; }

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            while (true)
            {
                TcpClient client;
                try
                {
                    client = await _listener.AcceptTcpClientAsync();
                }
                catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
                {
                    return;
                }

                _ = ServeAsync(client);
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                try
                {
                    Stream stream = client.GetStream();
                    if (_certificate is not null)
                    {
                        SslStream secure = new(stream);
                        await secure.AuthenticateAsServerAsync(_certificate);
                        stream = secure;
                    }

                    byte[] buffer = new byte[16 * 1024];
                    int length = await stream.ReadAsync(buffer);
                    await _answer(stream, Encoding.ASCII.GetString(buffer, 0, length));
                    await stream.FlushAsync();
                }
                catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The client has disconnected, as some tests expect.
                }
            }
        }
    }
}
