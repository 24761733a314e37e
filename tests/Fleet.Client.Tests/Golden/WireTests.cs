using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.Client.Tests.Golden;

/// <summary>Every recorded request of an operation of this client, against what this client sends.</summary>
public sealed class WireTests
{
    public static TheoryData<string> Replayed => [.. GoldenFile.Entries.Keys.Where(static id => Operations.For(id) is not null)];

    [Theory]
    [MemberData(nameof(Replayed))]
    public async Task The_requests_are_those_of_the_Python_client(string id)
    {
        GoldenEntry entry = GoldenFile.Entries[id];
        MeantDifference? difference = MeantDifferences.All.GetValueOrDefault(id);
        GoldenRequest[] expected = [.. difference?.Instead(entry) ?? entry.Requests];
        using StubHandler stub = Script(expected);

        (object? result, FleetException? failure) = await ReplayAsync(id, stub);

        string[] lines = [.. stub.Sent.Select((sent, i) => Line(sent, i < expected.Length ? expected[i] : null))];
        Assert.Equal(expected.Select(static request => request.Line), lines);
        if (difference is not null)
        {
            Assert.NotEqual(entry.Requests.Select(static request => request.Line), lines);
        }

        if (failure is null)
        {
            GoldenResult.AssertSame(entry, result);
        }
        else
        {
            Assert.IsType(GoldenResult.ExceptionFor(entry), failure);
        }
    }

    [Theory]
    [MemberData(nameof(Replayed))]
    public async Task The_credentials_are_those_of_the_Python_client(string id)
    {
        GoldenEntry entry = GoldenFile.Entries[id];
        GoldenRequest[] expected = [.. MeantDifferences.All.GetValueOrDefault(id)?.Instead(entry) ?? entry.Requests];
        using StubHandler stub = Script(expected);

        await ReplayAsync(id, stub);

        foreach ((SentRequest sent, GoldenRequest recorded) in stub.Sent.Zip(expected))
        {
            foreach (string header in (string[])["Authorization", "X-JWT-Token", "X-Team-ID", "X-Fleet-Judge-Token", "Content-Type"])
            {
                string? value = sent[header];
                Assert.Equal(recorded.Headers.GetValueOrDefault(header), header == "Content-Type" ? value?.Split(';')[0] : value);
            }
        }
    }

    [Theory]
    [InlineData("region_base_us-west-1_memory", "us-west-1")]
    [InlineData("region_base_staging_memory", "staging")]
    [InlineData("region_base_mars-1_memory", "mars-1")]
    public async Task An_instance_of_a_region_is_made_at_the_address_of_the_region(string id, string region)
    {
        JsonNode expected = GoldenFile.Entries[id].Result![0]!;
        using StubHandler stub = Script([GoldenFile.Entries["make_minimal_sync"].Requests[0]]);
        using FleetClient client = new(new FleetClientOptions { Handler = stub });

        await client.Instances.CreateAsync(new FleetInstanceRequest { EnvKey = "fira", Region = region }, TestContext.Current.CancellationToken);

        SentRequest sent = Assert.Single(stub.Sent);
        Assert.Equal(expected["method"]!.GetValue<string>(), sent.Method.Method);
        Assert.Equal(expected["url"]!.GetValue<string>(), sent.Uri.AbsoluteUri);
        Assert.Contains($"\"region\":\"{region}\"", sent.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_recording_is_replayed_or_left_out_for_a_reason()
    {
        string[] forgotten = [.. GoldenFile.Entries.Keys.Where(static id =>
            Operations.For(id) is null && !Operations.NotThese.ContainsKey(id) && !id.StartsWith("region_base_", StringComparison.Ordinal))];
        string[] stale =
        [
            .. Operations
                .All.Keys.Concat(Operations.NotThese.Keys)
                .Concat(MeantDifferences.All.Keys)
                .Where(static id => !GoldenFile.Entries.ContainsKey(id)),
        ];
        string[] both = [.. Operations.NotThese.Keys.Where(static id => Operations.For(id) is not null)];

        Assert.Empty(forgotten);
        Assert.Empty(stale);
        Assert.Empty(both);
    }

    private static async Task<(object? Result, FleetException? Failure)> ReplayAsync(string id, StubHandler stub)
    {
        // The Python client was set not to repeat where an error was recorded.
        bool once = id.StartsWith("error_", StringComparison.Ordinal);
        using FleetClient client = new(new FleetClientOptions
        {
            Uri = new Uri(GoldenFile.Base),
            Credential = Operations.Credential(id),
            JudgeToken = "judge-tok",
            Handler = stub,
            Retry = once ? FleetRetryOptions.Off : new FleetRetryOptions { FirstDelay = TimeSpan.Zero },
        });
        try
        {
            return (await Operations.For(id)!(client), null);
        }
        catch (FleetException failure)
        {
            return (null, failure);
        }
    }

    private static StubHandler Script(IEnumerable<GoldenRequest> requests)
    {
        StubHandler stub = new();
        foreach (GoldenRequest request in requests)
        {
            stub.Then((HttpStatusCode)request.Status, request.Answer is JsonValue text && text.GetValueKind() == System.Text.Json.JsonValueKind.String
                ? text.GetValue<string>()
                : request.Answer?.ToJsonString());
        }

        return stub;
    }

    private static string Line(SentRequest sent, GoldenRequest? expected)
    {
        JsonNode? body = sent.Body is null ? null : JsonNode.Parse(sent.Body);
        IEnumerable<(string, string)> query = sent.Query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(static pair => pair.Split('=', 2))
            .Select(static pair => (WebUtility.UrlDecode(pair[0]), WebUtility.UrlDecode(pair[1])));
        if (sent.Path == "/v1/verifiers/check")
        {
            query = query.Select(static pair => (pair.Item1, pair.Item2.Length == 64 ? "<sha256 hex of the zip>" : pair.Item2));
        }

        if (body?["bundle"] is { } bundle)
        {
            byte[] zip = Convert.FromBase64String(bundle.GetValue<string>());
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(zip)), body["sha256"]!.GetValue<string>());
            Assert.Equal(expected?.BundleFiles?.ToJsonString(), Unzip(zip).ToJsonString());
            body["bundle"] = "<base64 zip>";
        }

        if (body?["ended_at"] is { } ended)
        {
            // A time with its zone, which the original omits.
            Assert.True(
                DateTimeOffset.TryParseExact(
                    ended.GetValue<string>(),
                    "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out _));
            body["ended_at"] = "<local ISO time, no zone, microseconds>";
        }

        if (body?["sha256"] is not null)
        {
            body["sha256"] = "<sha256 hex of the zip>";
        }

        return GoldenRequest.Describe(sent.Method.Method, WebUtility.UrlDecode(sent.Path), query, body);
    }

    private static JsonObject Unzip(byte[] bytes)
    {
        JsonObject files = [];
        using ZipArchive zip = new(new MemoryStream(bytes));
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using StreamReader reader = new(entry.Open(), Encoding.UTF8);
            files[entry.FullName] = reader.ReadToEnd();
        }

        return files;
    }
}
