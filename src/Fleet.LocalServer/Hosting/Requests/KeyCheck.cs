using System.Net;
using System.Security.Cryptography;
using System.Text;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Hosting;

/// <summary>Checks the key of callers, if one is set. Instances need no key, as in the hosted service.</summary>
/// <param name="key">The key; null if callers need none.</param>
/// <param name="services">The services, some of which check their callers themselves.</param>
internal sealed class KeyCheck(string? key, IReadOnlyList<IServerService> services)
{
    private const string Scheme = "Bearer ";

    // Hashes all have the same length, so the comparison does not reveal the length of the key either.
    private readonly byte[]? _expected = key is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Throws if a request must be refused.</summary>
    public void Require(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
            && !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            && !http.Request.Path.StartsWithSegments("/_fleet", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (services.Any(service => service.GuardsItself(http.Request.Path)))
        {
            return;
        }

        bool allowed = _expected is null
            ? http.Connection.RemoteIpAddress is not { } caller || IPAddress.IsLoopback(caller)
            : CryptographicOperations.FixedTimeEquals(_expected, SHA256.HashData(Encoding.UTF8.GetBytes(Sent(http.Request))));
        if (!allowed)
        {
            throw new ApiException(StatusCodes.Status401Unauthorized, "Invalid API key");
        }
    }

    private static string Sent(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
    }
}
