using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>
/// Reads the members of a JSON object as leniently as the original: unknown ones are dropped, numbers and truth values may come as text. What
/// is wrong is gathered.
/// </summary>
/// <param name="element">The object.</param>
/// <param name="path">Where it is in its document; empty for the document itself.</param>
/// <param name="problems">Takes what is wrong.</param>
internal readonly struct LaxObject(JsonElement element, string path, Problems problems)
{
    /// <summary>Where a member is in the document.</summary>
    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Whether a member was given, null or not.</summary>
    public bool Has(string name) => element.TryGetProperty(name, out _);

    /// <summary>Notes that a member is wrong.</summary>
    public void Fail(string name, string message, string type) => problems.Add(PathOf(name), message, type);

    /// <summary>A text that must be there.</summary>
    public string Text(string name) => Required(name, out JsonElement value) ? ReadText(name, value) : "";

    /// <summary>A text that may be left out but not null.</summary>
    public string Text(string name, string otherwise) => element.TryGetProperty(name, out JsonElement value) ? ReadText(name, value) : otherwise;

    /// <summary>A text or null.</summary>
    public string? TextOrNull(string name) => Optional(name, out JsonElement value) ? ReadText(name, value) : null;

    /// <summary>One of a few texts.</summary>
    public string OneOf(string name, params ReadOnlySpan<string> choices)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return choices[0];
        }

        string text = value.ValueKind == JsonValueKind.String ? ReadText(name, value) : "";
        if (!choices.Contains(text))
        {
            string listed = string.Join(" or ", choices.ToArray().Select(static choice => $"'{choice}'"));
            Fail(name, $"Input should be {listed}", "literal_error");
        }

        return text;
    }

    /// <summary>A whole number from 0 on that must be there.</summary>
    public long Count(string name) => Required(name, out JsonElement value) ? ReadCount(name, value) : 0;

    /// <summary>A whole number from 0 on that may be left out but not null.</summary>
    public long Count(string name, long otherwise) => element.TryGetProperty(name, out JsonElement value) ? ReadCount(name, value) : otherwise;

    /// <summary>A whole number from 0 on, or null.</summary>
    public long? CountOrNull(string name) => Optional(name, out JsonElement value) ? ReadCount(name, value) : null;

    /// <summary>A whole number, or null.</summary>
    public long? WholeOrNull(string name) => Optional(name, out JsonElement value) ? ReadWhole(name, value) : null;

    /// <summary>A float from 0 on that must be there.</summary>
    public double Amount(string name) => Required(name, out JsonElement value) ? ReadAmount(name, value, double.MaxValue) : 0;

    /// <summary>A float from 0 on that may be left out but not null.</summary>
    public double Amount(string name, double otherwise) =>
        element.TryGetProperty(name, out JsonElement value) ? ReadAmount(name, value, double.MaxValue) : otherwise;

    /// <summary>A float from 0 on, or null.</summary>
    public double? AmountOrNull(string name, double most = double.MaxValue) => Optional(name, out JsonElement value) ? ReadAmount(name, value, most) : null;

    /// <summary>A float, or null.</summary>
    public double? FloatOrNull(string name) => Optional(name, out JsonElement value) ? ReadFloat(name, value) : null;

    /// <summary>True or false; may be left out but not null.</summary>
    public bool Flag(string name, bool otherwise)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return otherwise;
        }

        bool? flag = value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when value.TryGetDouble(out double number) => number == 1 ? true : number == 0 ? false : null,
            JsonValueKind.String => value.GetString()!.ToLowerInvariant() switch
            {
                "1" or "yes" or "y" or "on" or "t" or "true" => true,
                "0" or "no" or "n" or "off" or "f" or "false" => false,
                _ => null,
            },
            _ => null,
        };
        if (flag is null)
        {
            Fail(name, "Input should be a valid boolean", "bool_type");
        }

        return flag ?? otherwise;
    }

    /// <summary>A time that must be there.</summary>
    public WireTime Time(string name) => Required(name, out JsonElement value) ? ReadTime(name, value) : default;

    /// <summary>A time, or null.</summary>
    public WireTime? TimeOrNull(string name) => Optional(name, out JsonElement value) ? ReadTime(name, value) : null;

    /// <summary>An object that must be there.</summary>
    public LaxObject Object(string name)
    {
        if (Required(name, out JsonElement value) && !IsKind(name, value, JsonValueKind.Object, "dictionary", "model_type"))
        {
            value = default;
        }

        return Inside(name, value);
    }

    /// <summary>An object that may be left out, which stands for an empty one, but not be null.</summary>
    public LaxObject ObjectOrEmpty(string name) =>
        Inside(name, element.TryGetProperty(name, out JsonElement value) && IsKind(name, value, JsonValueKind.Object, "dictionary", "model_type") ? value : s_empty);

    /// <summary>An object, or null.</summary>
    public LaxObject? ObjectOrNull(string name) =>
        Optional(name, out JsonElement value) && IsKind(name, value, JsonValueKind.Object, "dictionary", "model_type") ? Inside(name, value) : null;

    /// <summary>The objects of a list that must be there, or may be left out but not null.</summary>
    public IReadOnlyList<LaxObject> Objects(string name, bool required = false)
    {
        if (!Items(name, required, out JsonElement list))
        {
            return [];
        }

        List<LaxObject> objects = new(list.GetArrayLength());
        foreach (JsonElement item in list.EnumerateArray())
        {
            string place = $"{name}.{objects.Count.ToString(CultureInfo.InvariantCulture)}";
            objects.Add(Inside(place, IsKind(place, item, JsonValueKind.Object, "dictionary", "model_type") ? item : default));
        }

        return objects;
    }

    /// <summary>The texts of a list that may be left out but not null.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!Items(name, required: false, out JsonElement list))
        {
            return [];
        }

        List<string> texts = new(list.GetArrayLength());
        foreach (JsonElement item in list.EnumerateArray())
        {
            texts.Add(ReadText($"{name}.{texts.Count.ToString(CultureInfo.InvariantCulture)}", item));
        }

        return texts;
    }

    /// <summary>The members of an object of texts that may be left out but not null; of a name that comes twice the last one counts.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> TextMap(string name)
    {
        List<KeyValuePair<string, string>> map = [];
        LaxObject owner = this;
        foreach ((string key, JsonElement value) in Members(name))
        {
            string text = owner.ReadText(PlaceOf(name, key), value);
            int known = map.FindIndex(pair => pair.Key == key);
            if (known >= 0)
            {
                map[known] = new(key, text);
            }
            else
            {
                map.Add(new(key, text));
            }
        }

        return map;
    }

    /// <summary>The members of an object of objects that may be left out but not null.</summary>
    public IReadOnlyDictionary<string, LaxObject> ObjectMap(string name)
    {
        Dictionary<string, LaxObject> map = new(StringComparer.Ordinal);
        foreach ((string key, JsonElement value) in Members(name))
        {
            string place = PlaceOf(name, key);
            map[key] = Inside(place, IsKind(place, value, JsonValueKind.Object, "dictionary", "model_type") ? value : default);
        }

        return map;
    }

    private static readonly JsonElement s_empty = JsonDocument.Parse("{}").RootElement;

    private IEnumerable<(string Key, JsonElement Value)> Members(string name) =>
        element.TryGetProperty(name, out JsonElement value) && IsKind(name, value, JsonValueKind.Object, "dictionary", "dict_type")
            ? value.EnumerateObject().Select(static member => (member.Name, member.Value))
            : [];

    private static string PlaceOf(string name, string key) => key.Contains('.', StringComparison.Ordinal) ? $"{name}.`{key}`" : $"{name}.{key}";

    private LaxObject Inside(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? new(value, PathOf(name), problems) : new(s_empty, PathOf(name), new Problems());

    private bool Items(string name, bool required, out JsonElement list) =>
        (required ? Required(name, out list) : element.TryGetProperty(name, out list)) && IsKind(name, list, JsonValueKind.Array, "list", "list_type");

    private bool Required(string name, out JsonElement value)
    {
        if (element.TryGetProperty(name, out value))
        {
            return true;
        }

        Fail(name, "Field required", "missing");
        return false;
    }

    private bool Optional(string name, out JsonElement value) => element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private bool IsKind(string name, JsonElement value, JsonValueKind kind, string word, string type)
    {
        if (value.ValueKind == kind)
        {
            return true;
        }

        Fail(name, $"Input should be a valid {word}", type);
        return false;
    }

    private string ReadText(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Fail(name, "Input should be a valid string", "string_type");
            return "";
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which no answer could repeat in UTF-8.
            Fail(name, "Input should be a valid string, unable to parse raw data as a unicode string", "string_unicode");
            return "";
        }
    }

    private long ReadCount(string name, JsonElement value)
    {
        long number = ReadWhole(name, value);
        if (number < 0)
        {
            Fail(name, "Input should be greater than or equal to 0", "greater_than_equal");
        }

        return number;
    }

    private long ReadWhole(string name, JsonElement value)
    {
        BigInteger whole;
        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetBoolean() ? 1 : 0;
            case JsonValueKind.Number when value.TryGetInt64(out long number):
                return number;
            case JsonValueKind.Number when value.GetDouble() is var real && double.IsInteger(real):
                whole = new BigInteger(real);
                break;
            case JsonValueKind.Number:
                Fail(name, "Input should be a valid integer, got a number with a fractional part", "int_from_float");
                return 0;
            case JsonValueKind.String when LaxNumber.TryWhole(value.GetString()!, out whole):
                break;
            case JsonValueKind.String:
                Fail(name, "Input should be a valid integer, unable to parse string as an integer", "int_parsing");
                return 0;
            default:
                Fail(name, "Input should be a valid integer", "int_type");
                return 0;
        }

        if (whole >= long.MinValue && whole <= long.MaxValue)
        {
            return (long)whole;
        }

        Fail(name, "Input should be a valid integer within 64 bits", "int_parsing_size");
        return 0;
    }

    private double ReadAmount(string name, JsonElement value, double most)
    {
        double number = ReadFloat(name, value);
        if (number < 0)
        {
            Fail(name, "Input should be greater than or equal to 0", "greater_than_equal");
        }
        else if (number > most)
        {
            Fail(name, string.Create(CultureInfo.InvariantCulture, $"Input should be less than or equal to {most}"), "less_than_equal");
        }

        return number;
    }

    private double ReadFloat(string name, JsonElement value)
    {
        double number = 0;
        bool read = value.ValueKind switch
        {
            // A whole zero has no sign.
            JsonValueKind.Number when value.TryGetInt64(out long whole) => (number = whole) == whole,
            JsonValueKind.Number => value.TryGetDouble(out number),
            JsonValueKind.String => LaxNumber.TryFloat(value.GetString()!, out number),
            JsonValueKind.True => (number = 1) == 1,
            JsonValueKind.False => true,
            _ => false,
        };
        if (read && double.IsFinite(number))
        {
            return number;
        }

        Fail(name, read ? "Input should be a finite number" : "Input should be a valid number", read ? "finite_number" : "float_type");
        return 0;
    }

    private WireTime ReadTime(string name, JsonElement value)
    {
        WireTime time = default;
        bool read = value.ValueKind switch
        {
            JsonValueKind.String => WireTime.TryParse(value.GetString()!, out time),
            JsonValueKind.Number when value.TryGetInt64(out long number) => WireTime.TryFromWhole(number, out time),
            JsonValueKind.Number => WireTime.TryFromNumber(value.GetDouble(), out time),
            _ => false,
        };
        if (!read)
        {
            Fail(name, "Input should be a valid datetime", value.ValueKind is JsonValueKind.String ? "datetime_from_date_parsing" : "datetime_type");
        }

        return time;
    }
}
