using System.Text.Json;
using Fleet.LocalServer.Wire.Json;
using Microsoft.Extensions.Primitives;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>
/// The path, query and body of a request to the releases or agents service. Errors are listed in the order in which the fields are read.
/// </summary>
internal sealed class RequestFields
{
    private readonly HttpContext _http;
    private readonly FieldErrors _errors = new(static errors => new InvalidCallException(errors));
    private readonly FieldRules _rules;
    private readonly JsonElement? _root;
    private JsonFields? _body;

    private RequestFields(HttpContext http, FieldRules rules, byte[] bytes, JsonElement? root)
    {
        _http = http;
        _rules = rules;
        _root = root;
        Bytes = bytes;
        Query = Texts("query", PythonUrl.Read(http.Request.QueryString));
    }

    /// <summary>The raw body.</summary>
    public byte[] Bytes { get; }

    /// <summary>The path's parameters.</summary>
    public JsonFields Path => Texts("path", _http.Request.RouteValues.Select(static value => KeyValuePair.Create(value.Key, (string)value.Value!)));

    /// <summary>The query's parameters; the last of several values wins.</summary>
    public JsonFields Query { get; }

    /// <summary>The body's members. If the body is not an object, the first access reports an error.</summary>
    public JsonFields Body => _body ??= ReadBody();

    /// <summary>Reads a request without a body.</summary>
    public static RequestFields Read(HttpContext http) => new(http, FieldRules.Texts, [], null);

    /// <summary>Reads a request with a body.</summary>
    /// <exception cref="InvalidCallException">The body is not JSON.</exception>
    public static async Task<RequestFields> ReadAsync(HttpContext http, FieldRules rules)
    {
        byte[] bytes = await RequestBody.ReadAsync(http);

        // A page of another site can send text without a preflight; like the originals, we do not parse it.
        bool isJson = IsJson(http.Request) || (rules.HasNewerBodies && string.IsNullOrEmpty(http.Request.ContentType));
        if (bytes.Length == 0 || !isJson)
        {
            return new RequestFields(http, rules, bytes, null);
        }

        JsonDocument document = PythonBody.Parse(bytes, rules.HasNewerBodies);
        document = rules.HasNewerBodies ? PythonJson.WithLastMembers(document) : document;
        http.Response.RegisterForDispose(document);
        return new RequestFields(http, rules, bytes, document.RootElement);
    }

    /// <summary>The values of a query parameter that may be repeated or comma-separated, as a list.</summary>
    public JsonFields QueryList(string name)
    {
        JsonText json = new JsonText().OpenObject();
        if (_http.Request.Query.TryGetValue(name, out StringValues values))
        {
            json.Field(name, values.SelectMany(static value => (value ?? "").Split(',')));
        }

        return Texts("query", json.CloseObject());
    }

    /// <summary>Throws if there are any errors.</summary>
    /// <exception cref="InvalidCallException">There are errors.</exception>
    public void ThrowIfInvalid()
    {
        _body?.ThrowIfInvalid();
        _errors.ThrowIfAny();
    }

    private static bool IsJson(HttpRequest request)
    {
        string type = request.Headers.ContentType.Count == 0 ? "" : request.Headers.ContentType[0]!.Split(';')[0].Trim().ToLowerInvariant();
        return type.Split('/') is ["application", var subtype] && (subtype == "json" || subtype.EndsWith("+json", StringComparison.Ordinal));
    }

    private JsonFields Texts(string location, IEnumerable<KeyValuePair<string, string>> values)
    {
        JsonText json = new JsonText().OpenObject();
        foreach ((string name, string value) in values)
        {
            json.Field(name, value);
        }

        return Texts(location, json.CloseObject());
    }

    private JsonFields Texts(string location, JsonText json) => new(JsonElement.Parse(json.Written.Span), FieldRules.Texts, _errors, location);

    private JsonFields ReadBody()
    {
        if (_root is { ValueKind: JsonValueKind.Object } body)
        {
            return new JsonFields(body, _rules, _errors, "body");
        }

        bool isMissing = _root is { } value ? value.ValueKind == JsonValueKind.Null : Bytes.Length == 0;
        _errors.Add(isMissing
            ? new FieldError(["body"], "Field required", "missing")
            : new FieldError(["body"], "Input should be a valid dictionary or object to extract fields from", "model_attributes_type")
            {
                Input = json => _ = _root is { } other ? json.Value(other) : json.Text(Bytes),
            });
        return JsonFields.Absent(_rules);
    }
}
