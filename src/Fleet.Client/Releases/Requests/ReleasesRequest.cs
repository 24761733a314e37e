using System.Runtime.CompilerServices;
using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Releases;

/// <summary>Builds requests to the releases service.</summary>
internal static class ReleasesRequest
{
    /// <summary>Creates a request that reads.</summary>
    public static FleetRequest Get(string pathAndQuery, string type, string? id = null) =>
        new() { Method = HttpMethod.Get, Service = FleetService.Releases, PathAndQuery = pathAndQuery, Resource = (type, id) };

    /// <summary>Creates a request that changes something; it is only repeated where the service honours the idempotency key.</summary>
    public static FleetRequest Change(HttpMethod method, string path, JsonBody body, (string Type, string? Id)? resource = null) =>
        new() { Method = method, Service = FleetService.Releases, PathAndQuery = path, Json = body.Finish(), Repeat = FleetRepeat.Create, Resource = resource };

    /// <summary>Adds the reason for a change and the person or program that makes it, both recorded in the ledger.</summary>
    /// <exception cref="FleetValidationException">One of them is empty; the error names the caller's own argument.</exception>
    public static JsonBody Sign(
        this JsonBody body,
        string reason,
        string actor,
        string reasonField = "reason",
        [CallerArgumentExpression(nameof(reason))] string reasonName = "",
        [CallerArgumentExpression(nameof(actor))] string actorName = "") =>
        body.Add(reasonField, FleetCheck.Filled(reason, Last(reasonName))).Add("actor", FleetCheck.Filled(actor, Last(actorName)));

    private static string Last(string expression) => expression[(expression.LastIndexOf('.') + 1)..];
}
