using System.ComponentModel;
using System.Diagnostics;

namespace Fleet.LocalServer.Environments.Verification.Python;

/// <summary>The Python interpreter that runs verifiers, or the reason none is available.</summary>
/// <param name="Path">The interpreter itself, never a version manager's wrapper script; null if none is available.</param>
/// <param name="Missing">The reason none is available.</param>
internal sealed record PythonInterpreter(string? Path, string Missing)
{
    private const string Question = "import sys; print('%d %d %s' % (sys.version_info[0], sys.version_info[1], sys.executable))";
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(15);

    /// <summary>Finds an interpreter.</summary>
    /// <param name="option">A path, <c>off</c>, or null to search PATH.</param>
    public static async Task<PythonInterpreter> FindAsync(string? option)
    {
        if (string.Equals(option, "off", StringComparison.OrdinalIgnoreCase))
        {
            return new PythonInterpreter(null, "it was started with --python off.");
        }

        if (option is not null)
        {
            return await ProbeAsync(option);
        }

        string? reason = null;
        foreach (string candidate in OnPath())
        {
            PythonInterpreter found = await ProbeAsync(candidate);
            if (found.Path is not null)
            {
                return found;
            }

            reason ??= found.Missing;
        }

        return new PythonInterpreter(null, reason ?? "there is no python3 on PATH.");
    }

    private static IEnumerable<string> OnPath()
    {
        string[] names = OperatingSystem.IsWindows() ? ["python3.exe", "python.exe"] : ["python3"];
        return from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
               from name in names
               let path = System.IO.Path.Combine(folder, name)
               where File.Exists(path)
               select path;
    }

    private static async Task<PythonInterpreter> ProbeAsync(string path)
    {
        ProcessStartInfo start = new(path) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-I", "-S", "-c", Question])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = new() { StartInfo = start };
        using CancellationTokenSource timeout = new(s_timeout);
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            return new PythonInterpreter(null, $"'{path}' cannot be started ({error.Message}).");
        }

        try
        {
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync(timeout.Token);
            string answer = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await errors;
            await process.WaitForExitAsync(timeout.Token);
            return Judge(path, answer.Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new PythonInterpreter(null, $"'{path}' did not answer.");
        }
    }

    private static PythonInterpreter Judge(string path, string answer)
    {
        string[] parts = answer.Split(' ', 3);
        if (parts.Length < 3 || !int.TryParse(parts[0], out int major) || !int.TryParse(parts[1], out int minor))
        {
            return new PythonInterpreter(null, $"'{path}' is not a Python interpreter.");
        }

        return (major, minor).CompareTo((3, 8)) < 0
            ? new PythonInterpreter(null, $"'{path}' is Python {major}.{minor}; 3.8 or later is needed.")
            : new PythonInterpreter(parts[2].Length > 0 ? parts[2] : path, "");
    }
}
