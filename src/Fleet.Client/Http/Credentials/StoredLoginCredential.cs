using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Client.Core;

namespace Fleet.Client.Http;

/// <summary>
/// A login from a file. Its token is checked before each request, and renewed when it is about to expire: by one request at a time, which also picks up a
/// renewal by another process.
/// </summary>
#pragma warning disable CA1001 // A credential is a value; its semaphore has no handle to release, since it is only awaited asynchronously.
internal sealed class StoredLoginCredential : FleetCredential
#pragma warning restore CA1001
{
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private volatile Login _login;

    private StoredLoginCredential(string path, Login login)
    {
        _path = path;
        _login = login;
    }

    public override string Kind => "StoredLogin";

    public override string? TeamId => _login.TeamId;

    internal override IEnumerable<string> Secrets
    {
        get
        {
            Login login = _login;
            return login.RefreshToken is null ? [login.AccessToken] : [login.AccessToken, login.RefreshToken];
        }
    }

    public static StoredLoginCredential? Find(string path) => StoredLoginFile.Read(path) is { } file ? new StoredLoginCredential(path, Login.From(file)) : null;

    internal override async ValueTask AuthorizeAsync(HttpRequestHeaders headers, ICredentialChannel channel, CancellationToken cancellationToken)
    {
        Login login = _login;
        if (!login.IsFresh(channel.Clock))
        {
            login = await RenewAsync(channel, cancellationToken).ConfigureAwait(false);
        }

        JwtCredential.Add(headers, login.AccessToken, login.TeamId);
    }

    private async Task<Login> RenewAsync(ICredentialChannel channel, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_login.IsFresh(channel.Clock))
            {
                return _login;
            }

            StoredLoginFile file = StoredLoginFile.Read(_path) ?? throw NotLoggedIn("the stored login is gone");
            Login login = Login.From(file);
            _login = login;
            if (login.IsFresh(channel.Clock))
            {
                return login;
            }

            if (login.RefreshToken is null)
            {
                throw NotLoggedIn("the stored login has ended and cannot be renewed");
            }

            (string access, string? refresh) = await RequestAsync(login.RefreshToken, channel, cancellationToken).ConfigureAwait(false);
            login = login with { AccessToken = access, RefreshToken = refresh ?? login.RefreshToken, Expires = Login.Expiry(access) };
            _login = login;
            file.Save(access, refresh);
            return login;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotLoggedIn($"the renewed login could not be written to {_path}", failure);
        }
        finally
        {
            _renewing.Release();
        }
    }

    private static async Task<(string Access, string? Refresh)> RequestAsync(
        string refreshToken,
        ICredentialChannel channel,
        CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(HttpMethod.Post, Address())
        {
            Content = new StringContent(new JsonObject { ["refresh_token"] = refreshToken }.ToJsonString(), new MediaTypeHeaderValue("application/json")),
        };
        using TimeLimit limit = new(s_limit, channel.Clock, cancellationToken, CancellationToken.None);
        try
        {
            using HttpResponseMessage response = await channel.SendAsync(message, limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw NotLoggedIn($"the stored login was not renewed ({(int)response.StatusCode})");
            }

            byte[] body = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            JsonObject? answer = JsonNode.Parse(body) as JsonObject;
            string? access = Token(answer?["access_token"]);
            return access is null ? throw NotLoggedIn("the response to its renewal has no token") : (access, Token(answer?["refresh_token"]));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            limit.ThrowIfStopped();
            throw NotLoggedIn("the stored login could not be renewed", failure);
        }
    }

    private static Uri Address()
    {
        string? text = Variable("FLEET_AUTH_BASE_URL") ?? Variable("FLEET_BASE_URL") ?? Variable("FLEET_TRACK_BASE_URL");
        if (text is null)
        {
            return new Uri(HostedAddress.Uri, "/v1/auth/refresh");
        }

        return Uri.TryCreate(text.TrimEnd('/') + "/v1/auth/refresh", UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? address
            : throw NotLoggedIn("FLEET_AUTH_BASE_URL, FLEET_BASE_URL or FLEET_TRACK_BASE_URL does not contain a full address");

        static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
    }

    private static string? Token(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 && HeaderText.IsPrintable(text) ? text : null;

    private static FleetAuthenticationException NotLoggedIn(string reason, Exception? cause = null) =>
        new($"Not logged in: {reason}. Log in again, or supply an API key.", cause);

    /// <summary>The state of a login at one time.</summary>
    private sealed record Login(string AccessToken, string? RefreshToken, string TeamId, DateTimeOffset Expires)
    {
        public static Login From(StoredLoginFile file) => new(file.AccessToken!, file.RefreshToken, file.TeamId!, Expiry(file.AccessToken!));

        public bool IsFresh(TimeProvider clock) => Expires - clock.GetUtcNow() >= s_margin;

        /// <summary>Returns when a JWT expires; one that cannot be read has expired.</summary>
        public static DateTimeOffset Expiry(string token)
        {
            string[] parts = token.Split('.');
            try
            {
                return parts.Length == 3 && JsonNode.Parse(Base64Url.DecodeFromChars(parts[1])) is JsonObject claims
                    && claims["exp"] is JsonValue value && value.TryGetValue(out double seconds)
                    ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
                    : DateTimeOffset.MinValue;
            }
            catch (Exception failure) when (failure is FormatException or JsonException or ArgumentException)
            {
                return DateTimeOffset.MinValue;
            }
        }
    }
}
