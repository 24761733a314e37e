using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.Client.Tests.Http;

/// <summary>Sets environment variables, so nothing else may run at the same time.</summary>
[CollectionDefinition(nameof(StoredLoginTests), DisableParallelization = true)]
[Collection(nameof(StoredLoginTests))]
public sealed class StoredLoginTests : IDisposable
{
    private static readonly string[] s_variables = ["HOME", "FLEET_AUTH_BASE_URL", "FLEET_BASE_URL", "FLEET_TRACK_BASE_URL"];

    private readonly string?[] _before = [.. s_variables.Select(Environment.GetEnvironmentVariable)];
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("fleet-login-");
    private readonly ManualTimeProvider _clock = new();

    public StoredLoginTests()
    {
        foreach (string variable in s_variables)
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    private string FilePath => Path.Combine(_home.FullName, ".fleet", "credentials.json");

    [Fact]
    public async Task A_fresh_login_from_the_home_folder_is_sent_as_jwt_and_team()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The home folder of Windows is not a variable.");
        Environment.SetEnvironmentVariable("HOME", _home.FullName);
        string token = WriteLogin(TimeSpan.FromSeconds(60));
        using Sending sending = Make(FleetCredential.StoredLogin());
        sending.Stub.Then(HttpStatusCode.OK, "{}");

        (await sending.SendAsync()).Dispose();

        SentRequest sent = Assert.Single(sending.Stub.Sent);
        Assert.Equal(token, sent["X-JWT-Token"]);
        Assert.Equal("team-1", sent["X-Team-ID"]);
        Assert.Null(sent["Authorization"]);
    }

