using System.Text.Json;
using Fleet.LocalServer.Environments.Verification;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>A verifier's arguments and the instance it runs against.</summary>
internal sealed record VerifierArguments(string InstanceId, IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Named)
{
    private const string Instance = "env";
    private static readonly VerifierArguments s_none = new("", [], new Dictionary<string, object?>());

    /// <summary>The pickle; null if none was sent.</summary>
    public byte[]? Pickle { get; init; }

    /// <summary>The reason only Python can read the pickle; null if it was read here.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Reads the arguments. Only a pickle can have named ones.</summary>
    /// <param name="fields">The request, which also collects the errors.</param>
    /// <param name="pickle">The bytes of <c>args</c>; null if it was not sent.</param>
    public static VerifierArguments Read(JsonFields fields, byte[]? pickle)
    {
        JsonElement? array = fields.FindArray("args_array");
        VerifierArguments? listed = array is { } items ? Split([.. items.EnumerateArray().Select(ToValue)], s_none.Named) : null;
        if (pickle is not null)
        {
            return ReadPickle(fields, pickle, listed);
        }

        if (listed is not null)
        {
            return listed;
        }

        fields.Add("args_array", "The last item should be {\"env\": the id of an instance}", "value_error");
        return s_none;
    }

    /// <summary>Reads <c>{"args": (None, ..., {"env": id}), "kwargs": {...}}</c>.</summary>
    private static VerifierArguments ReadPickle(JsonFields fields, byte[] pickle, VerifierArguments? listed)
    {
        try
        {
            if (PickleReader.Read(pickle) is IReadOnlyDictionary<string, object?> value
                && value.GetValueOrDefault("args") is IReadOnlyList<object?> { Count: > 0 } args
                && Split([.. args.Skip(1)], value.GetValueOrDefault("kwargs") as IReadOnlyDictionary<string, object?> ?? s_none.Named) is { } found)
            {
                return found with { Pickle = pickle };
            }

            fields.Add("args", "Input should be {\"args\": (None, ..., {\"env\": the id of an instance}), \"kwargs\": {...}}", "value_error");
        }
        catch (PickleException e) when (e.NeedsPython && listed is not null)
        {
            return new VerifierArguments(listed.InstanceId, [], s_none.Named) { Pickle = pickle, Unreadable = e.Message };
        }
        catch (PickleException e)
        {
            fields.Add("args", e.Message, "value_error");
        }

        return s_none;
    }

    private static VerifierArguments? Split(IReadOnlyList<object?> values, IReadOnlyDictionary<string, object?> named) =>
        values.Count > 0 && values[^1] is IReadOnlyDictionary<string, object?> last && last.GetValueOrDefault(Instance) is string id
            ? new VerifierArguments(id, [.. values.Take(values.Count - 1)], named)
            : null;

    private static object? ToValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out long whole) ? whole : value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(ToValue).ToArray(),
        JsonValueKind.Object => value.EnumerateObject().GroupBy(static member => member.Name)
            .ToDictionary(static group => group.Key, static group => ToValue(group.Last().Value)),
        _ => null,
    };
}
