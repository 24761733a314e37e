using Fleet.LocalServer.Agents;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Hosting.Testing;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.AspNetCore.WebUtilities;

namespace Fleet.LocalServer.Hosting;

/// <summary>The processing of every request before it reaches a service.</summary>
internal static class ServerPipeline
{
    private const int MaxEchoedId = 200;

    /// <summary>Adds the checks and the routes.</summary>
    public static void Use(WebApplication app, ServerContext context, IReadOnlyList<IServerService> services)
    {
        TestHooks? hooks = context.Options.TestHooks ? new TestHooks(context, services) : null;
        HostCheck hosts = new(context.Options);
        KeyCheck keys = new(context.Options.ApiKey, services);

        app.Use((http, next) => AnswerAsync(http, next, context.Log));
        if (hooks is not null)
        {
            app.Use(hooks.InvokeAsync);
        }

        app.Use((http, next) =>
        {
            if (context.Options.ExactAgents && ExactPath.Read(http) is var path && AgentsService.Owns(path))
            {
                http.Request.Path = path;
            }

            hosts.Require(http.Request);
            keys.Require(http);
            return next(http);
        });
        app.UseRouting();

        foreach (IServerService service in services)
        {
            service.Map(app);
        }

        hooks?.Map(app);
        new Dashboard(app).Map(app);
    }

    /// <summary>Adds the common headers to every answer and turns every failure into JSON.</summary>
    private static async Task AnswerAsync(HttpContext http, RequestDelegate next, ServerLog log)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers["Fleet-Idempotency"] = "honoured";
        if (http.Request.Headers["X-Request-ID"].ToString() is { Length: > 0 and <= MaxEchoedId } id && id.All(static c => c is >= ' ' and <= '~'))
        {
            headers["X-Request-ID"] = id;
        }

        PlainQuery.Use(http);
        try
        {
            await next(http);
            HttpResponse response = http.Response;
            if (response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null })
            {
                await Answer.ErrorAsync(http, response.StatusCode, ReasonPhrases.GetReasonPhrase(response.StatusCode));
            }
        }
        catch (ApiException e) when (!http.Response.HasStarted)
        {
            await Answer.ErrorAsync(http, e.Status, e.Detail);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await Answer.ErrorAsync(http, e.StatusCode, e.Message);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected; there is nobody to answer.
        }
        catch (Exception e) when (!http.Response.HasStarted && FullDisk.IsBehind(e))
        {
            log.Fail($"{http.Request.Method} {http.Request.Path} failed", e);
            await Answer.ErrorAsync(http, StatusCodes.Status507InsufficientStorage, "The disk with the server's data folder is full: make room there");
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            log.Fail($"{http.Request.Method} {http.Request.Path} failed", e);
            await Answer.ErrorAsync(http, StatusCodes.Status500InternalServerError, "Internal server error; its cause is in the server's log");
        }
    }
}
