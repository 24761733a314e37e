using System.Globalization;
using System.Numerics;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>The query of a request; of a parameter that comes twice the last one counts.</summary>
/// <param name="http">The request.</param>
/// <param name="problems">Takes what is wrong; null to gather it here.</param>
internal sealed class CallQuery(HttpContext http, CallProblems? problems = null)
{
    private const string Query = "query";
    private readonly CallProblems _problems = problems ?? new();

    /// <summary>A text that must be there and hold something.</summary>
    public string Text(string name)
    {
        string? text = Find(name);
        if (text is null)
        {
            _problems.Add("missing", [Query, name], "Field required", static json => json.Value((string?)null));
        }
        else if (text.Length == 0)
        {
            _problems.Add("string_too_short", [Query, name], "String should have at least 1 character", static json => json.Value(""), static json => json.Field("min_length", 1));
        }

        return text ?? "";
    }

    /// <summary>A text, or null when it is not there.</summary>
    public string? Find(string name) => PythonUrl.Find(http.Request.QueryString, name);

    /// <summary>A whole number within limits.</summary>
    public long Whole(string name, long otherwise, long least, long most)
    {
        if (Find(name) is not { } text || ReadWhole(name, text) is not { } number)
        {
            return otherwise;
        }

        if (number < least)
        {
            Fail(name, text, "greater_than_equal", string.Create(CultureInfo.InvariantCulture, $"Input should be greater than or equal to {least}"), json => json.Field("ge", least));
        }
        else if (number > most)
        {
            Fail(name, text, "less_than_equal", string.Create(CultureInfo.InvariantCulture, $"Input should be less than or equal to {most}"), json => json.Field("le", most));
        }
        else
        {
            return (long)number;
        }

        return otherwise;
    }

    /// <summary>A whole number of any size, or the nearest that fits.</summary>
    public long Whole(string name, long otherwise) =>
        Find(name) is { } text && ReadWhole(name, text) is { } number ? (long)BigInteger.Clamp(number, long.MinValue, long.MaxValue) : otherwise;

    /// <summary>A time, or null when it is not there.</summary>
    public long? Time(string name)
    {
        if (Find(name) is not { } text)
        {
            return null;
        }

        if (!WireTime.TryParse(text, out WireTime time))
        {
            Fail(name, text, "datetime_parsing", "Input should be a valid datetime", null);
        }

        return time.Instant;
    }

    /// <summary>Answers with what is wrong, when anything is.</summary>
    /// <exception cref="InvalidCallException">Something is.</exception>
    public void ThrowIfInvalid() => _problems.ThrowIfAny();

    private BigInteger? ReadWhole(string name, string text)
    {
        if (text.Length > LaxNumber.MostLetters)
        {
            Fail(name, text, "int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", null);
        }
        else if (!LaxNumber.TryWhole(text, out BigInteger number))
        {
            Fail(name, text, "int_parsing", "Input should be a valid integer, unable to parse string as an integer", null);
        }
        else
        {
            return number;
        }

        return null;
    }

    private void Fail(string name, string text, string type, string message, Action<JsonText>? context) =>
        _problems.Add(type, [Query, name], message, json => json.Value(text), context);
}
