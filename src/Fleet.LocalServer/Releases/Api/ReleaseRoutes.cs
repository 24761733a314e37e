using Fleet.LocalServer.Services;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Releases.Api;

/// <summary>Adds routes that answer as the original does: paths are exact, errors have its bodies, readers and writers are checked.</summary>
internal sealed class ReleaseRoutes(IEndpointRouteBuilder routes, ReleaseAccess access)
{
    private const string KeyHeader = "Idempotency-Key";

    /// <summary>Who may call.</summary>
    public ReleaseAccess Access => access;

    /// <summary>A route that reads and that everybody may call.</summary>
    public void GetOpen(string path, string summary, RequestDelegate handle) => Add(HttpMethods.Get, path, summary, handle);

    /// <summary>A route that reads.</summary>
    public void Get(string path, string summary, RequestDelegate handle) => Add(HttpMethods.Get, path, summary, http =>
    {
        access.RequireRead(http);
        return handle(http);
    });

    /// <summary>A route of the original with a body, which it looks at before it looks at the caller.</summary>
    /// <param name="path">The path.</param>
    /// <param name="summary">What it is for.</param>
    /// <param name="read">Reads the body.</param>
    /// <param name="handle">Answers.</param>
    /// <param name="open">Whether everybody may call.</param>
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

    /// <summary>A route of ours with a body, which is read only for a caller who may write.</summary>
    public void Change<T>(string method, string path, string summary, Func<JsonFields, T> read, Func<HttpContext, T, RequestKey?, Task> handle) =>
        Add(method, path, summary, async http =>
        {
            access.RequireWrite(http);
            RequestFields fields = await RequestFields.ReadAsync(http, FieldRules.Releases);
            T call = read(fields.Body);
            fields.ThrowIfInvalid();
            await handle(http, call, Key(http, http.Request.Path, fields.Bytes));
        });

    /// <summary>A route of ours that writes and reads its body by itself.</summary>
    public void PostRaw(string path, string summary, RequestDelegate handle) => Add(HttpMethods.Post, path, summary, http =>
    {
        access.RequireWrite(http);
        return handle(http);
    });

    /// <summary>Answers with JSON.</summary>
    public static Task AnswerAsync(HttpContext http, Action<JsonText> write, int status = StatusCodes.Status200OK)
    {
        JsonText json = new();
        write(json);
        return Answer.BytesAsync(http, json.Written, status);
    }

    /// <summary>Answers with what a change came to.</summary>
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
