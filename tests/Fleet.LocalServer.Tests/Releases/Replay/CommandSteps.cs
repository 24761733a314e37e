using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Tests.Releases.Replay;

/// <summary>Performs over HTTP what the recorded commands did on the original's disk, and compares their output.</summary>
internal sealed partial class CommandSteps(ReleasesServer server, JsonElement workspace)
{
    private const string GoodCatalog = "pricing/catalog.yaml";

    /// <summary>Performs what the recording did between two requests: changing files, restarting the server, racing requests.</summary>
    public async Task PrepareAsync(string step)
    {
        switch (step)
        {
            case "main/diff-high":
            case "catalog/good":
                WriteFile(GoodCatalog, File(GoodCatalog));
                break;
            case "catalog/bad-yaml":
                WriteFile(GoodCatalog, "catalog_version: \"open\n");
                break;
            case "catalog/invalid-shape":
                WriteFile(GoodCatalog, "kind: PricingCatalog\ntariffs: {a: {input_usd_per_1k_tokens: -1, output_usd_per_1k_tokens: 1}}\n");
                break;
            case "catalog/no-mappings":
                WriteFile(GoodCatalog, "catalog_version: cat-0\n");
                break;
            case "extra/after-race-actions":
                server.Clock.Now = new DateTimeOffset(2026, 11, 22, 2, 2, 59, 320, 863, TimeSpan.Zero);
                server.State.Ids.Plan(["act_cebac0ec6838"]);
                await RaceAsync();
                break;
            case "extra/confirm-with-approval-off":
                (await server.PutAsync("/v1/workspace/settings", """{"settings":{"promotion_requires_approval":false}}""")).Ok();
                break;
            default:
                break;
        }
    }

    /// <summary>Runs a command.</summary>
    /// <returns>True if a route does the same, so that something was compared.</returns>
    public async Task<bool> RunAsync(JsonElement step, List<string> differences)
    {
        string[] argv = [.. step.GetProperty("argv").EnumerateArray().Skip(1).Select(static part => part.GetString()!)];
        string name = Replayer.Name(step);
        string printed = step.GetProperty("stdout").GetString()!.TrimEnd('\n');
        switch (argv)
        {
            case ["init", ..]:
                await ImportBundledAsync(step);
                return false;
            case ["pricing", "import", string file, .. string[] options]:
                Expect(step, name, differences, await server.PostAsync(
                    "/v1/pricing/import", JsonSerializer.Serialize(new { yaml = File(file), replace = options.Contains("--replace") })));
                return true;
            case ["pricing", "show", "--provider", string provider, "--version", string version]:
                CompareShown(name, printed, await server.GetAsync($"/v1/pricing/{provider}/{version}"), differences);
                return true;
            case ["policy", "set", string file]:
                Expect(step, name, differences, await server.PutAsync("/v1/policy", JsonSerializer.Serialize(new { yaml = File(file) })));
                return true;
            case ["policy", "show"] when !printed.Contains("\"typo\"", StringComparison.Ordinal):
                CompareShown(name, printed, await server.GetAsync("/v1/policy"), differences);
                return true;
            case ["release", "register", string path, .. string[] options] when path != "nowhere":
                await RegisterAsync(step, name, printed, path, options is ["--env", string registered] ? registered : null, differences);
                return true;
            case ["release", "show", string id]:
                ReleasesAnswer shown = await server.GetAsync($"/v1/releases/{id}");
                if (shown.Status == 200)
                {
                    // The command prints only this time in the format of events.
                    shown = shown with { Body = shown.Body.Replace("+00:00\"}", "Z\"}", StringComparison.Ordinal) };
                    CompareShown(name, printed, shown, differences);
                }
                else
                {
                    Assert.Equal($"Error: {shown.Detail}\n", step.GetProperty("stderr").GetString());
                }

                return true;
            case ["release", "verify", string id, "--path", string path]:
                string verdict = (await server.PostAsync($"/v1/releases/{id}/verify", JsonSerializer.Serialize(new { files = Files(path) }))).Ok()["matches"];
                Assert.Equal(step.GetProperty("exit").GetInt32() == 0, verdict == "True");
                return true;
            case ["release", "diff", string baseline, string candidate, "--window", string window, "--output", "json"]:
                JsonElement diff = JsonDocument.Parse(printed).RootElement;
                server.Clock.Now = DateTimeOffset.Parse(diff.GetProperty("until").GetString()!, CultureInfo.InvariantCulture);
                CompareShown(name, printed, await server.PostAsync(
                    "/v1/diff", JsonSerializer.Serialize(new { baseline_release_id = baseline, candidate_release_id = candidate, window })), differences);
                return true;
            case ["release", "promote-request", string release, "--env", string environment, "--window", string window, "--reason", string reason]:
                server.State.Ids.Plan([Id().Match(printed).Value]);
                (await server.PostAsync("/v1/promote/request", JsonSerializer.Serialize(new { release_id = release, environment, window, reason }))).Ok();
                return true;
            case ["release", "promote-confirm", string request, "--approval-reason", string reason]:
                server.State.Ids.Plan([Id().Match(printed[printed.IndexOf("action_id", StringComparison.Ordinal)..]).Value]);
                (await server.PostAsync("/v1/promote/confirm", JsonSerializer.Serialize(new { request_id = request, approval_reason = reason }))).Ok();
                return true;
            case ["release", "promote", string release, "--env", string environment, "--window", string window, "--reason", string reason]:
                string promotion = JsonSerializer.Serialize(new { release_id = release, environment, window, reason });
                Expect(step, name, differences, await server.PostAsync("/v1/promote", promotion));
                return true;
            case ["runs", "ingest", string file] when step.GetProperty("exit").GetInt32() == 0:
                string[] lines = File(file).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                string inserted = lines.Length == 0
                    ? "0"
                    : (await server.PostAsync("/v1/events", $"{{\"events\":[{string.Join(',', lines)}]}}")).Ok()["inserted"];
                Assert.Equal(printed, $"Inserted {inserted} events");
                return true;
            default:
                // The other commands print for people, or concern the command line itself.
                return false;
        }
    }

