namespace Fleet;

/// <summary>A policy blocked the promotion of a release.</summary>
public sealed class FleetPromotionBlockedException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetPromotionBlockedException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetPromotionBlockedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetPromotionBlockedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The policy's objections to the release.</summary>
    public string[] FailedConstraints { get; init; } = [];

    /// <summary>The attempt as recorded in the ledger; null for a request, which is not recorded.</summary>
    public FleetActionOutcome? Outcome { get; init; }
}
