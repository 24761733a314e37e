namespace Fleet;

/// <summary>What made an answer that tells its use of a model.</summary>
public enum FleetAnswerFormat
{
    /// <summary>A chat completion of OpenAI, or of a service that speaks like it.</summary>
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
