using System.Collections;
using System.Text.Json;
using Fleet.Client.Core;
using Fleet.Client.Releases;

namespace Fleet.Client;

/// <summary>
/// Creates run events from the responses of models and workflows: the tokens used, the model, and labels with the origin of the event. Nothing is sent.
/// </summary>
public static class FleetAnswerEvents
{
    private const string Unknown = "unknown";

    /// <summary>Creates a run event.</summary>
    /// <param name="format">The source of the response.</param>
    /// <param name="answer">The response: JSON text, a dictionary, or a list. A list of <see cref="FleetAnswerFormat.LangChain"/> contains steps,
    /// whose usage is added up; one of <see cref="FleetAnswerFormat.OpenAIChat"/> and <see cref="FleetAnswerFormat.AnthropicMessages"/> the chunks of one
    /// streamed response, which
    /// may also be given as the text of its server-sent events.</param>
    /// <param name="run">The values that the response does not contain. Values set here override the response: provider, model, run id, and labels by
    /// name.</param>
    /// <returns>The event, and whether the response reports any token usage: if not, the tokens are counted as zero.</returns>
    /// <exception cref="FleetValidationException">It is not such a response, or a count in it is invalid.</exception>
    public static (FleetRunEvent Event, bool HasUsage) Read(FleetAnswerFormat format, object answer, FleetRunEvent run)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(run);
        bool canStream = format is FleetAnswerFormat.OpenAIChat or FleetAnswerFormat.AnthropicMessages;
        object? plain = answer switch
        {
            string text when canStream && AnswerStream.IsStream(text) => AnswerStream.Pieces(text, Parse),
            string text => Parse(text),
            _ => FreeValue.Plain(answer, "answer"),
        };
        AnswerPart[] steps = plain switch
        {
            OrderedDictionary<string, object?> fields => [new AnswerPart(fields)],
            object?[] items when canStream && items.Length > 0 && items.All(static item => item is OrderedDictionary<string, object?>) =>
                [new AnswerPart(AnswerStream.Join(items.Cast<OrderedDictionary<string, object?>>()))],
            object?[] items when format == FleetAnswerFormat.LangChain && items.All(static item => item is OrderedDictionary<string, object?>) =>
                [.. items.Select(static item => new AnswerPart((OrderedDictionary<string, object?>)item!))],
            _ => throw new FleetValidationException(
                canStream || format == FleetAnswerFormat.LangChain
                    ? "The answer is neither an object nor a list of objects."
                    : "The answer is not an object."),
        };

        AnswerUsage usage = AnswerUsage.Read(format, steps);
        return (run with
        {
            RunId = First(run.RunId, RunId(format, steps)) ?? Guid.NewGuid().ToString("N"),
            Provider = First(run.Provider, usage.Provider) ?? Provider(format),
            Model = First(run.Model, usage.Model) ?? Unknown,
            InputTokens = usage.Input,
            OutputTokens = usage.Output,
            CachedInputTokens = usage.Cached,
            Labels = Labels(format, steps[^1], run.Labels),
        }, usage.IsReported);
    }

    private static object? Parse(string text)
    {
        try
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
            Utf8JsonReader json = new(bytes, JsonSyntax.Reader);
            json.Read();
            object? value = FreeJson.Read(ref json);
            return json.Read() ? throw new FleetValidationException("There is text after the end of the answer.") : value;
        }
        catch (JsonException exception)
        {
            throw new FleetValidationException("The answer is not JSON.", exception);
        }
    }

    // With the response's own id, the event is the same when it is created again, so that sending it twice counts it once.
    private static string? RunId(FleetAnswerFormat format, AnswerPart[] steps) => format switch
    {
        FleetAnswerFormat.Temporal => steps[0].Text("run_id") ?? steps[0].Text("workflow_run_id"),
        FleetAnswerFormat.CrewAI => steps[0].Text("run_id"),
        _ when steps.Length == 1 => steps[0].Text("id"),
        _ => null,
    };

    private static string Provider(FleetAnswerFormat format) => format switch
    {
        FleetAnswerFormat.AnthropicMessages => "anthropic",
        FleetAnswerFormat.CrewAI or FleetAnswerFormat.Temporal => Unknown,
        _ => "openai",
    };

    private static OrderedDictionary<string, string> Labels(FleetAnswerFormat format, AnswerPart answer, IDictionary? given)
    {
        OrderedDictionary<string, string> labels = new()
        {
            ["integration"] = format switch
            {
                FleetAnswerFormat.OpenAIChat => "openai_chat",
                FleetAnswerFormat.AnthropicMessages => "anthropic_messages",
                FleetAnswerFormat.OpenAIAgents => "openai_agents",
                FleetAnswerFormat.LangChain => "langchain",
                FleetAnswerFormat.CrewAI => "crewai",
                _ => "temporal",
            },
        };
        if (format == FleetAnswerFormat.CrewAI)
        {
            Add("crew.name", answer.Text("crew_name"));
        }
        else if (format == FleetAnswerFormat.Temporal)
        {
            Add("temporal.workflow_id", answer.Text("workflow_id"));
            Add("temporal.run_id", answer.Text("run_id") ?? answer.Text("workflow_run_id"));
        }

        foreach ((string name, string value) in RunEventCheck.Labels(given))
        {
            labels[name] = value;
        }

        return labels;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                labels[name] = value;
            }
        }
    }

    private static string? First(string given, string? found) => string.IsNullOrWhiteSpace(given) ? found : given;
}
