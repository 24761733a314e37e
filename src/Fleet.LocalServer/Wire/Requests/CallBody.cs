using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>The JSON body of a request; what is wrong with its members is gathered.</summary>
internal sealed class CallBody : IDisposable
{
    private const string Body = "body";
    private const string Unreadable = "There was an error parsing the body";

    private static readonly UnicodeEncoding s_utf16 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding s_utf16Big = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UTF32Encoding s_utf32 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true);
    private static readonly UTF32Encoding s_utf32Big = new(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true);
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 64 };

    private readonly JsonDocument _document;
    private readonly CallProblems _problems = new();

    private CallBody(JsonDocument document, byte[] bytes)
    {
        _document = document;
        Bytes = bytes;
    }

    /// <summary>The body as it was sent.</summary>
    public byte[] Bytes { get; }

    private JsonElement Root => _document.RootElement;

    /// <summary>Reads a body that must be a JSON object.</summary>
    /// <exception cref="InvalidCallException">It is not.</exception>
    public static async Task<CallBody> ReadAsync(HttpContext http)
    {
        byte[] bytes = await RequestBody.ReadAsync(http);
        if (bytes.Length == 0)
        {
            throw Missing();
        }

        if (!IsJson(http.Request))
        {
            // A page of another site can send text without asking the browser; like the original, we do not read it.
            throw NotAnObject(json => json.Value(Encoding.UTF8.GetString(bytes)));
        }

        JsonDocument document = Parse(bytes);
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return new CallBody(document, bytes);
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            throw root.ValueKind == JsonValueKind.Null ? Missing() : NotAnObject(json => json.Value(root));
        }
    }

    /// <summary>Whether a body is JSON by its type, as the originals read the type: <c>application/json</c> or <c>application/…+json</c>.</summary>
    public static bool IsJson(HttpRequest request)
    {
        string type = request.Headers.ContentType.Count == 0 ? "" : request.Headers.ContentType[0]!.Split(';')[0].Trim().ToLowerInvariant();
        return type.Split('/') is ["application", var subtype] && (subtype == "json" || subtype.EndsWith("+json", StringComparison.Ordinal));
    }

    /// <summary>Reads JSON in one of its encodings.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="namesTrailingCommas">Whether errors are told as Python 3.13 tells them.</param>
    /// <exception cref="InvalidCallException">It is none, and where and why.</exception>
    public static JsonDocument Parse(byte[] bytes, bool namesTrailingCommas = false) => ParseUtf8(Decode(bytes), namesTrailingCommas);

    /// <summary>A text that must be there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="notEmpty">Whether it needs at least one letter.</param>
    public string Text(string name, bool notEmpty = false)
    {
        if (!Root.TryGetProperty(name, out JsonElement value))
        {
            _problems.Add("missing", [Body, name], "Field required", Root);
            return "";
        }

        string text = ReadText(name, value);
        if (notEmpty && text.Length == 0 && value.ValueKind == JsonValueKind.String)
        {
            _problems.Add("string_too_short", [Body, name], "String should have at least 1 character", value, static json => json.Field("min_length", 1));
        }

        return text;
    }

    /// <summary>A text that may be left out, but not null.</summary>
    public string Text(string name, string otherwise) => Root.TryGetProperty(name, out JsonElement value) ? ReadText(name, value) : otherwise;

    /// <summary>A text, or null.</summary>
    public string? TextOrNull(string name) => Find(name) is { } value ? ReadText(name, value) : null;

    /// <summary>True or false; false when left out.</summary>
    public bool Flag(string name)
    {
        if (Find(name) is not { } value)
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            _problems.Add("bool_type", [Body, name], "Input should be a valid boolean", value);
        }

        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>Any value but null, or null.</summary>
    public JsonElement? Find(string name) => Root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A list of at least one object, which must be there.</summary>
    public IEnumerable<JsonElement> Objects(string name)
    {
        if (!Root.TryGetProperty(name, out JsonElement list))
        {
            _problems.Add("missing", [Body, name], "Field required", Root);
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            _problems.Add("list_type", [Body, name], "Input should be a valid list", list);
            return [];
        }

        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                _problems.Add("dict_type", [Body, name, index], "Input should be a valid dictionary", item);
            }

            index++;
        }

        if (index == 0)
        {
            _problems.Add(
                "too_short",
                [Body, name],
                "List should have at least 1 item after validation, not 0",
                list,
                static json => json.Field("field_type", "List").Field("min_length", 1).Field("actual_length", 0));
        }

        return list.EnumerateArray();
    }

    /// <summary>Notes that a member is wrong.</summary>
    public void Fail(string name, string type, string message) =>
        _problems.Add(type, [Body, name], message, json => _ = Root.TryGetProperty(name, out JsonElement value) ? json.Value(value) : json.Value((string?)null));

    /// <summary>Answers with what is wrong, when anything is.</summary>
    /// <exception cref="InvalidCallException">Something is.</exception>
    public void ThrowIfInvalid() => _problems.ThrowIfAny();

    public void Dispose() => _document.Dispose();


    private static InvalidCallException Missing() => CallProblems.One("missing", [Body], "Field required", static json => json.Value((string?)null));

    private static InvalidCallException NotAnObject(Action<JsonText> input) =>
        CallProblems.One("model_attributes_type", [Body], "Input should be a valid dictionary or object to extract fields from", input);

    /// <summary>The body as UTF-8 without a mark: it may come as UTF-16 and UTF-32 too, told by a mark or by where its zeros are.</summary>
    private static ReadOnlyMemory<byte> Decode(byte[] bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => bytes.AsMemory(3),
        [0xFF, 0xFE, 0, 0, ..] => Decode(s_utf32, bytes.AsSpan(4)),
        [0, 0, 0xFE, 0xFF, ..] => Decode(s_utf32Big, bytes.AsSpan(4)),
        [0xFF, 0xFE, ..] => Decode(s_utf16, bytes.AsSpan(2)),
        [0xFE, 0xFF, ..] => Decode(s_utf16Big, bytes.AsSpan(2)),
        [0, 0, _, _, ..] => Decode(s_utf32Big, bytes),
        [_, 0, 0, 0, ..] => Decode(s_utf32, bytes),
        [0, _, _, _, ..] or [0, _] => Decode(s_utf16Big, bytes),
        [_, 0, _, _, ..] or [_, 0] => Decode(s_utf16, bytes),
        _ => bytes,
    };

    private static byte[] Decode(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Encoding.UTF8.GetBytes(encoding.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException(Unreadable);
        }
    }

    private static JsonDocument ParseUtf8(ReadOnlyMemory<byte> json, bool namesTrailingCommas)
    {
        if (!System.Text.Unicode.Utf8.IsValid(json.Span))
        {
            throw new RefusedException(Unreadable);
        }

        try
        {
            return JsonDocument.Parse(json, s_options);
        }
        catch (JsonException)
        {
            if (PythonJson.FindError(Encoding.UTF8.GetString(json.Span), namesTrailingCommas) is not { } error)
            {
                // Python reads it: nested deeper than is good for anybody, or NaN.
                throw new RefusedException(Unreadable) { IsReadByOriginal = true };
            }

            throw CallProblems.One(
                "json_invalid", [Body, error.Position], "JSON decode error", static text => text.OpenObject().CloseObject(), text => text.Field("error", error.Message));
        }
    }

    private string ReadText(string name, JsonElement value)
    {
        try
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                return value.GetString()!;
            }

            _problems.Add("string_type", [Body, name], "Input should be a valid string", value);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which the answer could not repeat either.
            _problems.Add(
                "string_unicode", [Body, name], "Input should be a valid string, unable to parse raw data as a unicode string", static json => json.Value((string?)null));
        }

        return "";
    }
}
