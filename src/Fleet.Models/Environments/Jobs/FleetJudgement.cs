using System.Collections;

namespace Fleet;

/// <summary>A judge model's assessment of a submission.</summary>
public sealed record FleetJudgement
{
    /// <summary>The instance that was examined.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The score, from 0 to 1; null if the service returned none.</summary>
    public double? Score { get; init; }

    /// <summary>The sum of the points.</summary>
    public double? TotalScore { get; init; }

    /// <summary>The most points possible.</summary>
    public double? MaxScore { get; init; }

    /// <summary>The points of each criterion.</summary>
    public FleetCriterionScore[] Criteria { get; init; } = [];

    /// <summary>The model's overall feedback.</summary>
    public string? Feedback { get; init; }

    /// <summary>The id of this grading.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>The model that judged.</summary>
    public string? Model { get; init; }

    /// <summary>The provider of that model.</summary>
    public string? Provider { get; init; }

    /// <summary>The data gathered while judging, as sent by the service: errors, successes, details, timing.</summary>
    public IDictionary? Accumulators { get; init; }

    /// <summary>The instance.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