    [GeneratedRegex("(act|prq|rel)_[0-9a-f]{12}")]
    private static partial Regex Id();

    private static void Expect(JsonElement step, string name, List<string> differences, ReleasesAnswer answer)
    {
        if (MeantDifferences.Table.TryGetValue(name, out MeantDifference? meant))
        {
            meant.Check(answer);
            return;
        }

        string error = step.GetProperty("stderr").GetString()!;
        if (answer.Status != (step.GetProperty("exit").GetInt32() == 0 ? 200 : 400))
        {
            differences.Add($"{name}: exit {step.GetProperty("exit")} is {answer.Status} {answer.Body}");
        }
        else if (error.StartsWith("Error: ", StringComparison.Ordinal) && error != $"Error: {answer.Detail}\n")
        {
            differences.Add($"{name}: '{error}' is '{answer.Detail}'");
        }
    }

    /// <summary>Compares a command's output. Some commands sort the members, so their order is ignored.</summary>
    private void CompareShown(string name, string printed, ReleasesAnswer answer, List<string> differences)
    {
        using JsonDocument expected = JsonDocument.Parse(printed);
        differences.AddRange(new BodyComparison(server.Folder).Compare(Sorted(expected.RootElement), Sorted(answer.Ok().Json))
            .Select(difference => $"{name}: {difference}"));
    }

    private static JsonElement Sorted(JsonElement json)
    {
        JsonText text = new(JsonStyle.Error);
        using JsonDocument document = JsonDocument.Parse(text.Value(json, sorted: true).Written);
        return document.RootElement.Clone();
    }

    private async Task RegisterAsync(JsonElement step, string name, string id, string path, string? environment, List<string> differences)
    {
        if (id.Length > 0)
        {
            server.State.Ids.Plan([id]);
            server.Clock.Now = CreatedAt(id) ?? server.Clock.Now;
        }

        Expect(step, name, differences, await server.PostAsync("/v1/releases/register", JsonSerializer.Serialize(new { files = Files(path), environment })));
        server.State.Ids.Reset();
    }

    /// <summary>The time at which the original registered a release, taken from a later list.</summary>
    private DateTimeOffset? CreatedAt(string releaseId)
    {
        Match match = Regex.Match(workspace.GetRawText(), $"\"release_id\": ?\"{releaseId}\"[^}}]*\"checksum\"[^}}]*\"created_at\": ?\"([^\"]+)\"");
        return match.Success ? DateTimeOffset.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;
    }

    private string File(string path) => workspace.GetProperty("files").GetProperty(path).GetString()!;

    private void WriteFile(string path, string content)
    {
        string full = Path.Combine(server.Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, content);
    }

    private object[] Files(string folder) =>
    [
        .. workspace.GetProperty("files").EnumerateObject()
            .Where(file => file.Name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(file => new { path = file.Name[(folder.Length + 1)..], content = Convert.ToBase64String(Encoding.UTF8.GetBytes(file.Value.GetString()!)) }),
    ];

    /// <summary>Imports the price tables bundled with the original, as shown in the recording.</summary>
    private async Task ImportBundledAsync(JsonElement step)
    {
        if (step.GetProperty("exit").GetInt32() != 0 || step.GetProperty("argv").GetArrayLength() > 2)
        {
            return;
        }

        foreach (JsonElement shown in workspace.GetProperty("steps").EnumerateArray()
            .Where(static s => Replayer.Name(s).StartsWith("pricing show", StringComparison.Ordinal)))
        {
            (await server.PostAsync("/v1/pricing/import", $"{{\"table\":{shown.GetProperty("stdout").GetString()}}}")).Ok();
        }
    }

    private async Task RaceAsync()
    {
        string request = workspace.GetProperty("variables").GetProperty("r1").GetString()!;
        ReleasesAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            server.PostAsync("/v1/promote/confirm", JsonSerializer.Serialize(new { request_id = request, approval_reason = "race", actor = "race" }))));
        Assert.Equal([200, 400, 400, 400], answers.Select(static answer => answer.Status).Order());
    }
}
