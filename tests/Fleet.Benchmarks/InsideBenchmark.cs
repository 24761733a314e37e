using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Fleet.Testing;

namespace Fleet.Benchmarks;

/// <summary>Work inside instances: creating many from a large seed, one-row queries, comparing large tables.</summary>
internal static class InsideBenchmark
{
    private const int Instances = 1_000;
    private const int Queries = 500;
    private const double Megabyte = 1024 * 1024;

    // 100,000 rows of about 50 bytes: a seed of 5 MB.
    private const string Seed =
        """
        CREATE TABLE rows (id INTEGER PRIMARY KEY, name TEXT, amount REAL, note TEXT);
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        INSERT INTO rows SELECT i, 'name ' || i, i / 3.0, 'a note of some length' FROM n;
        """;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fleet-bench-");
        try
        {
            string environment = folder.CreateSubdirectory("environments").CreateSubdirectory("large").FullName;
            await File.WriteAllTextAsync(
                Path.Combine(environment, "environment.json"),
                """{"env_key":"large","versions":{"v1":{"data":{"d":{"v1":"seed.sql"}},"default_data":"d"}}}""");
            await File.WriteAllTextAsync(Path.Combine(environment, "seed.sql"), Seed);
            string data = Path.Combine(folder.FullName, "data");
            await using LocalServerProcess server = await LocalServerProcess.StartAsync(data, null, "--environments", environment);
            using HttpClient http = new() { BaseAddress = server.Uri };
            return await MeasureAsync(http, Path.Combine(data, "instances"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(HttpClient http, string instances)
    {
        string first = await CreateAsync(http);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Instances; i++)
        {
            await CreateAsync(http);
        }

        double each = Stopwatch.GetElapsedTime(start).TotalMilliseconds / Instances;
        double untouched = Size(instances);
        string query = $"i/{first}/api/v1/env/resources/sqlite/current/query";
        const string OneRow = """{"query":"SELECT * FROM rows WHERE id = ?","args":[7],"read_only":true}""";
        await PostAsync(http, query, OneRow);
        (double with, double without) = await Median.OfPairAsync(
            5,
            async () =>
            {
                for (int i = 0; i < Queries; i++)
                {
                    await PostAsync(http, query, OneRow);
                }
            },
            async () =>
            {
                for (int i = 0; i < Queries; i++)
                {
                    await http.GetByteArrayAsync($"i/{first}/api/v1/env/health");
                }
            });

        await PostAsync(http, query, """{"query":"UPDATE rows SET amount = amount + 1","read_only":false}""");
        double touched = Size(instances);
        double all = await Median.OfAsync(5, () => PostAsync(http, $"i/{first}/api/v1/env/diff/structured", "{}"));
        await PostAsync(http, $"i/{first}/api/v1/env/reset", "{}");
        await PostAsync(http, query, """{"query":"UPDATE rows SET amount = amount + 1 WHERE id % 100 = 0","read_only":false}""");
        double some = await Median.OfAsync(5, () => PostAsync(http, $"i/{first}/api/v1/env/diff/structured", "{}"));
        return
        [
            new Measurement($"an instance of a seed of 5 MB, one after the other, {Instances} times", each, "ms", Wanted: 2),
            new Measurement($"the disk of {Instances} that are untouched", untouched, "MB", Wanted: 0),
            new Measurement("the disk of one that was changed", touched, "MB", Wanted: 8),
            new Measurement("a query of one row, above a request for the health", (with - without) / Queries, "ms", without / Queries, 0.3),
            new Measurement("the diff of 100,000 rows, 1,000 changed", some, "ms", Wanted: 1000),
            new Measurement("the diff of 100,000 rows, all changed", all, "ms", Wanted: 1000),
        ];
    }

    private static async Task<string> CreateAsync(HttpClient http) =>
        JsonElement.Parse(await PostAsync(http, "v1/env/instances", """{"env_key":"large"}""")).GetProperty("instance_id").GetString()!;

    private static async Task<byte[]> PostAsync(HttpClient http, string path, string body)
    {
        using HttpResponseMessage response = await http.PostAsync(path, new StringContent(body, new MediaTypeHeaderValue("application/json")));
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync();
    }

    private static double Size(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length) / Megabyte;
}
