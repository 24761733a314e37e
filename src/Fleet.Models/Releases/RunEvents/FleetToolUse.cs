namespace Fleet;

/// <summary>How often one tool was used in a run.</summary>
public sealed record FleetToolUse
{
    /// <summary>The tool.</summary>
    public string ToolName { get; init; } = "";

    /// <summary>How often it was called.</summary>
    public long Invocations { get; init; }

    /// <summary>What that cost, in the tool's own units.</summary>
    public double CostUnits { get; init; }

    /// <summary>The tool.</summary>
    /// <returns><see cref="ToolName"/>.</returns>
    public override string ToString() => ToolName;
}
