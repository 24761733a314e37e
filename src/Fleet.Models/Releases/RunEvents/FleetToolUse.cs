namespace Fleet;

/// <summary>The use of one tool in a run.</summary>
public sealed record FleetToolUse
{
    /// <summary>The tool.</summary>
    public string ToolName { get; init; } = "";

    /// <summary>The number of calls.</summary>
    public long Invocations { get; init; }

    /// <summary>The cost, in the tool's own units.</summary>
    public double CostUnits { get; init; }

    /// <summary>The tool.</summary>
    /// <returns><see cref="ToolName"/>.</returns>
    public override string ToString() => ToolName;
}
