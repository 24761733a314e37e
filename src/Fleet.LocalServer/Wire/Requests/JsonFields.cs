using System.Globalization;
using System.Text.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>
/// Reads the members of a JSON object that came in. What is wrong is gathered and thrown by <see cref="ThrowIfInvalid"/>, so that the caller
/// learns of all mistakes at once. Members nobody asks for are ignored, and numbers may come as text, as the hosted service has it.
/// </summary>
internal sealed class JsonFields
{
    private readonly JsonElement _root;
    private readonly List<FieldError> _errors;
    private readonly object[] _location;

    /// <summary>Reads a body.</summary>
    /// <param name="root">Its value.</param>
    /// <param name="bytes">What was sent.</param>
    public JsonFields(JsonElement root, byte[] bytes)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.Invalid(new FieldError(["body"], "Input should be a valid dictionary", "dict_type"));
        }

        _root = root;
        _errors = [];
        _location = ["body"];
        Bytes = bytes;
    }

    private JsonFields(JsonElement root, JsonFields parent, string name, int index)
    {
        _root = root;
        _errors = parent._errors;
        _location = [.. parent._location, name, index];
        Bytes = parent.Bytes;
    }

    /// <summary>The body as it was sent.</summary>
    public byte[] Bytes { get; }

    /// <summary>All members.</summary>
    public JsonElement.ObjectEnumerator All => _root.EnumerateObject();

    /// <summary>Whether a member was sent, null or not.</summary>
    public bool Has(string name) => _root.TryGetProperty(name, out _);

    /// <summary>A text that must be there and hold something.</summary>
    public string RequiredText(string name, bool mayBeEmpty = false)
    {
        if (!_root.TryGetProperty(name, out JsonElement value))
        {
            Add(name, "Field required", "missing");
            return "";
        }

        string? text = value.ValueKind == JsonValueKind.Null ? TypeError<string>(name, "string") : OptionalText(name);
        if (text?.Length == 0 && !mayBeEmpty)
        {
            Add(name, "String should have at least 1 character", "string_too_short");
        }

        return text ?? "";
    }

    /// <summary>A text, or null.</summary>
    public string? OptionalText(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : TypeError<string>(name, "string");

    /// <summary>A whole number within limits, or null.</summary>
    public long? OptionalInteger(string name, long least = long.MinValue, long most = long.MaxValue)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (!TryReadInteger(value, out long number))
        {
            Add(name, "Input should be a valid integer", value.ValueKind == JsonValueKind.String ? "int_parsing" : "int_type");
            return null;
        }

        if (number < least)
        {
            Add(name, string.Create(CultureInfo.InvariantCulture, $"Input should be greater than or equal to {least}"), "greater_than_equal");
            return null;
        }

        if (number > most)
        {
            Add(name, string.Create(CultureInfo.InvariantCulture, $"Input should be less than or equal to {most}"), "less_than_equal");
            return null;
        }

        return number;
    }

    /// <summary>A number, or null.</summary>
    public double? OptionalNumber(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number
        : TypeError<double?>(name, "number");

    /// <summary>True, false, or null.</summary>
    public bool? OptionalBoolean(string name) => Find(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : TypeError<bool?>(name, "boolean");

    /// <summary>An object, or null.</summary>
    public JsonElement? OptionalObject(string name) => OptionalKind(name, JsonValueKind.Object, "dictionary");

    /// <summary>An array, or null.</summary>
    public JsonElement? OptionalArray(string name) => OptionalKind(name, JsonValueKind.Array, "list");

    /// <summary>A list of texts, or null.</summary>
    /// <param name="name">The member.</param>
    /// <param name="least">How many there must be.</param>
    public IReadOnlyList<string>? OptionalTexts(string name, int least = 0)
    {
        if (OptionalArray(name) is not { } array)
        {
            return null;
        }

        List<string> texts = [];
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                _errors.Add(new FieldError([.. _location, name, texts.Count], "Input should be a valid string", "string_type"));
                return null;
            }
        }

        return HasEnough(name, texts.Count, least) ? texts : null;
    }

    /// <summary>The objects of a list, each to be read like a body of its own; empty where the list is not there.</summary>
    /// <param name="name">The member.</param>
    /// <param name="least">How many there must be.</param>
    public IReadOnlyList<JsonFields> Objects(string name, int least = 0)
    {
        JsonElement[] items = [.. OptionalArray(name)?.EnumerateArray() ?? default];
        if (!Has(name))
        {
            if (least > 0)
            {
                Add(name, "Field required", "missing");
            }

            return [];
        }

        List<JsonFields> objects = [];
        for (int i = 0; i < items.Length; i++)
        {
            if (items[i].ValueKind == JsonValueKind.Object)
            {
                objects.Add(new JsonFields(items[i], this, name, i));
            }
            else
            {
                _errors.Add(new FieldError([.. _location, name, i], "Input should be a valid dictionary", "dict_type"));
            }
        }

        HasEnough(name, items.Length, least);
        return objects;
    }

    /// <summary>Any value but null, or null.</summary>
    public JsonElement? OptionalAny(string name) => Find(name);

    /// <summary>Notes that something is wrong with a member.</summary>
    public void Add(string name, string message, string type) => _errors.Add(new FieldError([.. _location, name], message, type));

    /// <summary>Throws what was wrong so far.</summary>
    public void ThrowIfInvalid()
    {
        if (_errors.Count > 0)
        {
            throw ApiException.Invalid(_errors);
        }
    }

    private bool HasEnough(string name, int count, int least)
    {
        if (count < least && !_errors.Exists(error => error.Location.SequenceEqual([.. _location, name])))
        {
            Add(name, string.Create(CultureInfo.InvariantCulture, $"List should have at least {least} item{(least == 1 ? "" : "s")}"), "too_short");
        }

        return count >= least;
    }

    private static bool TryReadInteger(JsonElement value, out long number)
    {
        number = 0;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt64(out number) || (value.TryGetDouble(out double real) && TryConvert(real, out number)),
            JsonValueKind.String => long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }

    private static bool TryConvert(double real, out long number)
    {
        bool whole = double.IsInteger(real) && Math.Abs(real) < 1L << 53;
        number = whole ? (long)real : 0;
        return whole;
    }

    private JsonElement? Find(string name) =>
        _root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement? OptionalKind(string name, JsonValueKind kind, string word) =>
        Find(name) is not { } value ? null : value.ValueKind == kind ? value : TypeError<JsonElement?>(name, word);

    private T? TypeError<T>(string name, string word)
    {
        string type = word switch { "dictionary" => "dict_type", "boolean" => "bool_type", "number" => "float_type", "list" => "list_type", _ => "string_type" };
        Add(name, $"Input should be a valid {word}", type);
        return default;
    }
}
