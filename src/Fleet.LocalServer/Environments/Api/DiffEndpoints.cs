using Fleet.LocalServer.Environments.Diff;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The routes that compare an instance's data with its seed.</summary>
internal sealed class DiffEndpoints(InstanceService instances)
{
    private const string Root = "/i/{instance_id}/api/v1/env/diff";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Root + "/structured", StructuredAsync).Describe("Compares the current data with the seed, row by row.");
        routes.MapPost(Root, StructuredAsync).Describe("Compares the current data with the seed, at the URL listed in an instance.");
    }

    private async Task StructuredAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context, optional: true);
        DiffFilter filter = DiffFilter.Read(fields);
        fields.ThrowIfInvalid();
        LiveInstance instance = await instances.RequireRunningAsync(context.Route("instance_id"), StatusCodes.Status410Gone);
        ReadOnlyMemory<byte> json = await instance.Databases.ReadBothAsync(connection => StructuredDiff.Compare(connection, filter), context.RequestAborted);
        context.RequestAborted.ThrowIfCancellationRequested();
        await Answer.BytesAsync(context, json);
    }
}
