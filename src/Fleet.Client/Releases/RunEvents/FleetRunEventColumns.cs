using System.Collections;
using System.Globalization;
using Fleet.Client.Core;
using Fleet.Client.Releases;

namespace Fleet.Client;

/// <summary>
/// Run events from named values: the rows of a table, or a script's own objects. A name is that of a property (<c>InputTokens</c>), that on the
/// wire (<c>input_tokens</c>), or a path on the wire (<c>usage.model.input_tokens</c>); case does not matter. <c>labels.x</c> is the label <c>x</c>.
/// </summary>
public static class FleetRunEventColumns
{
    private const string LabelPrefix = "labels.";

    private static readonly string[] s_needed =
    [
        nameof(FleetRunEvent.Timestamp), nameof(FleetRunEvent.AgentId), nameof(FleetRunEvent.ReleaseId), nameof(FleetRunEvent.RunId),
        nameof(FleetRunEvent.Environment),
        nameof(FleetRunEvent.Provider), nameof(FleetRunEvent.Model), nameof(FleetRunEvent.InputTokens), nameof(FleetRunEvent.OutputTokens),
    ];

    private static readonly Dictionary<string, Func<FleetRunEvent, object, FleetRunEvent>> s_setters = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(FleetRunEvent.Type)] = static (item, value) => item with { Type = Text(value) },
        [nameof(FleetRunEvent.Timestamp)] = static (item, value) => item with { Timestamp = Time(value) },
        [nameof(FleetRunEvent.WorkspaceId)] = static (item, value) => item with { WorkspaceId = Text(value) },
        [nameof(FleetRunEvent.AgentId)] = static (item, value) => item with { AgentId = Text(value) },
        [nameof(FleetRunEvent.ReleaseId)] = static (item, value) => item with { ReleaseId = Text(value) },
        [nameof(FleetRunEvent.RunId)] = static (item, value) => item with { RunId = Text(value) },
        [nameof(FleetRunEvent.TenantId)] = static (item, value) => item with { TenantId = Text(value) },
        [nameof(FleetRunEvent.TaskId)] = static (item, value) => item with { TaskId = Text(value) },
        [nameof(FleetRunEvent.Environment)] = static (item, value) => item with { Environment = Text(value) },
        [nameof(FleetRunEvent.SessionId)] = static (item, value) => item with { SessionId = Text(value) },
        [nameof(FleetRunEvent.TraceId)] = static (item, value) => item with { TraceId = Text(value) },
        [nameof(FleetRunEvent.SpanId)] = static (item, value) => item with { SpanId = Text(value) },
        [nameof(FleetRunEvent.LatencyMs)] = static (item, value) => item with { LatencyMs = Count(value) },
        [nameof(FleetRunEvent.Success)] = static (item, value) => item with { Success = Flag(value) },
        [nameof(FleetRunEvent.ErrorType)] = static (item, value) => item with { ErrorType = Text(value) },
        [nameof(FleetRunEvent.Provider)] = static (item, value) => item with { Provider = Text(value) },
        [nameof(FleetRunEvent.Model)] = static (item, value) => item with { Model = Text(value) },
        [nameof(FleetRunEvent.InputTokens)] = static (item, value) => item with { InputTokens = Count(value) },
        [nameof(FleetRunEvent.OutputTokens)] = static (item, value) => item with { OutputTokens = Count(value) },
        [nameof(FleetRunEvent.CachedInputTokens)] = static (item, value) => item with { CachedInputTokens = Count(value) },
        [nameof(FleetRunEvent.Tools)] = static (item, value) => item with { Tools = Tools(value) },
        [nameof(FleetRunEvent.Labels)] = static (item, value) =>
            item with
            {
                Labels = value as IDictionary ?? throw new FormatException("is not a dictionary"),
            },
    };

    private static readonly Dictionary<string, string> s_names = Names();

    /// <summary>Creates a run event. A null or empty value counts as missing.</summary>
    /// <param name="values">The values, by name.</param>
    /// <returns>The event.</returns>
    /// <exception cref="FleetValidationException">A name is not known, a value is of the wrong kind, or a required one is missing; each fault is a
    /// field.</exception>
    public static FleetRunEvent Read(IEnumerable<KeyValuePair<string, object?>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        List<FleetFieldError> faults = [];
        FleetRunEvent item = Read(values, faults, "");
        return faults.Count == 0
            ? item
            : throw new FleetValidationException($"This is not a run event: {RunEventCheck.Sentence(faults)}.") { Fields = [.. faults] };
    }

    /// <summary>Returns whether a name is one of a run event's.</summary>
    internal static bool IsKnown(string name) => s_names.ContainsKey(name) || name.StartsWith(LabelPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Creates a run event and collects the faults.</summary>
    internal static FleetRunEvent Read(IEnumerable<KeyValuePair<string, object?>> values, List<FleetFieldError> faults, string place)
    {
        FleetRunEvent item = new();
        HashSet<string> given = [];
        OrderedDictionary<string, string> labels = [];
        foreach ((string name, object? value) in values)
        {
            if (value is null or "")
            {
                continue;
            }

            try
            {
                if (name.StartsWith(LabelPrefix, StringComparison.OrdinalIgnoreCase))
                {
                    labels[name[LabelPrefix.Length..]] = Text(value);
                }
                else if (s_names.TryGetValue(name, out string? property))
                {
                    item = s_setters[property](item, value);
                    given.Add(property);
                }
                else if (!name.Equals("api_version", StringComparison.OrdinalIgnoreCase) || value is not "v1")
                {
                    Add(name, "is not known");
                }
            }
            catch (FormatException exception)
            {
                Add(name, exception.Message);
            }
        }

        foreach (string missing in s_needed.Where(name => !given.Contains(name)))
        {
            Add(missing, "is missing");
        }

        return labels.Count == 0 ? item : item with { Labels = labels };

        void Add(string field, string problem) =>
            faults.Add(new FleetFieldError { Field = place.Length == 0 ? field : $"{place}: {field}", Message = problem });
    }

    private static Dictionary<string, string> Names()
    {
        Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (string property in s_setters.Keys)
        {
            string wire = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(property);
            names[property] = names[wire] = property;
            string? parent = property switch
            {
                nameof(FleetRunEvent.SessionId) or nameof(FleetRunEvent.TraceId) or nameof(FleetRunEvent.SpanId) => "request",
                nameof(FleetRunEvent.LatencyMs) or nameof(FleetRunEvent.Success) or nameof(FleetRunEvent.ErrorType) => "metrics",
                nameof(FleetRunEvent.Tools) => "usage",
                nameof(FleetRunEvent.Provider) or nameof(FleetRunEvent.Model) or nameof(FleetRunEvent.InputTokens) or nameof(FleetRunEvent.OutputTokens)
                    or nameof(FleetRunEvent.CachedInputTokens) => "usage.model",
                _ => null,
            };
            if (parent is not null)
            {
                names[$"{parent}.{wire}"] = property;
            }
        }

        return names;
    }

    private static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new FormatException("is not a text"),
    };

    private static long Count(object value) => value switch
    {
        byte or sbyte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        double or float or decimal when Convert.ToDecimal(value, CultureInfo.InvariantCulture) is var number && decimal.IsInteger(number) => (long)number,
        string text when long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) => number,
        _ => throw new FormatException($"is not a whole number but '{value}'"),
    };

    private static bool Flag(object value) => value switch
    {
        bool flag => flag,
        string text when bool.TryParse(text, out bool flag) => flag,
        0 or 0L or "0" => false,
        1 or 1L or "1" => true,
        _ => throw new FormatException($"is not true or false but '{value}'"),
    };

    // A time without a zone is UTC, as everywhere.
    private static DateTimeOffset Time(object value) => value switch
    {
        DateTimeOffset time => time,
        DateTime { Kind: DateTimeKind.Unspecified } time => new DateTimeOffset(time, TimeSpan.Zero),
        DateTime time => new DateTimeOffset(time),
        string text when FleetTime.TryRead(text, out DateTimeOffset time) => time,
        _ => throw new FormatException($"is not a time but '{value}'"),
    };

    private static FleetToolUse[] Tools(object value) => value switch
    {
        FleetToolUse tool => [tool],
        IEnumerable<FleetToolUse> tools => [.. tools],
        IEnumerable items and not string =>
        [
            .. items.Cast<object?>().Select(static item => item as FleetToolUse ?? throw new FormatException("is not a list of Fleet.FleetToolUse")),
        ],
        _ => throw new FormatException("is not a list of Fleet.FleetToolUse"),
    };
}
