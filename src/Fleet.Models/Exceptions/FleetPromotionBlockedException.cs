namespace Fleet;

/// <summary>A policy blocked the promotion of a release.</summary>
public sealed class FleetPromotionBlockedException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetPromotionBlockedException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetPromotionBlockedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetPromotionBlockedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What the policy has against the release.</summary>
    public string[] FailedConstraints { get; init; } = [];

    /// <summary>The attempt as the ledger holds it; null when it was a request, which leaves no trace there.</summary>
    public FleetActionOutcome? Outcome { get; init; }
}
