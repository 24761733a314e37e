using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Client.Core;
using Fleet.Testing;

namespace Fleet.Client.Tests.Environments;

/// <summary>
/// The original's verdicts on random changes and expectations. Ours are the same, except for the changes that its shortcut overlooks: those of rows
/// that no entry names.
/// </summary>
public sealed class OriginalVerdictTests
{
    private static readonly JsonArray s_vectors = JsonNode.Parse(File.ReadAllText(Recordings.Expectations))!.AsArray();

    public static TheoryData<int, FleetStrictness> Verdicts()
    {
        TheoryData<int, FleetStrictness> verdicts = [];
        for (int i = 0; i < s_vectors.Count; i++)
        {
            foreach ((string strictness, _) in s_vectors[i]!["original"]!.AsObject())
            {
                verdicts.Add(i, Enum.Parse<FleetStrictness>(strictness));
            }
        }

        return verdicts;
    }

    [Theory]
    [MemberData(nameof(Verdicts))]
    public async Task It_is_the_original_s_verdict(int at, FleetStrictness strictness)
    {
        JsonNode vector = s_vectors[at]!;
        JsonObject answer = new() { ["success"] = true, ["diff"] = vector["diff"]!.DeepClone(), ["message"] = "ok" };
        using MemoryStream json = new(Encoding.UTF8.GetBytes(answer.ToJsonString()));
        FleetInstanceDiff diff = await FleetDiffFile.ReadAsync(json, "i1", TestContext.Current.CancellationToken);

        FleetInstanceCheck check = new FleetExpectation
        {
            Changes = [.. vector["expect"]!.AsArray().Select(static entry => FleetExpectation.ReadChange(Free(entry!)))],
            Strictness = strictness,
            Ignore = new FleetDiffOptions { IgnoreTables = Names(vector, "ignore_tables"), IgnoreFields = Names(vector, "ignore_fields") },
        }.Check(diff);

        string verdict = (string)vector["original"]![strictness.ToString()]!;
        Assert.True(check.Passed == (verdict == "pass"), $"The original says {verdict}. {check.Summary} {vector.ToJsonString()}");
        if (verdict == "overlooked")
        {
            Assert.Contains(check.Unexpected, static finding => finding.Reason == "nothing expects it");
        }
    }

    private static OrderedDictionary<string, object?> Free(JsonNode entry)
    {
        Utf8JsonReader json = new(Encoding.UTF8.GetBytes(entry.ToJsonString()));
        json.Read();
        return FreeJson.ReadObject(ref json);
    }

    private static string[] Names(JsonNode vector, string member) => [.. (vector[member]?.AsArray() ?? []).Select(static name => (string)name!)];
}
