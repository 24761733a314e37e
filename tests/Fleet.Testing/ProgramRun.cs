using System.Diagnostics;
using System.Text;

namespace Fleet.Testing;

/// <summary>A program that was run to its end.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to both its outputs, in the order it arrived.</param>
public sealed record ProgramRun(int ExitCode, string Output)
{
    /// <summary>Runs a program in the repository's root. Nothing is there to read on its standard input.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="patience">How long it may take; it is killed with its children when it takes longer.</param>
    /// <param name="environment">Variables to set, or to take away when null.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public static async Task<ProgramRun> RunAsync(
        string program, IEnumerable<string> arguments, TimeSpan patience, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ProcessStartInfo start = new(program)
        {
            WorkingDirectory = RepositoryRoot.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        using Process process = new() { StartInfo = start };
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
        using CancellationTokenSource limit = new(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} took longer than {patience}:{Environment.NewLine}{output}");
        }

        return new ProgramRun(process.ExitCode, output.ToString().Trim());
    }
}
