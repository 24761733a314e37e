using System.Text.Json;

namespace Fleet.LocalServer.Tests.Agents.Golden;

/// <summary>A runners file whose runners emit what those of the recording did.</summary>
internal sealed class RecordedRunners : IDisposable
{
    public RecordedRunners()
    {
        IEnumerable<string> runners = AgentRecordings.Scripts.EnumerateObject()
            .Where(static script => script.Value.ValueKind == JsonValueKind.Array)
            .Select(static script => $$"""{{JsonSerializer.Serialize(script.Name)}}:{"kind":"static","steps":{{script.Value.GetRawText()}}}""");
        runners = runners.Append("\"patient\":{\"kind\":\"static\",\"steps\":[{\"status\":\"processing\"},{\"sleep_ms\":3600000}]}");
        File.WriteAllText(Path, $$$"""{"runners":{{{{string.Join(',', runners)}}}}}""");
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"fleet-runners-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(Path);
}
