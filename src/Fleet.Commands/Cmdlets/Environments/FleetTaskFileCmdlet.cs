namespace Fleet.Commands;

/// <summary>A cmdlet that reads files of tasks.</summary>
public abstract class FleetTaskFileCmdlet : FleetConnectionCmdlet
{
    /// <summary>Reads a file of tasks; <paramref name="read"/> is given its full path.</summary>
    private protected IReadOnlyList<FleetTask> ReadTasks(string path, Func<string, CancellationToken, Task<IReadOnlyList<FleetTask>>> read)
    {
        IReadOnlyList<FleetTask> tasks = [];
        string full = ResolveFile(path);
        if (Directory.Exists(full))
        {
            FailCommand(new FleetValidationException($"'{path}' is a folder. Give the path of a task file."), path);
        }

        DoOrFailFile(path, () => tasks = Await(token => read(full, token)));
        return tasks;
    }
}
