using System.Net;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Hosting;

/// <summary>
/// Refuses requests for a host name that is not this server's, and changes sent by pages of other sites: a browser can be tricked into calling a
/// server on its own machine.
/// </summary>
internal sealed class HostCheck(ServerOptions options)
{
    private readonly HashSet<string> _allowed = new(options.AllowedHosts.Append(options.Url.Host), StringComparer.OrdinalIgnoreCase);

    /// <summary>Throws if a request must be refused.</summary>
    public void Require(HttpRequest request)
    {
        if (!IsAllowed(request.Host.Host))
        {
            throw ApiException.BadRequest("The Host header names a host that is not allowed");
        }

        string origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
        {
            throw new ApiException(StatusCodes.Status403Forbidden, "Requests from pages of other sites are refused");
        }
    }

    private bool IsAllowed(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address))
        || _allowed.Contains(host);
}