    [Fact]
    public async Task A_login_that_is_about_to_end_is_renewed_once_for_all_and_stored()
    {
        WriteLogin(TimeSpan.FromSeconds(59));
        string renewed = Token(TimeSpan.FromHours(1));
        using Sending sending = Make(FleetCredential.StoredLogin(FilePath));
        TaskCompletionSource release = new();
        sending.Stub.Then(async (_, _) =>
        {
            await release.Task;
            return StubHandler.Answer(HttpStatusCode.OK, $$"""{"access_token":"{{renewed}}","refresh_token":"refresh-2"}""");
        });
        sending.Stub.Then(HttpStatusCode.OK, "{}");
        Environment.SetEnvironmentVariable("FLEET_BASE_URL", "http://base.test/");
        Environment.SetEnvironmentVariable("FLEET_TRACK_BASE_URL", "http://track.test");

        Task<HttpResponseMessage>[] calls = [.. Enumerable.Range(0, 8).Select(_ => sending.SendAsync())];
        release.SetResult();
        foreach (HttpResponseMessage answer in await Task.WhenAll(calls))
        {
            answer.Dispose();
        }

        SentRequest refresh = sending.Stub.Sent[0];
        Assert.Equal("http://base.test/v1/auth/refresh", refresh.Uri.AbsoluteUri);
        Assert.Equal(HttpMethod.Post, refresh.Method);
        Assert.Equal("""{"refresh_token":"refresh-1"}""", refresh.Body);
        Assert.Equal(["Content-Type"], refresh.Headers.Keys.Where(static name => name != "Content-Length"));
        Assert.Equal("application/json", refresh["Content-Type"]);
        Assert.Equal(9, sending.Stub.Sent.Count);
        Assert.All(sending.Stub.Sent.Skip(1), sent => Assert.Equal(renewed, sent["X-JWT-Token"]));

        JsonNode stored = JsonNode.Parse(await File.ReadAllBytesAsync(FilePath, TestContext.Current.CancellationToken))!;
        Assert.Equal(renewed, (string?)stored["access_token"]);
        Assert.Equal("refresh-2", (string?)stored["refresh_token"]);
        Assert.Equal("jane@example.test", (string?)stored["email"]);
        Assert.Equal([FilePath], Directory.GetFiles(Path.GetDirectoryName(FilePath)!));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        }
    }

    [Fact]
    public async Task The_login_is_looked_at_before_each_request()
    {
        WriteLogin(TimeSpan.FromHours(1));
        using Sending sending = Make(FleetCredential.StoredLogin(FilePath));
        sending.Stub.Then(HttpStatusCode.OK, "{}");
        (await sending.SendAsync()).Dispose();

        // Another process has renewed it meanwhile: nothing is sent to the service.
        _clock.Advance(TimeSpan.FromHours(1));
        string renewed = WriteLogin(TimeSpan.FromHours(1));
        (await sending.SendAsync()).Dispose();

        Assert.Equal(2, sending.Stub.Sent.Count);
        Assert.Equal(renewed, sending.Stub.Sent[1]["X-JWT-Token"]);
    }

    [Theory]
    [InlineData("http://auth.test", "http://base.test", "http://track.test", "http://auth.test/v1/auth/refresh")]
    [InlineData(null, "http://base.test", "http://track.test", "http://base.test/v1/auth/refresh")]
    [InlineData(null, null, "http://track.test/", "http://track.test/v1/auth/refresh")]
    [InlineData(null, null, null, "https://orchestrator.fleetai.com/v1/auth/refresh")]
    [InlineData("", null, null, "https://orchestrator.fleetai.com/v1/auth/refresh")]
    public async Task The_address_of_renewal_comes_from_the_environment(string? auth, string? fleet, string? track, string expected)
    {
        Environment.SetEnvironmentVariable("FLEET_AUTH_BASE_URL", auth);
        Environment.SetEnvironmentVariable("FLEET_BASE_URL", fleet);
        Environment.SetEnvironmentVariable("FLEET_TRACK_BASE_URL", track);
        WriteLogin(TimeSpan.Zero);
        using Sending sending = Make(FleetCredential.StoredLogin(FilePath));
        sending.Stub.Then(HttpStatusCode.OK, $$"""{"access_token":"{{Token(TimeSpan.FromHours(1))}}"}""").Then(HttpStatusCode.OK, "{}");

        (await sending.SendAsync()).Dispose();

        Assert.Equal(expected, sending.Stub.Sent[0].Uri.AbsoluteUri);
        Assert.Equal("refresh-1", (string?)JsonNode.Parse(await File.ReadAllTextAsync(FilePath, TestContext.Current.CancellationToken))!["refresh_token"]);
    }

    [Theory]
    [InlineData(400, """{"detail":"refresh-1 is no good"}""")]
    [InlineData(503, "")]
    [InlineData(200, "{}")]
    [InlineData(200, "[]")]
    [InlineData(200, "<html>")]
    [InlineData(200, """{"access_token":"line\nbreak"}""")]
    public async Task A_renewal_that_fails_means_not_logged_in(int status, string body)
    {
        WriteLogin(TimeSpan.Zero);
        using Sending sending = Make(FleetCredential.StoredLogin(FilePath));
        sending.Stub.Then((HttpStatusCode)status, body);

        FleetAuthenticationException failure = await Assert.ThrowsAsync<FleetAuthenticationException>(() => sending.SendAsync());

        Assert.StartsWith("Not logged in: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Log in again, or supply an API key.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("refresh-1", failure.ToString(), StringComparison.Ordinal);
        Assert.Single(sending.Stub.Sent);
    }

    [Fact]
    public async Task A_renewal_ends_after_ten_seconds_or_with_the_callers_token()
    {
        WriteLogin(TimeSpan.Zero);
        using Sending sending = Make(FleetCredential.StoredLogin(FilePath));
        sending.Stub.Hangs();
        Task<HttpResponseMessage> call = sending.SendAsync();
        await _clock.PassAsync(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<FleetAuthenticationException>(() => call);

        using CancellationTokenSource stop = new();
        call = sending.SendAsync(cancellationToken: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_login_that_was_removed_meanwhile_means_not_logged_in()
    {
        WriteLogin(TimeSpan.FromHours(1));
        using Sending sending = Make(FleetCredential.StoredLogin(FilePath));
        _clock.Advance(TimeSpan.FromHours(1));
        File.Delete(FilePath);

        FleetAuthenticationException failure = await Assert.ThrowsAsync<FleetAuthenticationException>(() => sending.SendAsync());

        Assert.Contains("gone", failure.Message, StringComparison.Ordinal);
        Assert.Empty(sending.Stub.Sent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"access_token\":")]
    [InlineData("""{"access_token":"a.b.c"}""")]
    [InlineData("""{"access_token":"","team_id":"t"}""")]
    [InlineData("""{"access_token":5,"team_id":"t"}""")]
    [InlineData("""{"access_token":"a\nb","team_id":"t"}""")]
    public void Without_a_login_that_can_be_used_there_is_no_credential(string? content)
    {
        if (content is not null)
        {
            Write(content);
        }

        Assert.Null(FleetCredential.StoredLogin(FilePath));
    }

    public void Dispose()
    {
        for (int i = 0; i < s_variables.Length; i++)
        {
            Environment.SetEnvironmentVariable(s_variables[i], _before[i]);
        }

        _home.Delete(recursive: true);
    }

    private Sending Make(FleetCredential? credential)
    {
        Assert.NotNull(credential);
        Assert.Equal("StoredLogin", credential.Kind);
        return new Sending(_clock) { Configure = options => options with { Credential = credential } };
    }

    private string WriteLogin(TimeSpan life)
    {
        string token = Token(life);
        Write($$"""{"email":"jane@example.test","access_token":"{{token}}","refresh_token":"refresh-1","team_id":"team-1","team_name":"Team"}""");
        return token;
    }

    private void Write(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, content);
    }

    private string Token(TimeSpan life)
    {
        string claims = $$"""{"sub":"jane","exp":{{(_clock.GetUtcNow() + life).ToUnixTimeSeconds()}}}""";
        return $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";
    }
}
