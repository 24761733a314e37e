using Fleet.LocalServer.Calls;
using Fleet.LocalServer.Formats;
using Fleet.LocalServer.Hosting;

namespace Fleet.LocalServer.Agents.Api;

/// <summary>One operation of a path.</summary>
internal sealed record AgentOperation(string Method, string Summary, RequestDelegate Handle);

/// <summary>Adds routes that answer as the original does: paths are exact, errors have its bodies.</summary>
/// <param name="routes">Takes the routes.</param>
/// <param name="exact">Whether the defects are kept.</param>
/// <param name="log">Hears of failures.</param>
internal sealed class AgentRoutes(IEndpointRouteBuilder routes, bool exact, ServerLog log)
{
    /// <summary>Adds a path.</summary>
    public void Add(string path, params AgentOperation[] operations)
    {
        foreach (AgentOperation operation in operations)
        {
            routes.MapMethods(path, [operation.Method], http => RunAsync(http, path, operation.Handle)).WithMetadata(new RouteSummary(operation.Summary));
        }

        // The original names the method that was declared first and no other.
        string allowed = exact ? operations[0].Method : string.Join(", ", operations.Select(static operation => operation.Method));
        routes.Map(path, http => RunAsync(http, path, refused =>
        {
            refused.Response.Headers.Allow = allowed;
            return Answer.ErrorAsync(refused, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed");
        }));
    }

    /// <summary>Answers all other paths of the service.</summary>
    public void AddRest() => routes.Map("/api/{**rest}", http => RunAsync(http, null, static _ => throw ApiException.NotFound("Not Found")));

    private async Task RunAsync(HttpContext http, string? path, RequestDelegate handle)
    {
        if (exact)
        {
            IHeaderDictionary headers = http.Response.Headers;
            headers.Clear();
            headers.Server = "uvicorn";
        }

        try
        {
            if (path is null || ExactPath.Accept(http, path))
            {
                await handle(http);
            }
        }
        catch (InvalidCallException e)
        {
            await Answer.BytesAsync(http, e.Body, StatusCodes.Status422UnprocessableEntity);
        }
        catch (RefusedException e)
        {
            await Answer.ErrorAsync(http, StatusCodes.Status400BadRequest, e.Message);
        }
        catch (Exception e) when (exact && e is not (ApiException or BadHttpRequestException) && !http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            log.Fail($"{http.Request.Method} {http.Request.Path} failed", e);
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            http.Response.ContentType = "text/plain; charset=utf-8";
            http.Response.ContentLength = "Internal Server Error".Length;
            await http.Response.WriteAsync("Internal Server Error", http.RequestAborted);
        }
    }
}
