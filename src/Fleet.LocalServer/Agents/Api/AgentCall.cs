using System.Globalization;
using System.Text.Json;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.Extensions.Primitives;

namespace Fleet.LocalServer.Agents.Api;

/// <summary>A request and what is wrong with its shape: path, then query, then body, each in the order it is asked for.</summary>
internal sealed class AgentCall : IDisposable
{
    private const string Body = "body";
    private readonly HttpContext _http;
    private readonly CallProblems _problems = new();
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private readonly JsonDocument? _document;
    private readonly byte[]? _text;
    private bool _bodyRefused;

    private AgentCall(HttpContext http, JsonDocument? document = null, byte[]? text = null)
    {
        _http = http;
        _document = document;
        _text = text;
        Query = new CallQuery(http, _problems);
    }

    /// <summary>The query.</summary>
    public CallQuery Query { get; }

    /// <summary>A request without a body.</summary>
    public static AgentCall Read(HttpContext http) => new(http);

    /// <summary>A request with a body. One that is no JSON at all is refused before anything else is looked at.</summary>
    public static async Task<AgentCall> ReadAsync(HttpContext http)
    {
        byte[] bytes = await RequestBody.ReadAsync(http);
        return bytes.Length == 0 ? new AgentCall(http)
            : http.Request.ContentType is { Length: > 0 } && !CallBody.IsJson(http.Request) ? new AgentCall(http, text: bytes)
            : new AgentCall(http, PythonJson.WithLastMembers(CallBody.Parse(bytes, namesTrailingCommas: true)));
    }

    /// <summary>An id in the path.</summary>
    public string PathId(string name)
    {
        string id = (string)_http.Request.RouteValues[name]!;
        CheckLength(["path", name], id, AgentIds.Length, AgentIds.Length);
        return id;
    }

    /// <summary>True or false in the query; false when left out.</summary>
    public bool QueryFlag(string name)
    {
        if (Query.Find(name) is not { } text)
        {
            return false;
        }

        bool? flag = text.ToLowerInvariant() switch
        {
            "1" or "yes" or "y" or "on" or "t" or "true" => true,
            "0" or "no" or "n" or "off" or "f" or "false" => false,
            _ => null,
        };
        if (flag is null)
        {
            _problems.Add("bool_parsing", ["query", name], "Input should be a valid boolean, unable to interpret input", json => json.Value(text));
        }

        return flag ?? false;
    }

    /// <summary>One of a few texts in the query, or null.</summary>
    public string? QueryChoice(string name, params ReadOnlySpan<string> choices)
    {
        string? text = Query.Find(name);
        return text is null || CheckChoice(["query", name], text, json => json.Value(text), choices) ? text : null;
    }

    /// <summary>Texts of a few in the query: the parameter repeated, or with commas between them.</summary>
    public IReadOnlyList<string> QueryChoices(string name, params ReadOnlySpan<string> choices)
    {
        if (!_http.Request.Query.TryGetValue(name, out StringValues values))
        {
            return [];
        }

        string[] texts = [.. values.SelectMany(static value => (value ?? "").Split(','))];
        for (int i = 0; i < texts.Length; i++)
        {
            string text = texts[i];
            CheckChoice(["query", name, i], text, json => json.Value(text), choices);
        }

        return texts;
    }

    /// <summary>Refuses a parameter that the original declares in a way that no value fits.</summary>
    public void RefuseQuery(string name)
    {
        if (Query.Find(name) is { } text)
        {
            _problems.Add("list_type", ["query", name], "Input should be a valid list", json => json.Value(text));
        }
    }

    /// <summary>A text of the body that must be there.</summary>
    public string Text(string name, int least, int most) => Required(name) is { } value ? ReadText(name, value, least, most) ?? "" : "";

    /// <summary>A text of the body, or null.</summary>
    public string? TextOrNull(string name, int least = 0, int most = int.MaxValue) => Optional(name) is { } value ? ReadText(name, value, least, most) : null;

    /// <summary>One of a few texts in the body.</summary>
    public string Choice(string name, params ReadOnlySpan<string> choices) => Required(name) is { } value ? ReadChoice(name, value, choices) : "";

