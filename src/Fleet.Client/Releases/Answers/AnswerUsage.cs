using Fleet.Client.Core;

namespace Fleet.Client.Releases;

/// <summary>The token usage that a response reports.</summary>
internal sealed record AnswerUsage
{
    /// <summary>The input tokens at the full rate; without those of <see cref="Cached"/>, which are charged separately.</summary>
    public long Input { get; private init; }

    /// <summary>The output tokens.</summary>
    public long Output { get; private init; }

    /// <summary>The input tokens read from a cache.</summary>
    public long Cached { get; private init; }

    /// <summary>The provider of the model.</summary>
    public string? Provider { get; private init; }

    /// <summary>The model.</summary>
    public string? Model { get; private init; }

    /// <summary>True if the response reports any token usage.</summary>
    public bool IsReported { get; private init; }

    /// <summary>Adds up the usage of the steps.</summary>
    public static AnswerUsage Read(FleetAnswerFormat format, IEnumerable<AnswerPart> steps) =>
        steps.SelectMany(step => Uses(format, step)).Aggregate(new AnswerUsage(), static (sum, use) => sum.Add(use));

    private static IEnumerable<AnswerUsage> Uses(FleetAnswerFormat format, AnswerPart answer) => format switch
    {
        FleetAnswerFormat.AnthropicMessages => [Anthropic(answer)],
        FleetAnswerFormat.OpenAIAgents => Agents(answer),
        FleetAnswerFormat.LangChain => Chain(answer),
        FleetAnswerFormat.CrewAI or FleetAnswerFormat.Temporal => [Totals(answer)],
        _ => [OpenAI(answer.Part("usage"), answer)],
    };

    // Tokens written to the cache are also read by the model, and not at a lower rate.
    private static AnswerUsage Anthropic(AnswerPart answer)
    {
        AnswerUsage named = Of(answer);
        return answer.Part("usage") is not { } usage ? named : named with
        {
            IsReported = true,
            Input = checked((usage.Count("input_tokens") ?? 0) + (usage.Count("cache_creation_input_tokens") ?? 0)),
            Output = usage.Count("output_tokens") ?? 0,
            Cached = usage.Count("cache_read_input_tokens") ?? 0,
        };
    }

    // The SDK keeps the usage of a run on its context; a raw response has that of one call.
    private static IEnumerable<AnswerUsage> Agents(AnswerPart answer)
    {
        AnswerPart? usage = answer.Part("usage", "token_usage") ?? answer.Part("context_wrapper", "context")?.Part("usage", "token_usage");
        AnswerUsage[] raw = usage is null ? [.. answer.Parts("raw_responses").Select(static response => OpenAI(response.Part("usage"), response))] : [];
        return raw.Length > 0 ? [Of(answer), .. raw] : [OpenAI(usage, answer)];
    }

    private static IEnumerable<AnswerUsage> Chain(AnswerPart answer)
    {
        AnswerUsage[] messages =
        [
            .. answer.Parts("messages").Select(Message),
            .. answer.Parts("steps").Select(Message),
            .. answer.Parts("generations").Select(static generation => generation.Part("message") is { } message ? Message(message) : Of(generation)),
        ];
        if (messages.Any(static message => message.IsReported))
        {
            // The result as a whole reports the same usage again.
            return [Named(answer), .. messages];
        }

        return [Message(answer)];
    }

    private static AnswerUsage Message(AnswerPart message)
    {
        AnswerPart? usage = message.Part("usage_metadata")
            ?? message.Part("response_metadata", "llm_output")?.Part("token_usage", "usage")
            ?? message.Part("usage");
        return Named(message).Add(OpenAI(usage, message));
    }

    private static AnswerUsage Named(AnswerPart message)
    {
        AnswerPart? about = message.Part("response_metadata", "llm_output");
        return Of(message).Add(new AnswerUsage
        {
            Provider = about?.Text("model_provider"),
            Model = about?.Text("model_name") ?? about?.Text("model"),
        });
    }

    // Under the names of a run event, the counts are already separate, as in the event.
    private static AnswerUsage Totals(AnswerPart answer)
    {
        AnswerPart usage = answer.Part("token_usage", "usage_metrics", "usage") ?? answer;
        if (usage.Count("prompt_tokens", "completion_tokens") is not null)
        {
            return OpenAI(usage, answer);
        }

        (long? input, long? output, long? cached) = (usage.Count("input_tokens"), usage.Count("output_tokens"), usage.Count("cached_input_tokens"));
        return Of(answer) with { IsReported = (input ?? output ?? cached) is not null, Input = input ?? 0, Output = output ?? 0, Cached = cached ?? 0 };
    }

    // Everything in OpenAI's style counts cached tokens among the input tokens; charged separately as well, they would be charged twice.
    private static AnswerUsage OpenAI(AnswerPart? usage, AnswerPart answer)
    {
        if (usage is not { } reported)
        {
            return Of(answer);
        }

        long cached = reported.Part("prompt_tokens_details", "input_tokens_details", "input_token_details")?.Count("cached_tokens", "cache_read")
            ?? reported.Count("cached_input_tokens", "cached_prompt_tokens", "cached_tokens") ?? 0;
        long read = reported.Count("input_tokens", "prompt_tokens") ?? 0;
        return Of(answer).Add(Of(reported)) with
        {
            IsReported = true,
            Input = read >= cached ? read - cached : throw FleetCheck.Failed("usage", $"says that {cached} of {read} tokens came from the cache"),
            Output = reported.Count("output_tokens", "completion_tokens") ?? 0,
            Cached = cached,
        };
    }

    private static AnswerUsage Of(AnswerPart part) => new() { Provider = part.Text("provider"), Model = part.Text("model") ?? part.Text("model_name") };

    private AnswerUsage Add(AnswerUsage other) => new()
    {
        Input = checked(Input + other.Input),
        Output = checked(Output + other.Output),
        Cached = checked(Cached + other.Cached),
        Provider = other.Provider ?? Provider,
        Model = other.Model ?? Model,
        IsReported = IsReported || other.IsReported,
    };
}
