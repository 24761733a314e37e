using System.ComponentModel;
using System.Diagnostics;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Compares two SQLite files with the local server's program, which contains the only implementation.</summary>
internal static class DatabaseFiles
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    /// <summary>Compares the files.</summary>
    /// <param name="seed">The full path of the file before the changes.</param>
    /// <param name="current">The full path of the file after the changes.</param>
    /// <param name="name">The name for the differences.</param>
    /// <param name="options">The tables and fields to ignore.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <exception cref="FleetNotFoundException">There is no such file.</exception>
    /// <exception cref="FleetValidationException">A file is not a database.</exception>
    /// <exception cref="FleetServerException">The program cannot be run.</exception>
    public static async Task<FleetInstanceDiff> CompareAsync(
        string seed, string current, string name, FleetDiffOptions options, CancellationToken cancellationToken)
    {
        Require(seed);
        Require(current);
        ProcessStartInfo start = ServerLaunch.Program(
        [
            "diff", "--seed", seed, "--current", current,
            .. options.IgnoreTables.SelectMany(static table => new[] { "--ignore-table", table }),
            .. options.IgnoreFields.SelectMany(static field => new[] { "--ignore-field", field }),
        ]);
        using Process process = Start(start);
        try
        {
            process.StandardInput.Close();
            ServerLog log = new();
            Task errors = log.DrainAsync(process.StandardError);
            Task<FleetInstanceDiff> reading = FleetDiffFile.ReadAsync(process.StandardOutput.BaseStream, name, cancellationToken);

            // A read from a pipe cannot always be canceled: a stop does not wait for it.
            await Task.WhenAny(reading).WaitAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (process.ExitCode == 0)
            {
                return await reading.ConfigureAwait(false);
            }

            _ = reading.Exception;
            await Task.WhenAny(errors, Task.Delay(s_grace, cancellationToken)).ConfigureAwait(false);
            throw DotnetHost.MissingRuntime(log, start.FileName) ?? Refused(log, process.ExitCode);
        }
        finally
        {
            End(process);
        }
    }

    private static void Require(string path)
    {
        if (Directory.Exists(path))
        {
            throw new FleetValidationException($"'{path}' is a folder. Specify the path of a SQLite file.");
        }

        if (!File.Exists(path))
        {
            throw new FleetNotFoundException($"The file '{path}' does not exist.") { ResourceType = "file", ResourceId = path };
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new FleetServerException("The program that compares databases could not be started.");
        }
        catch (Win32Exception exception)
        {
            throw new FleetServerException($"The program that compares databases could not be started: {exception.Message}", exception);
        }
    }

    // The program reports invalid input on one line.
    private static FleetException Refused(ServerLog log, int exitCode) => log.Snapshot() is [.., { Length: > 0 } line]
        ? new FleetValidationException(line)
        : new FleetServerException($"The program that compares databases ended with exit code {exitCode}.");

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has already ended.
        }
    }
}
