using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Fleet.LocalServer.Wire.Json;

internal sealed partial class JsonFields
{
    // Beyond this, not every integer has an exact float.
    private const double MostWholeFloat = 1L << 53;

    /// <summary>Reads an integer within limits.</summary>
    public long? WholeOrNull(string name, long? least = null, long? most = null) => Find(name) is { } value ? ReadWhole(name, value, least, most) : null;

    /// <summary>Reads an integer of any size, clamped to 64 bits.</summary>
    public long? NearestWholeOrNull(string name) =>
        Find(name) is { } value && ReadInteger(name, value) is { } number ? (long)BigInteger.Clamp(number, long.MinValue, long.MaxValue) : null;

    /// <summary>Reads a non-negative integer.</summary>
    public long Count(string name) => Required(name) is { } value ? ReadWhole(name, value, least: 0) ?? 0 : 0;

    /// <summary>Reads a non-negative integer.</summary>
    public long Count(string name, long otherwise) => TryGet(name, out JsonElement value) ? ReadWhole(name, value, least: 0) ?? 0 : otherwise;

    /// <summary>Reads a non-negative integer.</summary>
    public long? CountOrNull(string name) => WholeOrNull(name, least: 0);

    /// <summary>Reads a non-negative float.</summary>
    public double Amount(string name) => Required(name) is { } value ? ReadAmount(name, value) : 0;

    /// <summary>Reads a non-negative float.</summary>
    public double Amount(string name, double otherwise) => TryGet(name, out JsonElement value) ? ReadAmount(name, value) : otherwise;

    /// <summary>Reads a non-negative float.</summary>
    public double? AmountOrNull(string name, double most = double.MaxValue) => Find(name) is { } value ? ReadAmount(name, value, most) : null;

    /// <summary>Reads a float.</summary>
    public double? FloatOrNull(string name) => Find(name) is { } value ? ReadFloat(name, value) : null;

    /// <summary>Reads a boolean.</summary>
    public bool Flag(string name, bool otherwise) => TryGet(name, out JsonElement value) ? ReadFlag(name, value) ?? otherwise : otherwise;

    /// <summary>Reads a boolean.</summary>
    public bool? FlagOrNull(string name) => Find(name) is { } value ? ReadFlag(name, value) : null;

    /// <summary>Reads a time.</summary>
    public WireTime Time(string name) => Required(name) is { } value ? ReadTime(name, value) : default;

    /// <summary>Reads a time.</summary>
    public WireTime? TimeOrNull(string name) => Find(name) is { } value ? ReadTime(name, value) : null;

    private long? ReadWhole(string name, JsonElement value, long? least = null, long? most = null)
    {
        if (ReadInteger(name, value) is not { } number)
        {
            return null;
        }

        if (most is null && (number < long.MinValue || number > long.MaxValue))
        {
            Fail("Input should be a valid integer within 64 bits", "int_parsing_size", value, null, name);
        }
        else if (number < least)
        {
            FailLimit(name, value, "greater", "ge", least.Value);
        }
        else if (number > most)
        {
            FailLimit(name, value, "less", "le", most.Value);
        }
        else
        {
            return (long)number;
        }

        return null;
    }

    private void FailLimit(string name, JsonElement value, string word, string key, long limit)
    {
        string message = string.Create(CultureInfo.InvariantCulture, $"Input should be {word} than or equal to {limit}");
        Fail(message, $"{word}_than_equal", value, json => json.Field(key, limit), name);
    }

    private BigInteger? ReadInteger(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number))
        {
            return number;
        }

        return _rules.IsLax ? ReadLaxInteger(name, value) : ReadPlainInteger(name, value);
    }

    private BigInteger? ReadPlainInteger(string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetDouble(out double real) && double.IsInteger(real) && Math.Abs(real) < MostWholeFloat:
                return new BigInteger(real);
            case JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number):
                return number;
            default:
                Fail("Input should be a valid integer", value.ValueKind == JsonValueKind.String ? "int_parsing" : "int_type", value, null, name);
                return null;
        }
    }

    private BigInteger? ReadLaxInteger(string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetBoolean() ? 1 : 0;
            case JsonValueKind.Number when value.GetDouble() is var real && double.IsInteger(real):
                return new BigInteger(real);
            case JsonValueKind.Number:
                Fail("Input should be a valid integer, got a number with a fractional part", "int_from_float", value, null, name);
                return null;
            case JsonValueKind.String when _rules.IsText && value.GetString()!.Length > LaxNumber.MostLetters:
                Fail("Unable to parse input string as an integer, exceeded maximum size", "int_parsing_size", value, null, name);
                return null;
            case JsonValueKind.String when LaxNumber.TryWhole(value.GetString()!, out BigInteger whole):
                return whole;
            case JsonValueKind.String:
                Fail("Input should be a valid integer, unable to parse string as an integer", "int_parsing", value, null, name);
                return null;
            default:
                Fail("Input should be a valid integer", "int_type", value, null, name);
                return null;
        }
    }

    private double ReadAmount(string name, JsonElement value, double most = double.MaxValue)
    {
        double number = ReadFloat(name, value) ?? 0;
        if (number < 0)
        {
            Fail("Input should be greater than or equal to 0", "greater_than_equal", value, null, name);
        }
        else if (number > most)
        {
            Fail(string.Create(CultureInfo.InvariantCulture, $"Input should be less than or equal to {most}"), "less_than_equal", value, null, name);
        }

        return number;
    }

    private double? ReadFloat(string name, JsonElement value)
    {
        double number = 0;
        bool read = value.ValueKind switch
        {
            // An integer zero has no sign.
            JsonValueKind.Number when value.TryGetInt64(out long whole) => (number = whole) == whole,
            JsonValueKind.Number => value.TryGetDouble(out number),
            JsonValueKind.String when _rules.IsLax => LaxNumber.TryFloat(value.GetString()!, out number),
            JsonValueKind.True when _rules.IsLax => (number = 1) == 1,
            JsonValueKind.False when _rules.IsLax => true,
            _ => false,
        };
        if (read && double.IsFinite(number))
        {
            return number;
        }

        bool isInfinite = read && _rules.IsLax;
        Fail(isInfinite ? "Input should be a finite number" : "Input should be a valid number", isInfinite ? "finite_number" : "float_type", value, null, name);
        return null;
    }

    private bool? ReadFlag(string name, JsonElement value)
    {
        bool? flag = value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when _rules.IsLax && value.TryGetDouble(out double number) => number == 1 ? true : number == 0 ? false : null,
            JsonValueKind.String when _rules.IsLax => value.GetString()!.ToLowerInvariant() switch
            {
                "1" or "yes" or "y" or "on" or "t" or "true" => true,
                "0" or "no" or "n" or "off" or "f" or "false" => false,
                _ => null,
            },
            _ => null,
        };
        if (flag is null && _rules.IsText)
        {
            Fail("Input should be a valid boolean, unable to interpret input", "bool_parsing", value, null, name);
        }
        else if (flag is null)
        {
            Fail("Input should be a valid boolean", "bool_type", value, null, name);
        }

        return flag;
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
            string type = _rules.IsText ? "datetime_parsing" : value.ValueKind == JsonValueKind.String ? "datetime_from_date_parsing" : "datetime_type";
            Fail("Input should be a valid datetime", type, value, null, name);
        }

        return time;
    }
}
