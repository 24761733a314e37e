namespace Fleet.Client.Environments;

/// <summary>Checks a task's verifier, before it is stored or run.</summary>
internal static class VerifierCheck
{
    /// <summary>Returns the faults of a task's verifier.</summary>
    public static IEnumerable<FleetFieldError> Faults(FleetTask task, string field)
    {
        if (!task.HasVerifier)
        {
            yield return new FleetFieldError { Field = field, Message = "is missing: a task without a verifier cannot be scored" };
        }
        else if (VerifierFunction.NameIn(task.VerifierCode) is null)
        {
            yield return new FleetFieldError { Field = field, Message = "defines no function at its top level" };
        }
    }
}
