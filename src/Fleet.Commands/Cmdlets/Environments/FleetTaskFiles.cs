namespace Fleet.Commands;

/// <summary>Reads files of tasks for cmdlets.</summary>
internal static class FleetTaskFiles
{
    /// <summary>Reads a file of tasks; a failure ends the command.</summary>
    /// <param name="cmdlet">The cmdlet that needs the tasks.</param>
    /// <param name="path">The path as given by the user.</param>
    /// <param name="read">Reads the file, given its full path.</param>
    public static IReadOnlyList<FleetTask> Read(
        FleetConnectionCmdlet cmdlet, string path, Func<string, CancellationToken, Task<IReadOnlyList<FleetTask>>> read)
    {
        IReadOnlyList<FleetTask> tasks = [];
        string full = cmdlet.ResolveFile(path);
        if (Directory.Exists(full))
        {
            cmdlet.FailCommand(new FleetValidationException($"'{path}' is a folder. Specify the path of a task file."), path);
        }

        cmdlet.DoOrFailFile(path, () => tasks = cmdlet.Await(token => read(full, token)));
        return tasks;
    }
}
