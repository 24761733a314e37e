using System.Collections;

namespace Fleet;

/// <summary>What a model that judges says of a submission.</summary>
public sealed record FleetJudgement
{
    /// <summary>The instance that was looked at.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The score, from 0 to 1; null when the service gave none.</summary>
    public double? Score { get; init; }

    /// <summary>The sum of the points.</summary>
    public double? TotalScore { get; init; }

    /// <summary>The most points there are.</summary>
    public double? MaxScore { get; init; }

    /// <summary>The points of each criterion.</summary>
    public FleetCriterionScore[] Criteria { get; init; } = [];

    /// <summary>What the model says on the whole.</summary>
    public string? Feedback { get; init; }

    /// <summary>The id of this grading.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>The model that judged.</summary>
    public string? Model { get; init; }

    /// <summary>Who serves that model.</summary>
    public string? Provider { get; init; }

    /// <summary>What was gathered on the way, as the service sends it: errors, successes, details, timing.</summary>
    public IDictionary? Accumulators { get; init; }

    /// <summary>The instance.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
