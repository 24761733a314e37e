namespace Fleet.Commands.Tests.Pester;

/// <summary>The outcome of a Pester file.</summary>
public enum PesterOutcome
{
    /// <summary>All cases passed.</summary>
    Passed,

    /// <summary>A case failed, or the file could not be run to its end.</summary>
    Failed,

    /// <summary>There is no shell to run it in.</summary>
    NotRun,
}

/// <summary>A Pester file that was run.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Report">The reason when it did not pass.</param>
public sealed record PesterRun(PesterOutcome Outcome, string Report);
