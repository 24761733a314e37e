using System.Text.Json;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>Gathers what is wrong with the shape of a request, in the layout of the original.</summary>
internal sealed class CallProblems
{
    private readonly JsonText _json = new JsonText(JsonStyle.Error).OpenObject().Name("detail").OpenArray();
    private bool _any;

    /// <summary>Notes a problem.</summary>
    /// <param name="type">What is wrong, for programs.</param>
    /// <param name="location">Where.</param>
    /// <param name="message">What is wrong, for people.</param>
    /// <param name="input">Writes what was given.</param>
    /// <param name="context">Writes the members that explain the problem; null for none.</param>
    public void Add(string type, IEnumerable<object> location, string message, Action<JsonText> input, Action<JsonText>? context = null)
    {
        _any = true;
        _json.OpenObject().Field("type", type).Name("loc").OpenArray();
        foreach (object part in location)
        {
            _ = part is string name ? _json.Value(name) : _json.Value(Convert.ToInt64(part, System.Globalization.CultureInfo.InvariantCulture));
        }

        _json.CloseArray().Field("msg", message).Name("input");
        input(_json);
        if (context is not null)
        {
            _json.Name("ctx").OpenObject();
            context(_json);
            _json.CloseObject();
        }

        _json.CloseObject();
    }

    /// <summary>Notes a problem with a value that came as JSON.</summary>
    public void Add(string type, IEnumerable<object> location, string message, JsonElement input, Action<JsonText>? context = null) =>
        Add(type, location, message, json => json.Value(input), context);

    /// <summary>Answers with what was noted, when anything was.</summary>
    /// <exception cref="InvalidCallException">Something was.</exception>
    public void ThrowIfAny()
    {
        if (_any)
        {
            throw ToException();
        }
    }

    /// <summary>Answers with one problem.</summary>
    public static InvalidCallException One(string type, IEnumerable<object> location, string message, Action<JsonText> input, Action<JsonText>? context = null)
    {
        CallProblems problems = new();
        problems.Add(type, location, message, input, context);
        return problems.ToException();
    }

    private InvalidCallException ToException() => new(_json.CloseArray().CloseObject().ToArray()) { IsInexact = _json.HasBrokenText || _json.HasInfinity };
}
