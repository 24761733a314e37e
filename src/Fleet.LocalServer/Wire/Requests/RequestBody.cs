using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>Reads the JSON bodies of requests, within limits.</summary>
internal static class RequestBody
{
    /// <summary>The maximum size of a body.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>
    /// The limit up to which an oversized body is read and discarded, so that a caller who is still sending gets the response instead of a
    /// broken connection.
    /// </summary>
    public const long MaxDrainedBytes = 256L * 1024 * 1024;

    private const int MaxDepth = 64;
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a body that must be a JSON object.</summary>
    /// <param name="context">The request.</param>
    /// <param name="optional">True to treat a missing body as an empty object.</param>
    public static async Task<JsonFields> ReadFieldsAsync(HttpContext context, bool optional = false)
    {
        RequireJson(context.Request);
        byte[] bytes = await ReadAsync(context);
        if (bytes.Length == 0 && optional)
        {
            bytes = "{}"u8.ToArray();
        }

        return Fields(Parse(bytes), bytes);
    }

    /// <summary>Creates a reader of an object by the rules of the environments service.</summary>
    /// <param name="root">The object.</param>
    /// <param name="bytes">The bytes it was parsed from.</param>
    /// <exception cref="ApiException">It is not an object.</exception>
    public static JsonFields Fields(JsonElement root, byte[]? bytes = null) => root.ValueKind == JsonValueKind.Object
        ? new JsonFields(root, FieldRules.Environments, new FieldErrors(static errors => ApiException.Invalid(errors)), "body") { Bytes = bytes ?? [] }
        : throw ApiException.Invalid(new FieldError(["body"], "Input should be a valid dictionary", "dict_type"));

    /// <summary>Reads a whole body.</summary>
    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        PipeReader reader = context.Request.BodyReader;
        long total = context.Request.ContentLength ?? 0;
        if (total > MaxDrainedBytes)
        {
            context.Response.Headers.Connection = "close";
            throw TooLarge();
        }

        ArrayBufferWriter<byte> kept = new((int)Math.Clamp(total, 256, MaxBytes));
        long seen = 0;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(context.RequestAborted);
            foreach (ReadOnlyMemory<byte> part in result.Buffer)
            {
                seen += part.Length;
                if (seen <= MaxBytes)
                {
                    kept.Write(part.Span);
                }
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }

            if (seen > MaxDrainedBytes)
            {
                context.Response.Headers.Connection = "close";
                break;
            }
        }

        return seen > MaxBytes ? throw TooLarge() : kept.WrittenSpan.ToArray();
    }

    private static ApiException TooLarge() =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {MaxBytes} bytes");

    /// <summary>Rejects content types other than JSON: a page of another site could send those without a preflight.</summary>
    private static void RequireJson(HttpRequest request)
    {
        if (request.ContentType is { Length: > 0 } type && !request.HasJsonContentType())
        {
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, $"Content-Type must be application/json, not '{Clip(type)}'");
        }
    }

    private static string Clip(string text) => text.Length <= 100 ? text : text[..100];

    private static JsonElement Parse(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw ApiException.Invalid(new FieldError(["body"], "JSON decode error: the body is not UTF-8", "json_invalid"));
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, s_options);
            JsonElement root = document.RootElement.Clone();
            if (bytes.AsSpan().IndexOf("\\ud"u8) >= 0 || bytes.AsSpan().IndexOf("\\uD"u8) >= 0)
            {
                RequireWholeText(root);
            }

            return root;
        }
        catch (JsonException e)
        {
            long place = e.BytePositionInLine ?? 0;
            throw ApiException.Invalid(new FieldError(["body", place], "JSON decode error: " + Reason(e, bytes), "json_invalid"));
        }
    }

    private static string Reason(JsonException e, byte[] bytes) =>
        bytes.Length == 0 ? "the body is empty"
        : e.Message.Contains("maximum configured depth", StringComparison.Ordinal) ? $"nested deeper than {MaxDepth} levels"
        : $"not valid JSON in line {(e.LineNumber ?? 0) + 1}";

    /// <summary>Rejects unpaired surrogates, which no UTF-8 response could repeat.</summary>
    private static void RequireWholeText(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                RequireWhole(static v => v.GetString(), value);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    RequireWholeText(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    RequireWhole(static m => m.Name, member);
                    RequireWholeText(member.Value);
                }

                break;
            default:
                break;
        }
    }

    private static void RequireWhole<T>(Func<T, string?> read, T value)
    {
        try
        {
            _ = read(value);
        }
        catch (InvalidOperationException)
        {
            throw ApiException.Invalid(new FieldError(["body"], "JSON decode error: a text holds half a surrogate pair", "json_invalid"));
        }
    }
}
