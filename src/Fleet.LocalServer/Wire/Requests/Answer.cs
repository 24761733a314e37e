using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>Writes responses.</summary>
internal static class Answer
{
    /// <summary>Options for compact JSON with non-ASCII text unescaped.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Sends a value as JSON.</summary>
    public static Task JsonAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        BytesAsync(context, JsonSerializer.SerializeToUtf8Bytes(value, type), status);

    /// <summary>Sends serialized JSON.</summary>
    public static async Task BytesAsync(HttpContext context, ReadOnlyMemory<byte> json, int status = StatusCodes.Status200OK)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>Sends a JSON node.</summary>
    public static Task NodeAsync(HttpContext context, JsonNode json, int status = StatusCodes.Status200OK) =>
        BytesAsync(context, ToBytes(json), status);

    /// <summary>Sends an error body.</summary>
    public static Task ErrorAsync(HttpContext context, int status, JsonNode detail) =>
        detail is JsonValue value && value.TryGetValue(out string? text)
            ? BytesAsync(context, ErrorBody(text), status)
            : NodeAsync(context, new JsonObject { ["detail"] = detail.DeepClone() }, status);

    /// <summary>The body of an error whose detail is a string.</summary>
    public static byte[] ErrorBody(string detail) => new JsonText(JsonStyle.Error).OpenObject().Field("detail", detail).CloseObject().ToArray();

    /// <summary>
    /// Sends a page. Whatever data it shows, only the server's own scripts and styles run in it, and no script can turn text into HTML.
    /// </summary>
    public static async Task HtmlAsync(HttpContext context, string html, int status = StatusCodes.Status200OK)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = PagePolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-cache";
        await response.WriteAsync(html, context.RequestAborted);
    }

    /// <summary>Serializes a JSON node.</summary>
    public static byte[] ToBytes(JsonNode json)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, WriterOptions))
        {
            json.WriteTo(writer);
        }

        return stream.ToArray();
    }
}