    /// <summary>One of a few texts in the body, or null.</summary>
    public string? ChoiceOrNull(string name, params ReadOnlySpan<string> choices) => Optional(name) is { } value ? ReadChoice(name, value, choices) : null;

    /// <summary>An object in the body, or null.</summary>
    public JsonElement? ObjectOrNull(string name)
    {
        if (Optional(name) is not { } value || value.ValueKind == JsonValueKind.Object)
        {
            return Optional(name);
        }

        _problems.Add("dict_type", [Body, name], "Input should be a valid dictionary", value);
        return null;
    }

    /// <summary>Answers with what is wrong, when anything is; members of the body that were not asked for are wrong too.</summary>
    /// <exception cref="InvalidCallException">Something is wrong.</exception>
    public void ThrowIfInvalid()
    {
        if (_document?.RootElement is { ValueKind: JsonValueKind.Object } body)
        {
            foreach (JsonProperty member in body.EnumerateObject().Where(member => !_declared.Contains(member.Name)))
            {
                _problems.Add("extra_forbidden", [Body, member.Name], "Extra inputs are not permitted", member.Value);
            }
        }

        _problems.ThrowIfAny();
    }

    public void Dispose() => _document?.Dispose();

    private JsonElement? Required(string name)
    {
        if (BodyOrRefuse() is not { } body)
        {
            return null;
        }

        _declared.Add(name);
        if (body.TryGetProperty(name, out JsonElement value))
        {
            return value;
        }

        _problems.Add("missing", [Body, name], "Field required", body);
        return null;
    }

    private JsonElement? Optional(string name)
    {
        _declared.Add(name);
        return BodyOrRefuse() is { } body && body.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private JsonElement? BodyOrRefuse()
    {
        if (_document?.RootElement is { ValueKind: JsonValueKind.Object } body)
        {
            return body;
        }

        if (!_bodyRefused)
        {
            _bodyRefused = true;
            JsonElement? other = _document?.RootElement;
            if (_text is null && other is null or { ValueKind: JsonValueKind.Null })
            {
                _problems.Add("missing", [Body], "Field required", static json => json.Value((string?)null));
            }
            else
            {
                _problems.Add(
                    "model_attributes_type",
                    [Body],
                    "Input should be a valid dictionary or object to extract fields from",
                    json => _ = other is { } value ? json.Value(value) : json.Text(_text!));
            }
        }

        return null;
    }

    private string ReadChoice(string name, JsonElement value, ReadOnlySpan<string> choices)
    {
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        CheckChoice([Body, name], text, json => json.Value(value), choices);
        return text;
    }

    private string? ReadText(string name, JsonElement value, int least, int most)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            _problems.Add("string_type", [Body, name], "Input should be a valid string", value);
            return null;
        }

        try
        {
            string text = value.GetString()!;
            CheckLength([Body, name], text, least, most);
            return text;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which the answer could not repeat either.
            _problems.Add(
                "string_unicode", [Body, name], "Input should be a valid string, unable to parse raw data as a unicode string", value);
            return null;
        }
    }

    private bool CheckChoice(object[] location, string text, Action<JsonText> input, ReadOnlySpan<string> choices)
    {
        if (choices.Contains(text))
        {
            return true;
        }

        string[] quoted = [.. choices.ToArray().Select(static choice => $"'{choice}'")];
        string expected = $"{string.Join(", ", quoted[..^1])} or {quoted[^1]}";
        _problems.Add("enum", location, $"Input should be {expected}", input, json => json.Field("expected", expected));
        return false;
    }

    /// <summary>Checks a length in code points.</summary>
    private void CheckLength(object[] location, string text, int least, int most)
    {
        int length = text.EnumerateRunes().Count();
        if (length < least)
        {
            string letters = least == 1 ? "character" : "characters";
            _problems.Add(
                "string_too_short",
                location,
                string.Create(CultureInfo.InvariantCulture, $"String should have at least {least} {letters}"),
                json => json.Value(text),
                json => json.Field("min_length", least));
        }
        else if (length > most)
        {
            _problems.Add(
                "string_too_long",
                location,
                string.Create(CultureInfo.InvariantCulture, $"String should have at most {most} characters"),
                json => json.Value(text),
                json => json.Field("max_length", most));
        }
    }
}
