namespace Fleet.Testing;

/// <summary>The PowerShell that the tests run: the one on PATH, else the one that the tool manifest names.</summary>
/// <param name="Program">What is started.</param>
/// <param name="Prefix">Arguments that come before the shell's own.</param>
public sealed record PowerShellProgram(string Program, IReadOnlyList<string> Prefix)
{
    private static readonly Version s_lowest = new(7, 6);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task<(PowerShellProgram? Shell, string Reason)>> s_found = new(FindAsync);

    /// <summary>Finds the shell.</summary>
    /// <returns>The shell, or why there is none.</returns>
    public static Task<(PowerShellProgram? Shell, string Reason)> TryGetAsync() => s_found.Value;

    /// <summary>Runs the shell without profile and prompts.</summary>
    /// <param name="arguments">What comes after these switches.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="environment">Variables to set, or to take away when null.</param>
    /// <returns>How it ended.</returns>
    public Task<ProgramRun> RunAsync(IEnumerable<string> arguments, TimeSpan patience, IReadOnlyDictionary<string, string?>? environment = null) =>
        ProgramRun.RunAsync(Program, [.. Prefix, "-NoProfile", "-NonInteractive", .. arguments], patience, new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>())
        {
            ["NO_COLOR"] = "1",
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            ["POWERSHELL_UPDATECHECK"] = "Off",
        });

    private static async Task<(PowerShellProgram? Shell, string Reason)> FindAsync()
    {
        (PowerShellProgram? onPath, string reason) = await TryAsync(new PowerShellProgram("pwsh", []));
        if (onPath is not null)
        {
            return (onPath, "");
        }

        ProgramRun restore = await ProgramRun.RunAsync("dotnet", ["tool", "restore"], s_patience);
        return restore.ExitCode == 0
            ? await TryAsync(new PowerShellProgram("dotnet", ["tool", "run", "pwsh", "--"]))
            : (null, $"{reason}, and 'dotnet tool restore' cannot bring one: {restore.Output.Split('\n')[0].Trim()}");
    }

    private static async Task<(PowerShellProgram? Shell, string Reason)> TryAsync(PowerShellProgram shell)
    {
        try
        {
            ProgramRun run = await shell.RunAsync(["-Command", "'{0}.{1}' -f $PSVersionTable.PSVersion.Major, $PSVersionTable.PSVersion.Minor"], s_patience);
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
