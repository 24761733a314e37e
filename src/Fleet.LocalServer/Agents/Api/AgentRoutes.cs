using Fleet.LocalServer.Core;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Agents.Api;

/// <summary>One operation on a path.</summary>
internal sealed record AgentOperation(string Method, string Summary, RequestDelegate Handle);

/// <summary>Adds routes that behave as in the original: paths match exactly and errors have its bodies.</summary>
/// <param name="routes">The server's routes.</param>
/// <param name="exact">True to reproduce the original's defects.</param>
/// <param name="log">The log for failures.</param>
internal sealed class AgentRoutes(IEndpointRouteBuilder routes, bool exact, ServerLog log)
{
    private readonly List<string> _paths = [];

    /// <summary>Adds a path and its operations.</summary>
    public void Add(string path, params AgentOperation[] operations)
    {
        _paths.Add(path);

        // The original lists only the method that was declared first.
        string allowed = exact ? operations[0].Method : string.Join(", ", operations.Select(static operation => operation.Method));
        Task RefuseAsync(HttpContext http)
        {
            http.Response.Headers.Allow = allowed;
            return Answer.ErrorAsync(http, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed");
        }

        foreach (AgentOperation operation in operations)
        {
            // Routing ignores the case of methods.
            routes.MapMethods(path, [operation.Method], http => RunAsync(http, path, http.Request.Method == operation.Method ? operation.Handle : RefuseAsync))
                .WithMetadata(new RouteSummary(operation.Summary));
        }

        routes.Map(path, http => RunAsync(http, path, RefuseAsync));
    }

    /// <summary>Handles all other paths of the service.</summary>
    public void AddRest() => routes.Map("/api/{**rest}", http => RunAsync(
        http, null, http => ExactPath.SendOn(http, _paths) ? Task.CompletedTask : throw ApiException.NotFound("Not Found")));

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
        catch (Exception e) when (exact && e is (InvalidCallException { IsInexact: true } or RefusedException { IsReadByOriginal: true }))
        {
            await FailAsync(http, e);
        }
        catch (InvalidCallException e)
        {
            await Answer.BytesAsync(http, e.Body, StatusCodes.Status422UnprocessableEntity);
        }
        catch (RefusedException e)
        {
            await Answer.ErrorAsync(http, StatusCodes.Status400BadRequest, e.Message);
        }
        catch (Exception e) when (exact && e is not (ApiException or BadHttpRequestException)
            && !http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            await FailAsync(http, e);
        }
    }

    private Task FailAsync(HttpContext http, Exception cause)
    {
        const string Failure = "Internal Server Error";
        log.Fail($"{http.Request.Method} {http.Request.Path} failed", cause);
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.ContentLength = Failure.Length;
        return http.Response.WriteAsync(Failure, http.RequestAborted);
    }
}
