using System.Numerics;
using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Environments.Verification;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Environments.Verification;

public sealed class PickleReaderTests
{
    private static readonly JsonElement[] s_vectors = ReadVectors();

    public static TheoryData<int> Vectors => [.. Enumerable.Range(0, s_vectors.Length)];

    /// <summary>Pickles of one value each in hexadecimal, and the value as JSON.</summary>
    public static TheoryData<string, string> Values => new()
    {
        { "80024E2E", "null" },
        { "8002882E", "true" },
        { "80034B072E", "7" },
        { "80044DFFFF2E", "65535" },
        { "80054AFFFFFFFF2E", "-1" },
        { "80028A002E", "0" },
        { "80028A01FF2E", "-1" },
        { "80028B020000000080" + "2E", "-32768" },
        { "8002473FF80000000000002E", "1.5" },
        { "80025803000000C3A978" + "71002E", "\"\\u00e9x\"" },
        { "80048D0200000000000000" + "6162" + "2E", "\"ab\"" },
        { "80038C0161942E", "\"a\"" },
        { "8002292E", "[]" },
        { "80024B01852E", "[1]" },
        { "80024B014B024B03872E", "[1,2,3]" },
        { "8002284B014B024B034B04742E", "[1,2,3,4]" },
        { "8002284B014B026C2E", "[1,2]" },
        { "80025D4B01612E", "[1]" },
        { "80025D7100305D680061" + "4B0161" + "2E", "[[],1]" },
        { "8002285801000000614B0164" + "2E", "{\"a\":1}" },
        { "80027D5801000000614B0173" + "2E", "{\"a\":1}" },
        { "80024B014B02302E", "1" },
        { "80024B01284B024B03312E", "1" },
        { "80024B0132862E", "[1,1]" },
        { "80025801000000617201000000306A010000002E", "\"a\"" },
    };

    public static TheoryData<string, string> Refused => new()
    {
        { "8002636F730A73797374656D0A580600000065636869206E85522E", "import or call" },
        { "80048C026F738C0673797374656D932E", "import or call" },
        { "80027D622E", "import or call" },
        { "80022969" + "6F730A73797374656D0A2E", "import or call" },
        { "8002284B016F2E", "import or call" },
        { "80022929812E", "import or call" },
        { "800229297D922E", "import or call" },
        { "800282012E", "import or call" },
        { "800284010000002E", "import or call" },
        { "8002512E", "import or call" },
        { "80048F2E", "a set" },
        { "8002492E", "0x49" },
        { "80064E2E", "protocol 6" },
        { "80014E2E", "protocol 1" },
        { "80024E4E2E", "after its end" },
        { "80024E2E4E", "after its end" },
        { "8002" + "2E", "stack" },
        { "80024B01612E", "stack" },
        { "8002284E30302E", "stack" },
        { "80027D284B014B02752E", "not a text" },
        { "80027D284B01752E", "stack" },
        { "800268072E", "memo" },
        { "80025D7100680061" + "2E", "holds itself" },
        { "800258FFFFFFFF2E", "too early" },
        { "80048DFFFFFFFFFFFFFFFF2E", "too early" },
        { "800495FFFFFFFFFFFFFFFF4E2E", "too early" },
        { "80025801000000FF2E", "UTF-8" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Reads_what_the_SDK_sends(int index)
    {
        JsonElement vector = s_vectors[index];
        string args = string.Concat(vector.GetProperty("args").EnumerateArray().Select(value => value.GetRawText() + ","));
        string expected = Compact(
            $$$"""{"args":[null,{{{args}}}{"env":{{{vector.GetProperty("env")}}}}],"kwargs":{{{vector.GetProperty("kwargs")}}}}"""
                .Replace("\"env\":bc8954c2", "\"env\":\"bc8954c2\"", StringComparison.Ordinal));

        object? read = PickleReader.Read(Bytes(vector));

        Assert.Equal(expected, JsonSerializer.Serialize(read));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Reads_a_value_of_protocols_2_to_5(string hex, string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(PickleReader.Read(Convert.FromHexString(hex))).Replace("\\u00E9", "\\u00e9", StringComparison.Ordinal));

    [Fact]
    public void Reads_numbers_beyond_64_bits_and_bytes()
    {
        Assert.Equal(BigInteger.Pow(2, 64), PickleReader.Read(Convert.FromHexString("80028A0900000000000000" + "00012E")));
        Assert.Equal(long.MinValue, PickleReader.Read(Convert.FromHexString("80028A080000000000000080" + "2E")));
        Assert.Equal("hi"u8.ToArray(), PickleReader.Read(Convert.FromHexString("8003430268692E")));
        Assert.Equal("hi"u8.ToArray(), PickleReader.Read(Convert.FromHexString("8005960200000000000000" + "68692E")));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Refuses_the_rest_with_a_reason(string hex, string reason)
    {
        PickleException error = Assert.Throws<PickleException>(() => PickleReader.Read(Convert.FromHexString(hex)));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Refuses_a_pickle_that_is_cut_off_anywhere(int index)
    {
        byte[] whole = Bytes(s_vectors[index]);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<PickleException>(() => PickleReader.Read(whole.AsSpan(0, length)));
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_changed_byte_gives_a_value_or_the_exception_and_nothing_else(int index)
    {
        byte[] whole = Bytes(s_vectors[index]);
        for (int i = 0; i < whole.Length; i++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. whole];
                changed[i] = (byte)value;
                try
                {
                    PickleReader.Read(changed);
                }
                catch (PickleException)
                {
                    // Rejecting it is fine.
                }
            }
        }
    }

    [Fact]
    public void Refuses_what_grows_beyond_measure_or_is_nested_too_deep()
    {
        // Each list contains the previous one ten times: a thousand bytes expand to ten to the power of thirty values.
        StringBuilder bomb = new("8002" + "5D7100");
        for (int i = 1; i <= 30; i++)
        {
            bomb.Append("5D28").Append(string.Concat(Enumerable.Repeat($"68{i - 1:X2}", 10))).Append("65").Append($"71{i:X2}");
        }

        string deep = "8002" + string.Concat(Enumerable.Repeat("5D", 100_000)) + string.Concat(Enumerable.Repeat("61", 99_999)) + "2E";
        string bombEnd = string.Concat(Enumerable.Range(0, 30).Select(_ => "86")) + "2E";

        PickleException tooMany = Assert.Throws<PickleException>(() => PickleReader.Read(Convert.FromHexString(bomb + bombEnd)));
        Assert.Contains("values", tooMany.Message, StringComparison.Ordinal);
        Assert.Contains("deep", Assert.Throws<PickleException>(() => PickleReader.Read(Convert.FromHexString(deep))).Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(JsonElement vector) => Convert.FromBase64String(vector.GetProperty("args_b64").GetString()!);

    private static string Compact(string json) => JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json));

    private static JsonElement[] ReadVectors()
    {
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllText(Recordings.FleetPython));
        return [.. recorded.RootElement.GetProperty("pickle_vectors").GetProperty("vectors").EnumerateArray().Select(static vector => vector.Clone())];
    }
}
