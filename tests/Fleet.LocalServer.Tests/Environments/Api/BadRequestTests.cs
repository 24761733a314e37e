using System.Net.Sockets;
using System.Text;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.Api;

/// <summary>The server reports exactly what is wrong with a request and keeps serving.</summary>
public sealed class BadRequestTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Instances = "/v1/env/instances";
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const int MegaByte = 1024 * 1024;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string?, int, string> Requests => BadRequests.All();

    /// <summary>Bodies that are not JSON or are too large: media type, body, status, response.</summary>
    public static TheoryData<string, string, int, string> Bodies => new()
    {
        { "application/json", "bytes:7b22656e765f6b6579223a22ff227d", 422,
            """{"detail":[{"loc":["body"],"msg":"JSON decode error: the body is not UTF-8","type":"json_invalid"}]}""" },
        { "application/json", "bytes:00", 422,
            """{"detail":[{"loc":["body",0],"msg":"JSON decode error: not valid JSON in line 1","type":"json_invalid"}]}""" },
        { "application/json", "deep", 422,
            """{"detail":[{"loc":["body",64],"msg":"JSON decode error: nested deeper than 64 levels","type":"json_invalid"}]}""" },
        { "application/json", "large:33", 413, """{"detail":"The body is larger than 33554432 bytes"}""" },
        { "application/json", "large:50", 413, """{"detail":"The body is larger than 33554432 bytes"}""" },
        { "application/json", "chunked:50", 413, """{"detail":"The body is larger than 33554432 bytes"}""" },
        { "text/plain", "{\"env_key\":\"shop\"}", 415, """{"detail":"Content-Type must be application/json, not 'text/plain'"}""" },
        { "application/x-www-form-urlencoded", "env_key=shop", 415,
            """{"detail":"Content-Type must be application/json, not 'application/x-www-form-urlencoded'"}""" },
        { "application/xml", "<env_key/>", 415, """{"detail":"Content-Type must be application/json, not 'application/xml'"}""" },
    };

    /// <summary>Requests that no client library would send: request line, headers, status line, part of the response.</summary>
    public static TheoryData<string, string, string, string> RawRequests => new()
    {
        { "GET /v1/account HTTP/1.1", "Host: evil.example", "HTTP/1.1 400 Bad Request", """{"detail":"The Host header names a host that is not allowed"}""" },
        { "GET /v1/account HTTP/1.1", "Host: 127.0.0.1.evil.example", "HTTP/1.1 400 Bad Request",
            """{"detail":"The Host header names a host that is not allowed"}""" },
        { "POST /i/nope/raw/customers HTTP/1.1", "Host: localhost\r\nOrigin: https://evil.example", "HTTP/1.1 403 Forbidden",
            """{"detail":"Requests from pages of other sites are refused"}""" },
        { "GET /v1/account HTTP/1.1", "Host: localhost\r\nOrigin: null", "HTTP/1.1 403 Forbidden",
            """{"detail":"Requests from pages of other sites are refused"}""" },
        { "GET /../../etc/passwd HTTP/1.1", "Host: localhost", "HTTP/1.1 404 Not Found", """{"detail":"Not Found"}""" },
        { "GET /v1/env/instances/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1", "Host: localhost", "HTTP/1.1 404 Not Found", """{"detail":"Not Found"}""" },
        { "GET /v1/env/instances/a%5c..%5cb HTTP/1.1", "Host: localhost", "HTTP/1.1 404 Not Found", """{"detail":"Instance not found"}""" },
        { "GET /v1/env/instances/%00 HTTP/1.1", "Host: localhost", "HTTP/1.1 400 Bad Request", "" },
        { "GET /v1/env/instances/%ff%fe HTTP/1.1", "Host: localhost", "HTTP/1.1 404 Not Found", """{"detail":"Instance not found"}""" },
        { "GET /v1/account HTTP/1.1", "X-No-Host: 1", "HTTP/1.1 400 Bad Request", "" },
        { "NONSENSE", "Host: localhost", "HTTP/1.1 400 Bad Request", "" },
        { "GET /v1/account HTTP/9.9", "Host: localhost", "HTTP/1.1 505 HTTP Version Not Supported", "" },
        { "POST /v1/env/instances HTTP/1.1", "Host: localhost\r\nContent-Length: -5", "HTTP/1.1 400 Bad Request", "" },
        { "POST /v1/env/instances HTTP/1.1", "Host: localhost\r\nContent-Length: 999999999999", "HTTP/1.1 413 Payload Too Large",
            """{"detail":"The body is larger than 33554432 bytes"}""" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_bad_request_is_refused(string method, string path, string? body, int status, string answer)
    {
        TestServer server = fixture.Server;
        string running = await server.CreateAsync();
        string ended = await server.CreateAsync();
        await server.CallAsync("DELETE", $"{Instances}/{ended}");
        string Fill(string text) => text
            .Replace("{i}", running, StringComparison.Ordinal)
            .Replace("{e}", ended, StringComparison.Ordinal)
            .Replace("{hash}", Hash, StringComparison.Ordinal)
            .Replace("{long}", new string('a', 3000), StringComparison.Ordinal);

        TestAnswer got = await server.SendAsync(method, Fill(path), body is null ? null : Fill(body));

        Assert.Equal((status, Fill(answer)), (got.Status, got.Body));
        await AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_body_is_refused(string mediaType, string body, int status, string answer)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Instances) { Content = MakeBody(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);

        using HttpResponseMessage response = await fixture.Server.Http.SendAsync(request, Cancel);

        Assert.Equal((status, answer), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancel)));
        await AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(RawRequests))]
    public async Task A_request_that_no_library_would_send_is_refused(string line, string headers, string status, string answer)
    {
        Uri url = new(fixture.Server.Url);
        using TcpClient client = new();
        await client.ConnectAsync(url.Host, url.Port, Cancel);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\n{headers}\r\nConnection: close\r\n\r\n"), Cancel);

        using StreamReader reader = new(stream);
        string got = await reader.ReadToEndAsync(Cancel);

        Assert.StartsWith(status, got, StringComparison.Ordinal);
        Assert.Contains(answer, got, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", got, StringComparison.Ordinal);
        await AssertWellAsync();
    }

    [Theory]
    [InlineData("status=stopped&status=running", 1)]
    [InlineData("status=running&status=stopped", 0)]
    public async Task The_last_of_repeated_filters_counts(string query, int count)
    {
        string run = Guid.NewGuid().ToString();
        await fixture.Server.CreateAsync($"\"run_id\":\"{run}\"");

        Assert.Equal(count, (await fixture.Server.CallAsync("GET", $"{Instances}?run_id={run}&{query}")).AsArray().Count);
    }

    [Fact]
    public async Task Fields_that_mean_nothing_here_are_accepted()
    {
        await fixture.Server.CreateAsync(
            "\"image_type\":\"mcp\",\"created_from\":\"sdk\",\"seed\":1,\"timestamp\":2,\"p_error\":0.5,\"avg_latency\":1,\"task_id\":\"t\","
                + "\"force_pull\":true,\"brand_new\":{}");
    }

    [Theory]
    [InlineData("\"7200\"")]
    [InlineData("7200.0")]
    [InlineData("7.2e3")]
    public async Task A_number_may_come_as_text_or_as_a_real_that_is_whole(string ttl) => await fixture.Server.CreateAsync($"\"ttl_seconds\":{ttl}");

    private static HttpContent MakeBody(string text)
    {
        string[] parts = text.Split(':', 2);
        switch (parts[0])
        {
            case "bytes":
                return new ByteArrayContent(Convert.FromHexString(parts[1]));
            case "deep":
                return new ByteArrayContent(Encoding.ASCII.GetBytes(new string('[', 10_000)));
            case "large":
                return new ByteArrayContent(LargeJson(parts[1]));
            case "chunked":
                StreamContent content = new(new MemoryStream(LargeJson(parts[1])));
                content.Headers.ContentLength = null;
                return content;
            default:
                return new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        }
    }

    private static byte[] LargeJson(string megaBytes) =>
        Encoding.ASCII.GetBytes(
            "{\"env_key\":\"" + new string('x', int.Parse(megaBytes, System.Globalization.CultureInfo.InvariantCulture) * MegaByte) + "\"}");

    private async Task AssertWellAsync() => Assert.Equal(200, (await fixture.Server.SendAsync("GET", "/v1/account")).Status);
}
