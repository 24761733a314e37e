using System.Collections;
using System.Globalization;
using Fleet.Client.Core;

namespace Fleet.Client.Releases;

/// <summary>
/// Checks run events before they are sent: the service rejects a whole request for one invalid event, and accepts some that break every later query.
/// </summary>
internal static class RunEventCheck
{
    /// <summary>Checks one event.</summary>
    /// <exception cref="FleetValidationException">It is not complete; each fault is a field.</exception>
    public static CheckedRunEvent Require(FleetRunEvent item, string place = "")
    {
        List<FleetFieldError> faults = Faults(item, place, out CheckedRunEvent checkedEvent);
        if (faults.Count > 0)
        {
            throw new FleetValidationException(
                $"The run event{(string.IsNullOrEmpty(item.RunId) ? "" : $" of the run '{item.RunId}'")} cannot be sent: {Sentence(faults)}.")
            {
                Fields = [.. faults],
            };
        }

        return checkedEvent;
    }

    /// <summary>Returns the faults as a part of a sentence.</summary>
    public static string Sentence(IEnumerable<FleetFieldError> faults) => string.Join("; ", faults.Select(static fault => $"{fault.Field} {fault.Message}"));

    /// <summary>Returns the faults of an event.</summary>
    /// <param name="item">The event.</param>
    /// <param name="place">The place of the event, for example <c>line 3</c>.</param>
    /// <param name="checkedEvent">The event with its labels as texts; not usable if there are faults.</param>
    public static List<FleetFieldError> Faults(FleetRunEvent item, string place, out CheckedRunEvent checkedEvent)
    {
        List<FleetFieldError> faults = [];
        checkedEvent = new CheckedRunEvent(item, []);
        Filled(item.RunId, nameof(item.RunId));
        Filled(item.ReleaseId, nameof(item.ReleaseId));
        Filled(item.AgentId, nameof(item.AgentId));
        Filled(item.Environment, nameof(item.Environment));
        Filled(item.Provider, nameof(item.Provider));
        Filled(item.Model, nameof(item.Model));
        Filled(item.WorkspaceId, nameof(item.WorkspaceId));
        Whole(item.TenantId, nameof(item.TenantId));
        Whole(item.TaskId, nameof(item.TaskId));
        Whole(item.SessionId, nameof(item.SessionId));
        Whole(item.TraceId, nameof(item.TraceId));
        Whole(item.SpanId, nameof(item.SpanId));
        Whole(item.ErrorType, nameof(item.ErrorType));
        if (item.Type is not ("run_start" or "run_end"))
        {
            Add(nameof(item.Type), $"must be run_start or run_end, but is '{item.Type}'");
        }

        if (item.Timestamp == default)
        {
            Add(nameof(item.Timestamp), "is missing");
        }

        Count(item.LatencyMs ?? 0, nameof(item.LatencyMs));
        Count(item.InputTokens, nameof(item.InputTokens));
        Count(item.OutputTokens, nameof(item.OutputTokens));
        Count(item.CachedInputTokens, nameof(item.CachedInputTokens));
        Tools(item.Tools ?? []);
        try
        {
            (string Name, string Value)[] labels = Labels(item.Labels);
            checkedEvent = checkedEvent with { Labels = labels };
            foreach ((string name, string value) in labels)
            {
                Whole(name, nameof(item.Labels));
                Whole(value, $"{nameof(item.Labels)}.{name}");
            }
        }
        catch (FleetValidationException exception)
        {
            faults.AddRange(exception.Fields.Select(fault => fault with { Field = place.Length == 0 ? fault.Field : $"{place}: {fault.Field}" }));
        }

        return faults;

        void Add(string field, string problem) =>
            faults.Add(new FleetFieldError { Field = place.Length == 0 ? field : $"{place}: {field}", Message = problem });

        void Filled(string? text, string field)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                Add(field, "must not be empty");
            }

            Whole(text, field);
        }

        // Half a surrogate pair cannot be encoded in UTF-8.
        void Whole(string? text, string field)
        {
            for (int i = 0; i < text?.Length; i++)
            {
                if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
                {
                    Add(field, "is not valid text");
                    return;
                }
            }
        }

        void Count(long number, string field)
        {
            if (number < 0)
            {
                Add(field, string.Create(CultureInfo.InvariantCulture, $"must not be negative, but is {number}"));
            }
        }

        void Tools(FleetToolUse[] tools)
        {
            foreach (FleetToolUse tool in tools)
            {
                Filled(tool?.ToolName, $"{nameof(item.Tools)}.{nameof(tool.ToolName)}");
                Count(tool?.Invocations ?? 0, $"{nameof(item.Tools)}.{nameof(tool.Invocations)}");
                if (tool is not null && !(tool.CostUnits >= 0 && double.IsFinite(tool.CostUnits)))
                {
                    Add(
                        $"{nameof(item.Tools)}.{nameof(tool.CostUnits)}",
                        string.Create(CultureInfo.InvariantCulture, $"must be a number of 0 or more, but is {tool.CostUnits}"));
                }
            }
        }
    }

    /// <summary>Returns labels as texts; numbers and bools are written as in JSON.</summary>
    /// <exception cref="FleetValidationException">A label is none of these.</exception>
    public static (string Name, string Value)[] Labels(IDictionary? labels) => labels is null or { Count: 0 }
        ? []
        : [.. FreeValue.Plain(labels, nameof(FleetRunEvent.Labels)).Select(static label => (label.Key, Text(label.Key, label.Value)))];

    private static string Text(string name, object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw FleetCheck.Failed($"{nameof(FleetRunEvent.Labels)}.{name}", "must be a text"),
    };
}
