using System.Net;
using System.Security.Cryptography.X509Certificates;
using Fleet.Testing;

namespace Fleet.Client.Tests.Http;

public sealed class OptionsTests
{
    public static TheoryData<string, string> Refused { get; } = new()
    {
        { nameof(FleetClientOptions.Uri), "ftp" },
        { nameof(FleetClientOptions.Uri), "relative" },
        { nameof(FleetClientOptions.Uri), "query" },
        { nameof(FleetClientOptions.Uri), "password" },
        { nameof(FleetClientOptions.ReleasesUri), "releases" },
        { nameof(FleetClientOptions.AgentsUri), "agents" },
        { nameof(FleetClientOptions.ConnectTimeout), "connect" },
        { nameof(FleetClientOptions.AttemptTimeout), "attempt" },
        { nameof(FleetClientOptions.TotalTimeout), "total" },
        { nameof(FleetRetryOptions.MaxRetries), "retries" },
        { nameof(FleetRetryOptions.FirstDelay), "first" },
        { nameof(FleetRetryOptions.MaxDelay), "longest" },
        { nameof(FleetRetryOptions.MaxRetryAfter), "asked" },
        { nameof(FleetRetryOptions.Exponent), "growth" },
        { nameof(FleetRetryOptions.MaxElapsed), "elapsed" },
        { nameof(FleetClientOptions.Handler), "both" },
        { nameof(FleetClientOptions.Proxy), "proxy" },
        { nameof(FleetClientOptions.CertificateAuthorities), "authorities" },
        { nameof(FleetClientOptions.Headers), "header name" },
        { nameof(FleetClientOptions.Headers), "header value" },
        { nameof(FleetClientOptions.Headers), "per call" },
        { nameof(FleetClientOptions.Headers), "second credential" },
        { nameof(FleetClientOptions.ReleasesToken), "token" },
        { nameof(FleetClientOptions.AgentsUser), "user" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void An_option_that_cannot_work_is_refused_by_its_name(string option, string what)
    {
        using HttpClient client = new();
        using StubHandler handler = new();
        FleetClientOptions good = new() { Uri = new Uri("http://fleet.test"), Credential = FleetCredential.ApiKey("key") };
        FleetClientOptions bad = what switch
        {
            "ftp" => good with { Uri = new Uri("ftp://fleet.test") },
            "relative" => good with { Uri = new Uri("/v1", UriKind.Relative) },
            "query" => good with { Uri = new Uri("http://fleet.test/?a=b") },
            "password" => good with { Uri = new Uri("http://jane:secret@fleet.test") },
            "releases" => good with { ReleasesUri = new Uri("file:///tmp") },
            "agents" => good with { AgentsUri = new Uri("ws://fleet.test") },
            "connect" => good with { ConnectTimeout = TimeSpan.Zero },
            "attempt" => good with { AttemptTimeout = TimeSpan.FromSeconds(-1) },
            "total" => good with { TotalTimeout = TimeSpan.FromDays(25) },
            "retries" => good with { Retry = new FleetRetryOptions { MaxRetries = -1 } },
            "first" => good with { Retry = new FleetRetryOptions { FirstDelay = TimeSpan.FromTicks(-1) } },
            "longest" => good with { Retry = new FleetRetryOptions { MaxDelay = TimeSpan.FromDays(2) } },
            "asked" => good with { Retry = new FleetRetryOptions { MaxRetryAfter = Timeout.InfiniteTimeSpan } },
            "growth" => good with { Retry = new FleetRetryOptions { Exponent = 0.5 } },
            "elapsed" => good with { Retry = new FleetRetryOptions { MaxElapsed = TimeSpan.FromSeconds(-1) } },
            "both" => good with { HttpClient = client, Handler = handler },
            "proxy" => good with { HttpClient = client, Proxy = new WebProxy("http://proxy.test") },
            "authorities" => good with { Handler = handler, CertificateAuthorities = new X509Certificate2Collection() },
            "header name" => good with { Headers = new Dictionary<string, string> { ["X Y"] = "v" } },
            "header value" => good with { Headers = new Dictionary<string, string> { ["X-Y"] = "secret\r\nX-Z: v" } },
            "per call" => good with { Headers = new Dictionary<string, string> { ["x-request-id"] = "1" } },
            "second credential" => good with { Headers = new Dictionary<string, string> { ["authorization"] = "Bearer x" } },
            "token" => good with { ReleasesToken = "a\nb" },
            _ => good with { AgentsUser = "" },
        };

        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => new FleetClient(bad));

        Assert.Equal(option, refused.ParamName);
        Assert.Contains(option, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_options_of_a_view_are_checked_too()
    {
        using FleetClient client = new(new FleetClientOptions());

        Assert.Equal("TotalTimeout", Assert.ThrowsAny<ArgumentException>(() => client.With(new FleetCallOptions { TotalTimeout = TimeSpan.Zero })).ParamName);
        Assert.Equal(
            "AgentsUri",
            Assert.ThrowsAny<ArgumentException>(() => client.With(new FleetCallOptions { AgentsUri = new Uri("http://agents.test/?q=1") })).ParamName
        );
        Assert.Equal(
            "Headers",
            Assert
                .ThrowsAny<ArgumentException>(() =>
                    client.With(new FleetCallOptions { Headers = new Dictionary<string, string> { ["X-Request-ID"] = "1" } }))
                .ParamName);
        Assert.Equal(
            "MaxRetries",
            Assert.ThrowsAny<ArgumentException>(() => client.With(new FleetCallOptions { Retry = new FleetRetryOptions { MaxRetries = -1 } })).ParamName);
    }

    [Fact]
    public void Without_a_credential_the_authorization_may_be_the_callers_own()
    {
        using FleetClient client = new(new FleetClientOptions { Headers = new Dictionary<string, string> { ["Authorization"] = "Basic abc" } });
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("secret\n")]
    [InlineData("sec\0ret")]
    [InlineData("sécret")]
    [InlineData(" secret")]
    public void A_key_that_cannot_stand_in_a_header_is_refused_and_not_shown(string key)
    {
        foreach (
            Func<object> make in (Func<object>[])
                [() => FleetCredential.ApiKey(key), () => FleetCredential.Jwt(key, "t"), () => FleetCredential.Jwt("t", key)])
        {
            ArgumentException refused = Assert.Throws<ArgumentException>(make);
            Assert.DoesNotContain("ret", refused.Message.Replace("parameter", "", StringComparison.OrdinalIgnoreCase), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Making_a_client_makes_no_connections()
    {
        using FleetClient client = new(new FleetClientOptions { ClientFactory = static () => throw new InvalidOperationException("A connection was wanted.") });
    }
}
