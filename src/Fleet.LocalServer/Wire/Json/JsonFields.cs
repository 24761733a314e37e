using System.Globalization;
using System.Text.Json;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>
/// Reads the members of a JSON object. Errors are collected so that all of them can be reported at once; after one, the returned value is
/// meaningless. For each kind of value, <c>Kind(name)</c> reads a required member, <c>Kind(name, otherwise)</c> one that may be omitted but
/// not null, and <c>KindOrNull(name)</c> one that may be either.
/// </summary>
internal sealed partial class JsonFields
{
    private static readonly JsonElement s_empty = JsonElement.Parse("{}");

    private readonly FieldRules _rules;
    private readonly FieldErrors _errors;
    private readonly object[] _location;
    private readonly HashSet<string>? _asked;

    /// <summary>Creates a reader of an object.</summary>
    /// <param name="root">The object.</param>
    /// <param name="rules">The validation rules.</param>
    /// <param name="errors">Collects the errors.</param>
    /// <param name="location">The object's location, for the errors.</param>
    public JsonFields(JsonElement root, FieldRules rules, FieldErrors errors, params object[] location)
    {
        Root = root;
        _rules = rules;
        _errors = errors;
        _location = location;
        _asked = rules.RefusesUnknown ? new HashSet<string>(StringComparer.Ordinal) : null;
    }

    /// <summary>The object itself.</summary>
    public JsonElement Root { get; }

    /// <summary>The bytes the object was parsed from.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>All members.</summary>
    public JsonElement.ObjectEnumerator All => Root.EnumerateObject();

    /// <summary>An empty object for a value that is not an object. Its errors are discarded: the one for the value is enough.</summary>
    public static JsonFields Absent(FieldRules rules) => new(s_empty, rules, FieldErrors.Dropped);

    /// <summary>True if a member is present, even as null.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>Any value; null if it is null or missing.</summary>
    public JsonElement? Find(string name) => TryGet(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>An object with any members; null if it is null or missing.</summary>
    public JsonElement? FindObject(string name) => Find(name) is { } value && IsObject(value, "dict_type", name) ? value : null;

    /// <summary>An array; null if it is null or missing.</summary>
    public JsonElement? FindArray(string name) => Find(name) is { } value && IsArray(value, name) ? value : null;

    /// <summary>Adds an error for a member.</summary>
    public void Add(string name, string message, string type) => Fail(message, type, TryGet(name, out JsonElement value) ? value : null, null, name);

    /// <summary>Throws if there are any errors.</summary>
    public void ThrowIfInvalid()
    {
        if (_asked is not null)
        {
            foreach (JsonProperty member in All.Where(member => !_asked.Contains(member.Name)))
            {
                Fail("Extra inputs are not permitted", "extra_forbidden", member.Value, null, member.Name);
            }
        }

        _errors.ThrowIfAny();
    }

    /// <summary>Reads a string whose length in code points is within limits.</summary>
    public string Text(string name, int least = 0, int most = int.MaxValue) => Required(name) is { } value ? ReadText(value, least, most, name) : "";

    /// <summary>Reads a string.</summary>
    public string Text(string name, string otherwise) => TryGet(name, out JsonElement value) ? ReadText(value, 0, int.MaxValue, name) : otherwise;

    /// <summary>Reads a string whose length in code points is within limits.</summary>
    public string? TextOrNull(string name, int least = 0, int most = int.MaxValue) => Find(name) is { } value ? ReadText(value, least, most, name) : null;

    /// <summary>Reads one of a set of strings; the first is the default.</summary>
    public string OneOf(string name, params ReadOnlySpan<string> choices)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return choices[0];
        }

