namespace Fleet.Client.Environments;

/// <summary>Checks a task before it is created on a service.</summary>
internal static class TaskCheck
{
    /// <summary>Rejects an incomplete task.</summary>
    public static void Importable(FleetTask task)
    {
        List<FleetFieldError> faults = [];
        Add(string.IsNullOrWhiteSpace(task.Key), nameof(task.Key), "is missing");
        Add(string.IsNullOrEmpty(task.Prompt), nameof(task.Prompt), "is missing");
        Add(string.IsNullOrWhiteSpace(task.EnvironmentId), nameof(task.EnvironmentId), "is missing");
        faults.AddRange(VerifierCheck.Faults(task, nameof(task.VerifierCode)));
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
}
