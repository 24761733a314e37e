using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments;
using Fleet.LocalServer.Releases;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Hosting.Testing;

/// <summary>
/// Hooks for tests: set the clock and ids, inject faults, inspect requests, reset the state. The routes exist only if the server was started with
/// <c>--test-hooks</c>.
/// </summary>
internal sealed class TestHooks(ServerContext context, IReadOnlyList<IServerService> services)
{
    private const string Root = "/_fleet";
    private readonly Lock _lock = new();
    private readonly List<FaultRule> _faults = [];
    private readonly RequestLog _requests = new();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root + "/health", HealthAsync)
            .WithMetadata(new RouteSummary("Test hook: confirms that the hooks are enabled and shows the server's time."));
        routes.MapPost(Root + "/clock", ClockAsync).WithMetadata(new RouteSummary("Test hook: sets the clock ('now') or moves it ('advance', seconds)."));
        routes.MapPost(Root + "/ids", IdsAsync).WithMetadata(new RouteSummary("Test hook: sets the ids that come next ('next')."));
        routes.MapPost(Root + "/faults", AddFaultAsync).WithMetadata(new RouteSummary("Test hook: makes requests fail."));
        routes.MapDelete(Root + "/faults", ClearFaultsAsync).WithMetadata(new RouteSummary("Test hook: removes all faults."));
        routes.MapGet(Root + "/requests", RequestsAsync).WithMetadata(new RouteSummary("Test hook: lists the last requests."));
        routes.MapDelete(Root + "/requests", ClearRequestsAsync).WithMetadata(new RouteSummary("Test hook: clears the list of requests."));
        routes.MapPost(Root + "/reset", ResetAsync)
            .WithMetadata(new RouteSummary("Test hook: clears all state, faults and requests, and returns to the real time."));
    }

    /// <summary>Passes a request on, or injects a fault if a rule matches.</summary>
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal))
        {
            await next(http);
            return;
        }

        DateTimeOffset at = context.Clock.GetUtcNow();
        long start = Stopwatch.GetTimestamp();
        FaultRule? fault = TakeFault(http.Request);
        try
        {
            await (fault is null ? next(http) : FailAsync(http, next, fault));
        }
        catch (ApiException e)
        {
            http.Response.StatusCode = e.Status;
            throw;
        }
        finally
        {
            _requests.Add(http, at, Stopwatch.GetElapsedTime(start), fault?.Path);
        }
    }

    private static async Task FailAsync(HttpContext http, RequestDelegate next, FaultRule fault)
    {
        if (fault.Delay > TimeSpan.Zero)
        {
            await Task.Delay(fault.Delay, http.RequestAborted);
        }

        if (fault.Drop == FaultRule.DropPoint.Before)
        {
            http.Abort();
        }
        else if (fault.Drop == FaultRule.DropPoint.After)
        {
            await DropAfterAsync(http, next);
        }
        else if (fault.Status is { } status && fault.Garbage is null)
        {
            if (fault.RetryAfter is { } wait)
            {
                http.Response.Headers.RetryAfter = wait;
            }

            await Answer.ErrorAsync(http, status, fault.Detail);
        }
        else if (fault.Garbage is { } text)
        {
            http.Response.StatusCode = fault.Status ?? StatusCodes.Status200OK;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(text, http.RequestAborted);
        }
        else
        {
            await next(http);
        }
    }

    /// <summary>Processes the request to the end and then drops the connection before any of the answer is sent.</summary>
    private static async Task DropAfterAsync(HttpContext http, RequestDelegate next)
    {
        Stream real = http.Response.Body;
        using MemoryStream lost = new();
        http.Response.Body = lost;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = real;
            http.Abort();
        }
    }

    private FaultRule? TakeFault(HttpRequest request)
    {
        lock (_lock)
        {
            return _faults.Find(rule => rule.TryTake(request));
        }
    }

    private Task HealthAsync(HttpContext http) =>
        Answer.NodeAsync(http, new JsonObject { ["status"] = "healthy", ["now"] = context.Clock.GetUtcNow() });

    private async Task ClockAsync(HttpContext http)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(http);
        string? now = fields.TextOrNull("now");
        double? advance = fields.FloatOrNull("advance");
        bool stopped = fields.FlagOrNull("stopped") ?? false;
        DateTimeOffset time = default;
        if (now is not null && !DateTimeOffset.TryParse(now, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
        {
            fields.Add("now", "Input should be a valid datetime", "datetime_parsing");
        }

        if (advance is { } seconds && Math.Abs(seconds) > TimeSpan.FromDays(3650).TotalSeconds)
        {
            fields.Add("advance", "Input should be at most ten years", "less_than_equal");
        }

        if (now is null == advance is null)
        {
            fields.Add("now", "Give either 'now' or 'advance'", "value_error");
        }

        fields.ThrowIfInvalid();
        if (now is not null && stopped)
        {
            context.Clock.Stop(time);
        }
        else if (now is not null)
        {
            context.Clock.Set(time);
        }
        else
        {
            context.Clock.Advance(TimeSpan.FromSeconds(advance!.Value));
        }

        await HealthAsync(http);
    }

    private async Task IdsAsync(HttpContext http)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(http);
        IEnumerable<JsonElement>? next = fields.FindArray("next")?.EnumerateArray().Where(static id => id.ValueKind == JsonValueKind.String);
        string[] ids = [.. next?.Select(static id => id.GetString()!) ?? []];
        ILookup<bool, string> ofReleases = ids.ToLookup(ReleaseIds.IsOne);
        if (ids.Length == 0
            || ofReleases[false].Any(static id => id.Length is 0 or > 63 || !id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))))
        {
            fields.Add("next", "Input should be a list of ids of lower-case letters and digits, or of the releases service", "value_error");
        }

        fields.ThrowIfInvalid();
        services.OfType<EnvironmentsService>().Single().Instances.Ids.Plan(ofReleases[false]);
        services.OfType<ReleasesService>().Single().State.Ids.Plan(ofReleases[true]);
        await HealthAsync(http);
    }

    private async Task AddFaultAsync(HttpContext http)
    {
        FaultRule rule = FaultRule.Read(await RequestBody.ReadFieldsAsync(http));
        lock (_lock)
        {
            _faults.Add(rule);
        }

        await HealthAsync(http);
    }

    private Task ClearFaultsAsync(HttpContext http)
    {
        lock (_lock)
        {
            _faults.Clear();
        }

        return HealthAsync(http);
    }

    private Task RequestsAsync(HttpContext http) => Answer.NodeAsync(http, new JsonObject { ["requests"] = _requests.Read() });

    private Task ClearRequestsAsync(HttpContext http)
    {
        _requests.Clear();
        return HealthAsync(http);
    }

    private async Task ResetAsync(HttpContext http)
    {
        foreach (IServerService service in services)
        {
            await service.ResetAsync(http.RequestAborted);
        }

        context.Clock.Reset();
        _requests.Clear();
        await ClearFaultsAsync(http);
    }
}
