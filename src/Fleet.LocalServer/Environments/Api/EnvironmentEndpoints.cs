using Fleet.LocalServer.Environments.Catalog;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The routes for environments and regions.</summary>
internal sealed class EnvironmentEndpoints(EnvironmentCatalog catalog)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/env/", ListAsync).Describe("Lists the environments.");
        routes.MapGet("/v1/env/{env_key}", GetAsync).Describe("Returns an environment.");
        routes.MapGet("/v1/regions", RegionsAsync).Describe("Lists the regions.");
    }

    private Task ListAsync(HttpContext context) =>
        Answer.JsonAsync(context, [.. catalog.Environments.Values.Select(ToAnswer)], ApiJson.Wire.IReadOnlyListEnvironmentAnswer);

    // 400 rather than 404, as for a new instance: the Python SDK finds out what is missing from the text of a 400 but retries a 404 four times.
    private Task GetAsync(HttpContext context) => catalog.Environments.TryGetValue(context.Route("env_key"), out EnvironmentFolder? folder)
        ? Answer.JsonAsync(context, ToAnswer(folder), ApiJson.Wire.EnvironmentAnswer)
        : throw ApiException.BadRequest($"Environment '{context.Route("env_key")}' not found");

    private static Task RegionsAsync(HttpContext context) => Answer.JsonAsync(context, EnvironmentCatalog.Regions, ApiJson.Wire.IReadOnlyListString);

    private static EnvironmentAnswer ToAnswer(EnvironmentFolder folder)
    {
        EnvironmentFile definition = folder.Definition;
        return new EnvironmentAnswer(
            folder.Key,
            definition.Name ?? folder.Key,
            definition.Description,
            definition.DefaultVersion,
            definition.Versions.Keys.ToDictionary(static version => version));
    }
}
