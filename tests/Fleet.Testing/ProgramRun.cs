using System.Diagnostics;
using System.Text;

namespace Fleet.Testing;

/// <summary>A program that has run to its end.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">The text of both outputs, in the order it arrived.</param>
public sealed record ProgramRun(int ExitCode, string Output)
{
    /// <summary>Describes the start of a program in the repository's root, with all its streams redirected.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set, or to remove when null.</param>
    /// <returns>The start.</returns>
    public static ProcessStartInfo CreateStart(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = RepositoryRoot.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Runs a program in the repository's root, with an empty standard input.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="timeout">The time after which it is killed with its children.</param>
    /// <param name="environment">Variables to set, or to remove when null.</param>
    /// <returns>Its exit code and output.</returns>
    /// <exception cref="TimeoutException">It was killed.</exception>
    public static async Task<ProgramRun> RunAsync(
        string program, IEnumerable<string> arguments, TimeSpan timeout, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using Process process = new() { StartInfo = CreateStart(program, arguments, environment) };
        StringBuilder output = new();
        DataReceivedEventHandler note = (_, line) =>
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        };
        process.OutputDataReceived += note;
        process.ErrorDataReceived += note;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using CancellationTokenSource limit = new(timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} took longer than {timeout}:{Environment.NewLine}{output}");
        }

        return new ProgramRun(process.ExitCode, output.ToString().Trim());
    }
}
