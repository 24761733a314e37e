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

    /// <summary>The row's key from the path, still percent-encoded.</summary>
    public string SentKey => Segment(KeySegment);

    /// <summary>Opens a request.</summary>
    /// <exception cref="ApiException">The instance does not exist or has ended.</exception>
    public static async Task<AppRequest> OpenAsync(InstanceService instances, HttpContext context) =>
        new(context, await instances.RequireRunningAsync(context.Route("instance_id"), StatusCodes.Status410Gone));

    /// <summary>Returns the table named in the path.</summary>
    /// <exception cref="ApiException">The table does not exist.</exception>
    public async Task<TableSchema> RequireTableAsync()
    {
        string name = Uri.UnescapeDataString(Segment(TableSegment));
        return (await TablesAsync()).FirstOrDefault(table => table.Name == name) ?? throw ApiException.NotFound($"Table '{name}' not found");
    }

    /// <summary>Returns a segment of the raw path. Route values will not do: routing decodes everything but <c>%2F</c>, so they are ambiguous.</summary>
    private string Segment(int index)
    {
        string target = _context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string path = (target.StartsWith('/') ? target : new Uri(target).PathAndQuery).Split('?')[0];
        return path.Split('/')[index + 1];
    }
}
