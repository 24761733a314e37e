namespace Fleet;

/// <summary>The level of detail of a log record.</summary>
public enum FleetLogLevel
{
    /// <summary>Headers and bodies.</summary>
    Debug,

    /// <summary>One line per request.</summary>
    Verbose,

    /// <summary>Something the user should know.</summary>
    Warning,
}
