using System.Net;
using System.Security.Cryptography;
using System.Text;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Releases.Api;

/// <summary>
/// Controls read and write access. If a token is set, callers must send it. If not, anyone may read and local callers may write; callers from
/// other machines must send the server's API key, if one is set.
/// </summary>
internal sealed class ReleaseAccess(string? token, string? apiKey)
{
    private readonly byte[]? _token = Expected(token);
    private readonly byte[]? _apiKey = Expected(apiKey);

    /// <summary>True if a token is set.</summary>
    public bool HasToken => _token is not null;

    /// <summary>Throws unless the caller may read.</summary>
    public void RequireRead(HttpContext http)
    {
        bool allowed = _token is not null ? Sends(http, _token) : _apiKey is null || IsLoopback(http) || Sends(http, _apiKey);
        if (!allowed)
        {
            throw new ApiException(StatusCodes.Status401Unauthorized, "Missing or invalid API token for read route.");
        }
    }

    /// <summary>Throws unless the caller may write.</summary>
    public void RequireWrite(HttpContext http)
    {
        if (_token is not null)
        {
            if (!Sends(http, _token))
            {
                throw new ApiException(StatusCodes.Status401Unauthorized, "Missing or invalid API token for mutation route.");
            }
        }
        else if (!IsLocal(http) && !(_apiKey is not null && Sends(http, _apiKey)))
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden, "Mutation routes are restricted to local clients unless FLIGHTDECK_LOCAL_API_TOKEN is configured.");
        }
    }

    private static byte[]? Expected(string? secret) => secret is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {secret}"));

    private static bool Sends(HttpContext http, byte[] expected) =>
        CryptographicOperations.FixedTimeEquals(expected, SHA256.HashData(Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString())));

    private static bool IsLoopback(HttpContext http) =>
        Caller(http) is not { } caller || (IPAddress.TryParse(caller, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsLocal(HttpContext http) => Caller(http) is null or "127.0.0.1" or "::1" or "localhost";

    /// <summary>
    /// The caller's address. The forwarded address is used if the request comes from a local proxy, so that remote callers do not pass for local.
    /// </summary>
    private static string? Caller(HttpContext http)
    {
        string? peer = http.Connection.RemoteIpAddress?.ToString();
        string forwarded = http.Request.Headers["X-Forwarded-For"].ToString();
        if (peer != "127.0.0.1" || forwarded.Length == 0)
        {
            return peer;
        }

        string[] chain = forwarded.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return chain.LastOrDefault(static hop => hop != "127.0.0.1") ?? peer;
    }
}
