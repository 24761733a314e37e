using System.Globalization;
using Fleet.Testing;

namespace Fleet.Benchmarks;

/// <summary>Figures printed by scripts in a real shell, one per line as <c>name=value</c>.</summary>
internal static class ShellFigures
{
    public static async Task<ILookup<string, double>> ReadAsync(
        PowerShellProgram shell, string script, Dictionary<string, string?> environment, int times, TimeSpan patience)
    {
        List<(string Name, double Value)> figures = [];
        for (int i = 0; i < times; i++)
        {
            ProgramRun run = await RequireAsync(shell.RunAsync(["-File", Path.Combine(AppContext.BaseDirectory, "Shell", script)], patience, environment));
            foreach (string line in run.Output.Split('\n', StringSplitOptions.TrimEntries))
            {
                if (line.Split('=') is [var name, var value] && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double figure))
                {
                    figures.Add((name, figure));
                }
            }
        }

        return figures.ToLookup(figure => figure.Name, figure => figure.Value);
    }

    /// <summary>Waits for a program, which must succeed.</summary>
    public static async Task<ProgramRun> RequireAsync(Task<ProgramRun> running)
    {
        ProgramRun run = await running;
        return run.ExitCode == 0 ? run : throw new InvalidOperationException(run.Output);
    }
}