        string text = value.ValueKind == JsonValueKind.String ? ReadText(value, 0, int.MaxValue, name) : "";
        return CheckChoice(text, choices, "literal_error", value, name);
    }

    /// <summary>Reads one of a set of strings.</summary>
    public string Choice(string name, params ReadOnlySpan<string> choices) => Required(name) is { } value ? ReadChoice(value, choices, name) : "";

    /// <summary>Reads one of a set of strings.</summary>
    public string? ChoiceOrNull(string name, params ReadOnlySpan<string> choices) => Find(name) is { } value ? ReadChoice(value, choices, name) : null;

    /// <summary>Reads a list whose items each come from a set of strings.</summary>
    public IReadOnlyList<string> Choices(string name, params ReadOnlySpan<string> choices)
    {
        List<string> texts = [];
        foreach (JsonElement item in FindArray(name)?.EnumerateArray() ?? default)
        {
            texts.Add(ReadChoice(item, choices, name, texts.Count));
        }

        return texts;
    }

    /// <summary>Reads a list of strings that may be omitted but not null.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        List<string> texts = [];
        foreach (JsonElement item in Items(name))
        {
            texts.Add(ReadText(item, 0, int.MaxValue, name, texts.Count));
        }

        return texts;
    }

    /// <summary>Reads a list of strings. Only the first item that is not a string is reported.</summary>
    /// <param name="name">The member.</param>
    /// <param name="least">The minimum number of items.</param>
    public IReadOnlyList<string>? TextsOrNull(string name, int least = 0)
    {
        if (FindArray(name) is not { } list)
        {
            return null;
        }

        List<string> texts = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            texts.Add(ReadText(item, 0, int.MaxValue, name, texts.Count));
            if (item.ValueKind != JsonValueKind.String)
            {
                return null;
            }
        }

        return HasEnough(list, least, name) ? texts : null;
    }

    /// <summary>Reads an object with known members.</summary>
    public JsonFields Object(string name) => Required(name) is { } value ? Inside(value, name) : Absent(_rules);

    /// <summary>Reads an object with known members. It may be omitted, which counts as empty, but not null.</summary>
    public JsonFields ObjectOrEmpty(string name) => TryGet(name, out JsonElement value) ? Inside(value, name) : Absent(_rules);

    /// <summary>Reads an object with known members.</summary>
    public JsonFields? ObjectOrNull(string name) => Find(name) is { } value && IsObject(value, _rules.ObjectType, name) ? Nested(value, name) : null;

    /// <summary>Reads a list of objects with known members.</summary>
    /// <param name="name">The member.</param>
    /// <param name="required">True if the member is required.</param>
    /// <param name="least">The minimum number of items, if the member is present.</param>
    public IReadOnlyList<JsonFields> Objects(string name, bool required = false, int least = 0)
    {
        List<JsonFields> objects = [];
        JsonElement? found = required ? Required(name) : TryGet(name, out JsonElement value) ? value : null;
        if (found is not { } list)
        {
            return objects;
        }

        bool isEmpty = list.ValueKind == JsonValueKind.Null && _rules.NullIsEmpty;
        if (!isEmpty && !IsArray(list, name))
        {
            return objects;
        }

        foreach (JsonElement item in isEmpty ? default : list.EnumerateArray())
        {
            objects.Add(Inside(item, name, objects.Count));
        }

        HasEnough(list, least, name);
        return objects;
    }

    /// <summary>Reads an object of strings that may be omitted but not null. The last of several members with the same name wins.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> TextMap(string name)
    {
        List<KeyValuePair<string, string>> map = [];
        foreach (JsonProperty member in Members(name))
        {
            KeyValuePair<string, string> pair = new(member.Name, ReadText(member.Value, 0, int.MaxValue, name, member.Name));
            int known = map.FindIndex(other => other.Key == pair.Key);
            if (known >= 0)
            {
                map[known] = pair;
            }
            else
            {
                map.Add(pair);
            }
        }

        return map;
    }

    /// <summary>Reads an object of objects that may be omitted but not null.</summary>
    public IReadOnlyDictionary<string, JsonFields> ObjectMap(string name)
    {
        Dictionary<string, JsonFields> map = new(StringComparer.Ordinal);
        foreach (JsonProperty member in Members(name))
        {
            map[member.Name] = Inside(member.Value, name, member.Name);
        }

        return map;
    }

    private bool TryGet(string name, out JsonElement value)
    {
        _asked?.Add(name);
        return Root.TryGetProperty(name, out value);
    }

    private JsonElement? Required(string name)
    {
        if (TryGet(name, out JsonElement value))
        {
            return value;
        }

        Fail("Field required", "missing", _rules.IsText ? null : Root, null, name);
        return null;
    }

    private JsonElement.ArrayEnumerator Items(string name) => TryGet(name, out JsonElement list) && IsArray(list, name) ? list.EnumerateArray() : default;

    private JsonElement.ObjectEnumerator Members(string name) =>
        TryGet(name, out JsonElement value) && IsObject(value, "dict_type", name) ? value.EnumerateObject() : default;

    private JsonFields Inside(JsonElement value, params ReadOnlySpan<object> path) =>
        IsObject(value, _rules.ObjectType, path) ? Nested(value, path) : Absent(_rules);

    private JsonFields Nested(JsonElement value, params ReadOnlySpan<object> path) => new(value, _rules, _errors, [.. _location, .. path]) { Bytes = Bytes };

    private bool IsObject(JsonElement value, string type, params ReadOnlySpan<object> path) =>
        value.ValueKind == JsonValueKind.Object || Fail("Input should be a valid dictionary", type, value, null, path);

    private bool IsArray(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Array || Fail("Input should be a valid list", "list_type", value, null, name);

    private bool HasEnough(JsonElement list, int least, string name)
    {
        int count = list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;
        string text = string.Create(CultureInfo.InvariantCulture, $"List should have at least {least} item{(least == 1 ? "" : "s")}");
        return count >= least || Fail(
            _rules.CountsItems ? string.Create(CultureInfo.InvariantCulture, $"{text} after validation, not {count}") : text,
            "too_short",
            list,
            json => json.Field("field_type", "List").Field("min_length", least).Field("actual_length", count),
            name);
    }

    private string ReadText(JsonElement value, int least, int most, params ReadOnlySpan<object> path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Fail("Input should be a valid string", "string_type", value, null, path);
            return "";
        }

        try
        {
            string text = value.GetString()!;
            if (least > 0 || most < int.MaxValue)
            {
                CheckLength(text, least, most, value, path);
            }

            return text;
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate, which UTF-8 cannot represent.
            JsonElement? input = _rules.EchoesBrokenText ? value : null;
            Fail("Input should be a valid string, unable to parse raw data as a unicode string", "string_unicode", input, null, path);
            return "";
        }
    }

    private void CheckLength(string text, int least, int most, JsonElement value, ReadOnlySpan<object> path)
    {
        int length = text.EnumerateRunes().Count();
        if (length < least)
        {
            string letters = least == 1 ? "character" : "characters";
            string message = string.Create(CultureInfo.InvariantCulture, $"String should have at least {least} {letters}");
            Fail(message, "string_too_short", value, json => json.Field("min_length", least), path);
        }
        else if (length > most)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"String should have at most {most} characters");
            Fail(message, "string_too_long", value, json => json.Field("max_length", most), path);
        }
    }

    private string ReadChoice(JsonElement value, ReadOnlySpan<string> choices, params ReadOnlySpan<object> path) =>
        CheckChoice(value.ValueKind == JsonValueKind.String ? value.GetString()! : "", choices, "enum", value, path);

    private string CheckChoice(string text, ReadOnlySpan<string> choices, string type, JsonElement value, params ReadOnlySpan<object> path)
    {
        if (!choices.Contains(text))
        {
            string[] quoted = [.. choices.ToArray().Select(static choice => $"'{choice}'")];
            string expected = quoted.Length == 1 ? quoted[0] : $"{string.Join(", ", quoted[..^1])} or {quoted[^1]}";
            Fail($"Input should be {expected}", type, value, json => json.Field("expected", expected), path);
        }

        return text;
    }

    /// <summary>Adds an error.</summary>
    /// <returns>False.</returns>
    private bool Fail(string message, string type, JsonElement? input, Action<JsonText>? context, params ReadOnlySpan<object> path)
    {
        _errors.Add(new FieldError([.. _location, .. path], message, type)
        {
            Input = input is { } value ? json => json.Value(value) : null,
            Context = context,
        });
        return false;
    }
}
