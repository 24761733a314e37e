using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    /// <summary>Compact JSON with non-ASCII text left as it is.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Answers with a value as JSON.</summary>
    public static Task JsonAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        BytesAsync(context, JsonSerializer.SerializeToUtf8Bytes(value, type), status);

    /// <summary>Answers with JSON that is ready.</summary>
    public static async Task BytesAsync(HttpContext context, ReadOnlyMemory<byte> json, int status = StatusCodes.Status200OK)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>Answers with JSON that is made by hand.</summary>
    public static Task NodeAsync(HttpContext context, JsonNode json, int status = StatusCodes.Status200OK) =>
        BytesAsync(context, ToBytes(json), status);

    /// <summary>Answers with an error body.</summary>
    public static Task ErrorAsync(HttpContext context, int status, JsonNode detail) =>
        detail is JsonValue value && value.TryGetValue(out string? text)
            ? BytesAsync(context, ErrorBody(text), status)
            : NodeAsync(context, new JsonObject { ["detail"] = detail.DeepClone() }, status);

    /// <summary>The body of an error that is told by a text.</summary>
    public static byte[] ErrorBody(string detail) => new JsonText(JsonStyle.Error).OpenObject().Field("detail", detail).CloseObject().ToArray();

    /// <summary>Answers with a page. Only the server's own scripts and styles run in it, whatever its data holds, and none can make HTML of text.</summary>
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

    /// <summary>The JSON's bytes.</summary>
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
