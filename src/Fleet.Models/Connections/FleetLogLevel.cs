namespace Fleet;

/// <summary>How much detail a log record has.</summary>
public enum FleetLogLevel
{
    /// <summary>Headers and bodies.</summary>
    Debug,

    /// <summary>One line a request.</summary>
    Verbose,

    /// <summary>Something the user should know.</summary>
    Warning,
}
