using System.Globalization;
using Fleet.Client;
using Fleet.Testing;

namespace Fleet.Benchmarks;

/// <summary>The staged module in a real shell.</summary>
internal static class ShellBenchmark
{
    private const int Listed = 10_000;
    private const int Created = 1_000;
    private const int Sent = 20_000;
    private const int FreshShells = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        (PowerShellProgram? shell, string reason) = await PowerShellProgram.TryGetAsync();
        if (shell is null)
        {
            Console.WriteLine($"The shell's figures are left out: {reason}.");
            return [];
        }

        string module = Path.Combine(await StagedModule.GetFolderAsync(), "Fleet.psd1");
        List<Measurement> figures = [.. await ImportAsync(shell, module)];
        await using LocalServerProcess server = await LocalServerProcess.StartAsync(apiKey: "sk_benchmark");
        Dictionary<string, string?> environment = new()
        {
            ["FLEET_BENCH_MODULE"] = module,
            ["FLEET_BASE_URL"] = server.Uri.ToString(),
            ["FLEET_API_KEY"] = "sk_benchmark",
        };

        ILookup<string, double> request = await FiguresAsync(shell, "first-request.ps1", environment, FreshShells);
        figures.Add(new Measurement("first request after the import", Median.Of(request["first"]), "ms", Wanted: 100));

        environment["FLEET_BENCH_COUNT"] = Created.ToString(CultureInfo.InvariantCulture);
        ILookup<string, double> create = await FiguresAsync(shell, "create.ps1", environment, 1);
        double warm = Median.Of(create["warm"]);
        double parallel = Median.Of(create["parallel"]);
        figures.Add(new Measurement($"New-FleetEnvironment -Count {Created} -ThrottleLimit 64, fresh shell", Median.Of(create["fresh"]), "ms", Wanted: 350));
        figures.Add(new Measurement($"New-FleetEnvironment -Count {Created} -ThrottleLimit 64, warm", warm, "ms", parallel, 250));
        figures.Add(new Measurement("  times faster than ForEach-Object -Parallel", parallel / warm, "x", Wanted: 10, AtLeast: true));

        environment["FLEET_BENCH_COUNT"] = Sent.ToString(CultureInfo.InvariantCulture);
        ILookup<string, double> runEvents = await FiguresAsync(shell, "run-events.ps1", environment, 1);
        figures.Add(new Measurement($"Send-FleetRunEvent of {Sent}, warm", Median.Of(runEvents["warm"]), "events/s", Wanted: 20_000, AtLeast: true));
        figures.Add(new Measurement($"Import-FleetRunEvent of {Sent}", Median.Of(runEvents["file"]), "events/s", Wanted: 20_000, AtLeast: true));

        await FillAsync(server);
        environment["FLEET_BENCH_COUNT"] = Listed.ToString(CultureInfo.InvariantCulture);
        ILookup<string, double> list = await FiguresAsync(shell, "list.ps1", environment, FreshShells);
        figures.Add(new Measurement($"Get-FleetInstance | Out-Null of {Listed}, fresh shell", Median.Of(list["fresh"]), "ms", Wanted: 350));
        figures.Add(new Measurement($"Get-FleetInstance | Out-Null of {Listed}, warm", Median.Of(list["warm"]), "ms", Wanted: 100));
        figures.Add(new Measurement("  more memory", Median.Of(list["memory"]), "MB", Wanted: 30));
        figures.Add(new Measurement("Get-FleetInstance | Select-Object -First 1, warm", Median.Of(list["firstobject"]), "ms", Wanted: 15));
        return figures;
    }

    private static async Task<IReadOnlyList<Measurement>> ImportAsync(PowerShellProgram shell, string module)
    {
        Task BareAsync() => ShellFigures.RequireAsync(shell.RunAsync(["-Command", "$null = 1"], s_patience));
        Task WithAsync() => ShellFigures.RequireAsync(shell.RunAsync(["-Command", $"Import-Module -Name '{module}'"], s_patience));
        await WithAsync();
        (double with, double bare) = await Median.OfPairAsync(9, WithAsync, BareAsync);
        return [new Measurement("Import-Module, above a bare shell", with - bare, "ms", bare, 60)];
    }

    private static async Task FillAsync(LocalServerProcess server)
    {
        using FleetClient client = new(new FleetClientOptions { Uri = server.Uri, Credential = FleetCredential.ApiKey("sk_benchmark") });
        int there = await client.Instances.ListAsync().CountAsync();
        await Parallel.ForAsync(there, Listed, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, token) =>
            await client.Instances.CreateAsync(new FleetInstanceRequest { EnvKey = "helpdesk", RunId = "list" }, token));
    }

    private static Task<ILookup<string, double>> FiguresAsync(PowerShellProgram shell, string script, Dictionary<string, string?> environment, int times) =>
        ShellFigures.ReadAsync(shell, script, environment, times, s_patience);
}
