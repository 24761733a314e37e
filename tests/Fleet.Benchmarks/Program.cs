using System.Globalization;
using Fleet.Benchmarks;
using Fleet.Testing;

// dotnet run -c Release --project tests/Fleet.Benchmarks [-- chain server inside shell stream]
Dictionary<string, Func<Task<IReadOnlyList<Measurement>>>> parts = new()
{
    ["chain"] = ChainBenchmark.RunAsync,
    ["server"] = ServerBenchmark.RunAsync,
    ["inside"] = InsideBenchmark.RunAsync,
    ["shell"] = ShellBenchmark.RunAsync,
    ["stream"] = StreamBenchmark.RunAsync,
};

string[] chosen = args.Length == 0 ? [.. parts.Keys] : args;
if (chosen.FirstOrDefault(name => !parts.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no part '{unknown}': choose from {string.Join(", ", parts.Keys)}.");
    return 2;
}

// The published server that users get, compiled ahead of time for this machine, not the one of the build.
LocalServerProcess.ServerFile = Path.Combine(await StagedModule.GetFolderAsync(), "server", "Fleet.LocalServer.dll");

bool reached = true;
Console.WriteLine($"{"",-74} {"median",12} {"baseline",12} {"ratio",7} {"wanted",10}");
foreach (string name in chosen)
{
    foreach (Measurement figure in await parts[name]())
    {
        reached &= figure.Reached;
        string ratio = figure.Baseline is { } baseline ? (figure.Value / baseline).ToString("0.00", CultureInfo.InvariantCulture) : "";
        string wanted = figure.Wanted is { } limit ? $"{(figure.AtLeast ? ">=" : "<=")} {limit.ToString("0.##", CultureInfo.InvariantCulture)}" : "";
        string compared = figure.Baseline is { } b ? Text(b, figure.Unit) : "";
        string missed = figure.Reached ? "" : "  MISSED";
        Console.WriteLine($"{figure.Name,-74} {Text(figure.Value, figure.Unit),12} {compared,12} {ratio,7} {wanted,10}{missed}");
    }
}

return reached ? 0 : 1;

static string Text(double value, string unit) => $"{value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture)} {unit}";
