using Fleet.Client.Verification;

namespace Fleet.Client;

/// <summary>What a task must have before it can be created on a service.</summary>
internal static class TaskCheck
{
    /// <summary>Refuses a task that is not complete.</summary>
    public static void Importable(FleetTask task)
    {
        List<FleetFieldError> faults = [];
        Add(string.IsNullOrWhiteSpace(task.Key), nameof(task.Key), "is missing");
        Add(string.IsNullOrEmpty(task.Prompt), nameof(task.Prompt), "is missing");
        Add(string.IsNullOrWhiteSpace(task.EnvironmentId), nameof(task.EnvironmentId), "is missing");
        faults.AddRange(Verifier(task, nameof(task.VerifierCode)));
        if (faults.Count > 0)
        {
            throw new FleetValidationException($"The task '{task.Key}' cannot be imported: {string.Join("; ", faults)}.") { Fields = [.. faults] };
        }

        void Add(bool wrong, string field, string problem)
        {
            if (wrong)
            {
                faults.Add(new FleetFieldError { Field = field, Message = problem });
            }
        }
    }

    /// <summary>What is wrong with a task's verifier.</summary>
    public static IEnumerable<FleetFieldError> Verifier(FleetTask task, string field)
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
