namespace Fleet.Client;

/// <summary>Task files: UTF-8 JSON, an array of tasks or an object with <c>tasks</c>, in any of the spellings that the original reads.</summary>
public static class FleetTaskFile
{
    /// <summary>Reads a file. Nothing in it is run and nothing is sent.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The tasks, in the file's order.</returns>
    /// <exception cref="FleetValidationException">The file is not such JSON, or a task in it is not complete; each fault is a field with its place.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Task<IReadOnlyList<FleetTask>> ReadAsync(string path, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Writes a file that <see cref="ReadAsync"/> and the original read: an array, indented by two. The file is complete or not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="overwrite">Whether a file that exists is replaced.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>How many tasks were written.</returns>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static Task<int> WriteAsync(string path, IAsyncEnumerable<FleetTask> tasks, bool overwrite = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
