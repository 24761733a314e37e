using System.Text.Json.Nodes;
using Fleet.Client.Core;
using Fleet.Client.Environments;

namespace Fleet.Client.Tests.Golden;

public sealed class PickleVectorTests
{
    public static TheoryData<string> Vectors => [.. GoldenFile.PickleVectors.Select(static vector => vector!.ToJsonString())];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_pickle_is_the_recorded_one_byte_for_byte(string recorded)
    {
        JsonNode vector = JsonNode.Parse(recorded)!;
        object?[] positional = (object?[])Free(vector["args"]!)!;
        OrderedDictionary<string, object?> named = (OrderedDictionary<string, object?>)Free(vector["kwargs"]!)!;

        byte[] pickle = PickleWriter.Arguments(positional, named, vector["env"]!.GetValue<string>());

        Assert.Equal(vector["args_b64"]!.GetValue<string>(), Convert.ToBase64String(pickle));
    }

    private static object? Free(JsonNode node)
    {
        System.Text.Json.Utf8JsonReader json = new(System.Text.Encoding.UTF8.GetBytes(node.ToJsonString()));
        json.Read();
        return FreeJson.Read(ref json);
    }
}
