using System.Globalization;

namespace Fleet.Client.Core;

/// <summary>
/// Reads the fields of a free object, where a field can have several names. Faults are collected with their places, so that all are reported at once.
/// </summary>
/// <param name="fields">The object.</param>
/// <param name="place">The object's path in a fault; empty for the whole.</param>
/// <param name="faults">Receives the faults.</param>
internal readonly struct FreeFields(OrderedDictionary<string, object?> fields, string place, List<FleetFieldError> faults)
{
    /// <summary>Reads a free object as a typed value; null for null. The first fault is thrown.</summary>
    /// <exception cref="JsonFault">A field is missing, or of the wrong kind.</exception>
    public static T? Read<T>(ref JsonCursor json, Func<OrderedDictionary<string, object?>, List<FleetFieldError>, T> read)
        where T : class
        => Read(json.FreeObject(), read);

    /// <inheritdoc cref="Read{T}(ref JsonCursor, Func{OrderedDictionary{string, object}, List{FleetFieldError}, T})"/>
    public static T? Read<T>(OrderedDictionary<string, object?>? fields, Func<OrderedDictionary<string, object?>, List<FleetFieldError>, T> read)
        where T : class
    {
        if (fields is null)
        {
            return null;
        }

        List<FleetFieldError> faults = [];
        T value = read(fields, faults);
        return faults.Count == 0 ? value : throw new JsonFault(0, faults[0].Message, faults[0].Field);
    }

    /// <summary>The first of the fields that is present and not null.</summary>
    public object? Value(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (fields.TryGetValue(name, out object? value) && value is not null)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>A text.</summary>
    public string? Text(params ReadOnlySpan<string> names) => Value(names) switch
    {
        null => null,
        string text => text,
        object other => Wrong<string>(names, "a text", other),
    };

    /// <summary>A required text.</summary>
    /// <param name="mayBeEmpty">True to accept an empty text.</param>
    /// <param name="names">The names that the field can have.</param>
    public string NeededText(bool mayBeEmpty, params ReadOnlySpan<string> names)
    {
        object? value = Value(names);
        if (value is null || (value is "" && !mayBeEmpty))
        {
            Add(names[0], value is null ? "is missing" : "is empty");
            return "";
        }

        return Text(names) ?? "";
    }

    /// <summary>A bool.</summary>
    public bool? Bool(string name) => Value(name) switch
    {
        null => null,
        bool flag => flag,
        0L => false,
        1L => true,
        string text when bool.TryParse(text, out bool flag) => flag,
        object other => Wrong<bool?>([name], "true or false", other),
    };

    /// <summary>A number; numeric text is accepted too.</summary>
    public double? Number(string name) => Value(name) switch
    {
        null => null,
        long whole => whole,
        double number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        object other => Wrong<double?>([name], "a number", other),
    };

    /// <summary>A whole number; 2.0 and numeric text are accepted too.</summary>
    public int? Int32(string name) => Number(name) switch
    {
        null => null,
        double number when number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue => (int)number,
        double number => Wrong<int?>([name], "a whole number", number),
    };

    /// <summary>A time.</summary>
    public DateTimeOffset? Time(string name)
    {
        object? value = Value(name);
        return value switch
        {
            null => null,
            string text when FleetTime.TryRead(text, out DateTimeOffset time) => time,
            long seconds when FleetTime.TryRead(seconds, out DateTimeOffset time) => time,
            double seconds when FleetTime.TryRead(seconds, out DateTimeOffset time) => time,
            _ => Wrong<DateTimeOffset?>([name], "a time", value),
        };
    }

    /// <summary>An object.</summary>
    public OrderedDictionary<string, object?>? Object(string name) => Value(name) switch
    {
        null => null,
        OrderedDictionary<string, object?> inner => inner,
        object other => Wrong<OrderedDictionary<string, object?>?>([name], "an object", other),
    };

    /// <summary>The fields of an object; null if there is none.</summary>
    public FreeFields? Fields(string name) => Object(name) is { } inner ? new FreeFields(inner, Place(name), faults) : null;

    /// <summary>Records a fault.</summary>
    public void Add(string name, string problem) => faults.Add(new FleetFieldError { Field = Place(name), Message = problem });

    private string Place(string name) => place.Length == 0 ? name : $"{place}.{name}";

    private T? Wrong<T>(ReadOnlySpan<string> names, string expected, object value)
    {
        string name = names[0];
        foreach (string other in names)
        {
            if (fields.TryGetValue(other, out object? given) && given is not null)
            {
                name = other;
                break;
            }
        }

        string shown = value switch
        {
            string { Length: > 40 } text => $"\"{text.AsSpan(0, 40)}...\"",
            string text => $"\"{text}\"",
            object[] => "an array",
            OrderedDictionary<string, object?> => "an object",
            bool flag => flag ? "true" : "false",
            _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        };
        Add(name, $"is not {expected} but {shown}");
        return default;
    }
}
