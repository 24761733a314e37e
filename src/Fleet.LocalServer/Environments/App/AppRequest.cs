using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.AspNetCore.Http.Features;

namespace Fleet.LocalServer.Environments.App;

/// <summary>A request to the application of a running instance.</summary>
internal sealed class AppRequest : AppData
{
    private const int TableSegment = 3;
    private const int KeySegment = 4;
    private readonly HttpContext _context;

    private AppRequest(HttpContext context, LiveInstance instance)
        : base(instance, context.RequestAborted) => _context = context;

    /// <summary>The part of the path that is a row's key, as it was sent.</summary>
    public string SentKey => Segment(KeySegment);

    /// <summary>Opens a request.</summary>
    /// <exception cref="ApiException">There is no such instance, or it has ended.</exception>
    public static async Task<AppRequest> OpenAsync(InstanceService instances, HttpContext context) =>
        new(context, await instances.RequireRunningAsync(context.Route("instance_id"), StatusCodes.Status410Gone));

    /// <summary>The table that the path names.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public async Task<TableSchema> RequireTableAsync()
    {
        string name = Uri.UnescapeDataString(Segment(TableSegment));
        return (await TablesAsync()).FirstOrDefault(table => table.Name == name) ?? throw ApiException.NotFound($"Table '{name}' not found");
    }

    /// <summary>A part of the path, still encoded: routing leaves <c>%2F</c> in its values as it is, so that they cannot be told apart.</summary>
    private string Segment(int index)
    {
        string target = _context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string path = (target.StartsWith('/') ? target : new Uri(target).PathAndQuery).Split('?')[0];
        return path.Split('/')[index + 1];
    }
}
