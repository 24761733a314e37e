namespace Fleet;

/// <summary>The limit on running instances is reached.</summary>
public sealed class FleetLimitException : FleetException
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetLimitException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetLimitException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetLimitException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The number of running instances.</summary>
    public int? RunningInstances { get; init; }

    /// <summary>The most instances allowed.</summary>
    public int? InstanceLimit { get; init; }
}
