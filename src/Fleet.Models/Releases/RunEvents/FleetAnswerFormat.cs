namespace Fleet;

/// <summary>The source of an answer that reports token usage.</summary>
public enum FleetAnswerFormat
{
    /// <summary>A chat completion of OpenAI or a compatible service.</summary>
    OpenAIChat,

    /// <summary>A message of Anthropic.</summary>
    AnthropicMessages,

    /// <summary>The result of a run of the OpenAI Agents SDK.</summary>
    OpenAIAgents,

    /// <summary>A message, a result or a list of steps of LangChain.</summary>
    LangChain,

    /// <summary>The totals of a crew of CrewAI.</summary>
    CrewAI,

    /// <summary>The totals of a workflow of Temporal.</summary>
    Temporal,
}
