using System.Net;
using Fleet.Testing;

namespace Fleet.Client.Tests.Http;

public sealed class HeaderTests
{
    [Fact]
    public async Task A_call_with_a_key_carries_what_the_service_knows()
    {
        using Sending sending = new() { Configure = static options => options with { Product = "PowerShell 7.6.5" } };
        sending.Stub.Then(HttpStatusCode.OK, "{}");

        using HttpResponseMessage answer = await sending.SendAsync();

        SentRequest sent = Assert.Single(sending.Stub.Sent);
        Assert.Equal("http://fleet.test:8080/v1/account", sent.Uri.AbsoluteUri);
        Assert.Equal("Bearer " + Sending.Key, sent["Authorization"]);
        Assert.Equal("CSharp", sent["X-Fleet-SDK-Language"]);
        Assert.Matches(@"^\d+\.\d+\.\d+$", sent["X-Fleet-SDK-Version"]);
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", sent["X-Request-ID"]);
        Assert.Equal(sending.Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), sent["X-Request-Timestamp"]);
        Assert.Matches(@"^Fleet/\d+\.\d+\.\d+ \(PowerShell 7\.6\.5; \.NET 10\.[\d.]+; [^()]+\)$", sent["User-Agent"]);
        Assert.Null(sent["Content-Type"]);
        Assert.Null(sent["Idempotency-Key"]);
        Assert.Null(sent.Body);
    }
}
