namespace Fleet;

/// <summary>The limit on running instances is reached.</summary>
public sealed class FleetLimitException : FleetException
{
    /// <summary>Makes an error without a text.</summary>
    public FleetLimitException()
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetLimitException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an error that was caused by another.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetLimitException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>How many instances run.</summary>
    public int? RunningInstances { get; init; }

    /// <summary>How many may run.</summary>
    public int? InstanceLimit { get; init; }
}
