using Fleet.LocalServer.Services;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Releases.Api;

/// <summary>Adds routes that behave as in the original: paths match exactly, errors have its bodies and access is checked.</summary>
internal sealed class ReleaseRoutes(IEndpointRouteBuilder routes, ReleaseAccess access)
{
    private const string KeyHeader = "Idempotency-Key";

    /// <summary>The access rules.</summary>
    public ReleaseAccess Access => access;

    /// <summary>Adds a route that reads and is open to everyone.</summary>
    public void GetOpen(string path, string summary, RequestDelegate handle) => Add(HttpMethods.Get, path, summary, handle);

    /// <summary>Adds a route that reads.</summary>
    public void Get(string path, string summary, RequestDelegate handle) => Add(HttpMethods.Get, path, summary, http =>
    {
        access.RequireRead(http);
        return handle(http);
    });

    /// <summary>Adds a route of the original with a body, which is validated before the caller's access is checked.</summary>
    /// <param name="path">The path.</param>
    /// <param name="summary">The route's description.</param>
    /// <param name="read">Reads the body.</param>
    /// <param name="handle">Handles the request.</param>
    /// <param name="open">True if the route is open to everyone.</param>
    public void Post<T>(string path, string summary, Func<JsonFields, T> read, Func<HttpContext, T, RequestKey?, Task> handle, bool open = false) =>
        Add(HttpMethods.Post, path, summary, async http =>
        {
            RequestFields fields = await RequestFields.ReadAsync(http, FieldRules.Releases);
            T call = read(fields.Body);
            fields.ThrowIfInvalid();
            if (!open)
            {
                access.RequireWrite(http);
            }

            await handle(http, call, Key(http, path, fields.Bytes));
        });

    /// <summary>Adds a route of ours with a body, which is read only after the caller's access was checked.</summary>
    public void Change<T>(string method, string path, string summary, Func<JsonFields, T> read, Func<HttpContext, T, RequestKey?, Task> handle) =>
        Add(method, path, summary, async http =>
        {
            access.RequireWrite(http);
            RequestFields fields = await RequestFields.ReadAsync(http, FieldRules.Releases);
            T call = read(fields.Body);
            fields.ThrowIfInvalid();
            await handle(http, call, Key(http, http.Request.Path, fields.Bytes));
        });

    /// <summary>Adds a route of ours that writes and reads its own body.</summary>
    public void PostRaw(string path, string summary, RequestDelegate handle) => Add(HttpMethods.Post, path, summary, http =>
    {
        access.RequireWrite(http);
        return handle(http);
    });

    /// <summary>Sends JSON.</summary>
    public static Task AnswerAsync(HttpContext http, Action<JsonText> write, int status = StatusCodes.Status200OK)
    {
        JsonText json = new();
        write(json);
        return Answer.BytesAsync(http, json.Written, status);
    }

    /// <summary>Sends the outcome of a change.</summary>
    public static Task AnswerAsync(HttpContext http, ChangeAnswer answer)
    {
        if (answer.Replayed)
        {
            http.Response.Headers["Idempotency-Replayed"] = "true";
        }

        return Answer.BytesAsync(http, answer.Body, answer.Status);
    }

    private static RequestKey? Key(HttpContext http, string path, byte[] body)
    {
        string key = http.Request.Headers[KeyHeader].ToString();
        return key.Length <= 255
            ? RequestKey.From(key, path, body)
            : throw InvalidKey(key, "String should have at most 255 characters", "string_too_long");
    }

    private static InvalidCallException InvalidKey(string key, string message, string type) =>
        new(new FieldError(["header", KeyHeader], message, type) { Input = json => json.Value(key) });

    private void Add(string method, string path, string summary, RequestDelegate handle) =>
        routes.MapMethods(path, [method], http => RunAsync(http, path, handle)).WithMetadata(new RouteSummary(summary));

    private static async Task RunAsync(HttpContext http, string path, RequestDelegate handle)
    {
        if (!ExactPath.Accept(http, path))
        {
            return;
        }

        try
        {
            await handle(http);
        }
        catch (RefusedException e)
        {
            await Answer.ErrorAsync(http, StatusCodes.Status400BadRequest, e.Message);
        }
        catch (InvalidCallException e)
        {
            await Answer.BytesAsync(http, e.Body, StatusCodes.Status422UnprocessableEntity);
        }
        catch (KeyReusedException e)
        {
            InvalidCallException invalid = InvalidKey(http.Request.Headers[KeyHeader].ToString(), e.Message, "idempotency_key_reused");
            await Answer.BytesAsync(http, invalid.Body, StatusCodes.Status422UnprocessableEntity);
        }
    }
}
