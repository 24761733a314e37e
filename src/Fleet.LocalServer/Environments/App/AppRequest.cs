using Fleet.LocalServer.Environments.Api;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Fleet.LocalServer.Environments.App;

/// <summary>A request to the application of a running instance.</summary>
internal sealed class AppRequest
{
    private const int TableSegment = 3;
    private const int KeySegment = 4;
    private readonly HttpContext _context;
    private IReadOnlyList<TableSchema>? _tables;

    private AppRequest(HttpContext context, LiveInstance instance)
    {
        _context = context;
        Instance = instance;
    }

    /// <summary>The instance.</summary>
    public LiveInstance Instance { get; }

    /// <summary>The part of the path that is a row's key, as it was sent.</summary>
    public string SentKey => Segment(KeySegment);

    /// <summary>Opens a request.</summary>
    /// <exception cref="ApiException">There is no such instance, or it has ended.</exception>
    public static async Task<AppRequest> OpenAsync(InstanceService instances, HttpContext context) =>
        new(context, await instances.RequireRunningAsync(context.Route("instance_id"), StatusCodes.Status410Gone));

    /// <summary>The tables.</summary>
    public async Task<IReadOnlyList<TableSchema>> TablesAsync() => _tables ??=
        [.. (await Instance.Databases.DescribeAsync(InstanceDatabases.Current, _context.RequestAborted)).Select(static table => new TableSchema(table))];

    /// <summary>The table that the path names.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public async Task<TableSchema> RequireTableAsync()
    {
        string name = Uri.UnescapeDataString(Segment(TableSegment));
        return (await TablesAsync()).FirstOrDefault(table => table.Name == name) ?? throw ApiException.NotFound($"Table '{name}' not found");
    }

    /// <summary>The foreign keys.</summary>
    public async Task<IReadOnlyList<ForeignKey>> ForeignKeysAsync() =>
        await ForeignKey.ReadAsync(Instance.Databases, await TablesAsync(), _context.RequestAborted);

    /// <summary>Reads from the current data.</summary>
    /// <exception cref="ApiException">SQLite refuses.</exception>
    public async Task<SqlResult> ReadAsync(string sql, IReadOnlyList<object?> arguments)
    {
        SqlResult result = await Instance.Databases.QueryAsync(InstanceDatabases.Current, sql, arguments, readOnly: true, _context.RequestAborted);
        return result.Error is { } error ? throw ApiException.BadRequest(error) : result;
    }

    /// <summary>Changes the current data; what SQLite refuses is in the result.</summary>
    public Task<SqlResult> ChangeAsync(string sql, IReadOnlyList<object?> arguments) =>
        Instance.Databases.QueryAsync(InstanceDatabases.Current, sql, arguments, readOnly: false, _context.RequestAborted);

    /// <summary>A part of the path, still encoded: routing leaves <c>%2F</c> in its values as it is, so that they cannot be told apart.</summary>
    private string Segment(int index)
    {
        string target = _context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string path = (target.StartsWith('/') ? target : new Uri(target).PathAndQuery).Split('?')[0];
        return path.Split('/')[index + 1];
    }
}
