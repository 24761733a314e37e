using System.Text.Json.Nodes;

namespace Fleet.Client.Tests.Releases;

public sealed class BundleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-bundle-");

    public static TheoryData<string> Vectors => [.. ReleasesGolden.Checksums.Select(static vector => vector!["name"]!.GetValue<string>())];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task The_checksum_is_that_of_the_original(string name)
    {
        JsonNode vector = ReleasesGolden.Checksums.First(item => item!["name"]!.GetValue<string>() == name)!;
        foreach (JsonNode? file in vector["files"]!.AsArray())
        {
            string target = Path.Combine(_folder.FullName, file!["path"]!.GetValue<string>());
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllBytesAsync(target, Convert.FromBase64String(file["base64"]!.GetValue<string>()), Token);
        }

        foreach ((string link, JsonNode? to) in vector["symlinks"]?.AsObject() ?? [])
        {
            File.CreateSymbolicLink(Path.Combine(_folder.FullName, link), to!.GetValue<string>());
        }

        bool alone = name.Contains("single", StringComparison.Ordinal);
        string checksum = await FleetReleaseBundle.GetChecksumAsync(
            alone ? Path.Combine(_folder.FullName, vector["hashed_order"]![0]!.GetValue<string>()) : _folder.FullName,
            Token);

        Assert.Equal(vector["sha256"]!.GetValue<string>(), checksum);
    }

    [Fact]
    public async Task What_a_service_lacks_is_said_before_any_change()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "release.yaml"), "x", Token);
        using TestReleases service = new();
        service.Answers("""{"openapi":"3.1.0","paths":{"/v1/releases":{"get":{}}}}""");

        FleetException failure = await Assert.ThrowsAsync<FleetException>(() =>
            service.Client.Releases.RegisterAsync(_folder.FullName, cancellationToken: Token));
        await Assert.ThrowsAsync<FleetException>(() => service.Client.Workspace.SetPolicyAsync(new FleetPolicy(), "why", cancellationToken: Token));

        Assert.Equal("not_supported", failure.ErrorCode);
        Assert.Contains("flightdeck release register", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["GET /openapi.json"], service.Targets);
    }
}
