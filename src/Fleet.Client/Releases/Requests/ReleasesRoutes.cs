using System.Text.Json;
using Fleet.Client.Http;

namespace Fleet.Client.Releases;

/// <summary>
/// The HTTP routes of the releases service. The original registers releases and sets policies, prices and its workspace only with its own command
/// line; a service that has routes for them lists them in <c>/openapi.json</c>, which is read once, before the first call that needs it.
/// </summary>
internal sealed class ReleasesRoutes
{
    private volatile HashSet<string>? _known;

    /// <summary>Makes sure that the service has a route.</summary>
    /// <param name="sender">The sender.</param>
    /// <param name="route">The route, for example <c>PUT /v1/policy</c>.</param>
    /// <param name="instead">The original's way of doing it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FleetException">It does not: <see cref="FleetException.ErrorCode"/> is <c>not_supported</c>.</exception>
    public async Task RequireAsync(FleetSender sender, string route, string instead, CancellationToken cancellationToken)
    {
        // Two callers at once ask twice; both get the same response.
        HashSet<string> known = _known ??= await ReadAsync(sender, cancellationToken).ConfigureAwait(false);
        if (!known.Contains(route))
        {
            throw new FleetException(
                $"This releases service cannot do that over HTTP: it has no {route}. "
                + $"{instead}, or use a service that has it, for example one that Start-FleetServer starts.")
            {
                ErrorCode = "not_supported",
            };
        }
    }

    /// <summary>Returns whether the service has a route. A service that does not list its routes has none of these.</summary>
    public async Task<bool> HasAsync(FleetSender sender, string route, CancellationToken cancellationToken)
    {
        try
        {
            return (_known ??= await ReadAsync(sender, cancellationToken).ConfigureAwait(false)).Contains(route);
        }
        catch (FleetNotFoundException)
        {
            return false;
        }
    }

    private static async Task<HashSet<string>> ReadAsync(FleetSender sender, CancellationToken cancellationToken)
    {
        FleetRequest request = new() { Method = HttpMethod.Get, PathAndQuery = "/openapi.json", Service = FleetService.Releases };
        using JsonAnswer answer = await JsonAnswer.SendAsync(sender, request, cancellationToken).ConfigureAwait(false);
        byte[] body = await answer.BytesAsync(cancellationToken).ConfigureAwait(false);
        HashSet<string> known = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            foreach (JsonProperty path in document.RootElement.GetProperty("paths").EnumerateObject())
            {
                known.UnionWith(path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw answer.Unreadable("it does not list the routes of the service", exception);
        }

        return known;
    }
}
