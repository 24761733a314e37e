using System.Diagnostics;

namespace Fleet.Testing;

/// <summary>The PowerShell of the tests: the one on PATH, or else the one in the tool manifest.</summary>
/// <param name="Program">The program to start.</param>
/// <param name="Prefix">The arguments before the shell's own.</param>
public sealed record PowerShellProgram(string Program, IReadOnlyList<string> Prefix)
{
    private static readonly Version s_lowest = new(7, 6);
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(10);
    private static readonly Lazy<Task<(PowerShellProgram? Shell, string Reason)>> s_found = new(FindAsync);

    /// <summary>Finds the shell.</summary>
    /// <returns>The shell, or the reason that there is none.</returns>
    public static Task<(PowerShellProgram? Shell, string Reason)> TryGetAsync() => s_found.Value;

    /// <summary>Describes the start of the shell without profile and prompts.</summary>
    /// <param name="arguments">The arguments after these switches.</param>
    /// <param name="environment">Variables to set, or to remove when null.</param>
    /// <returns>The start, with all streams redirected.</returns>
    public ProcessStartInfo CreateStart(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        ProgramRun.CreateStart(Program, Arguments(arguments), Variables(environment));

    /// <summary>Runs the shell without profile and prompts.</summary>
    /// <param name="arguments">The arguments after these switches.</param>
    /// <param name="timeout">The time after which it is killed with its children.</param>
    /// <param name="environment">Variables to set, or to remove when null.</param>
    /// <returns>Its exit code and output.</returns>
    public Task<ProgramRun> RunAsync(IEnumerable<string> arguments, TimeSpan timeout, IReadOnlyDictionary<string, string?>? environment = null) =>
        ProgramRun.RunAsync(Program, Arguments(arguments), timeout, Variables(environment));

    private IEnumerable<string> Arguments(IEnumerable<string> arguments) => [.. Prefix, "-NoProfile", "-NonInteractive", .. arguments];

    private static Dictionary<string, string?> Variables(IReadOnlyDictionary<string, string?>? environment) =>
        new(environment ?? new Dictionary<string, string?>())
        {
            ["NO_COLOR"] = "1",
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            ["POWERSHELL_UPDATECHECK"] = "Off",
        };

    private static async Task<(PowerShellProgram? Shell, string Reason)> FindAsync()
    {
        (PowerShellProgram? onPath, string reason) = await TryAsync(new PowerShellProgram("pwsh", []));
        if (onPath is not null)
        {
            return (onPath, "");
        }

        ProgramRun restore = await ProgramRun.RunAsync("dotnet", ["tool", "restore"], s_timeout);
        return restore.ExitCode == 0
            ? await TryAsync(new PowerShellProgram("dotnet", ["tool", "run", "pwsh", "--"]))
            : (null, $"{reason}, and 'dotnet tool restore' cannot bring one: {restore.Output.Split('\n')[0].Trim()}");
    }

    private static async Task<(PowerShellProgram? Shell, string Reason)> TryAsync(PowerShellProgram shell)
    {
        try
        {
            ProgramRun run = await shell.RunAsync(["-Command", "'{0}.{1}' -f $PSVersionTable.PSVersion.Major, $PSVersionTable.PSVersion.Minor"], s_timeout);
            return run.ExitCode == 0 && Version.TryParse(run.Output.Split('\n')[^1], out Version? version)
                ? version >= s_lowest ? (shell, "") : (null, $"the PowerShell found is {version}, {s_lowest} is needed")
                : (null, $"the PowerShell found does not run: {run.Output}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, "there is no PowerShell (pwsh) on PATH");
        }
    }
}
