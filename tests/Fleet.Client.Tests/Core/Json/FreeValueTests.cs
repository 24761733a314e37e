using System.Buffers;
using System.Collections;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Fleet.Client.Core;

namespace Fleet.Client.Tests.Core;

public sealed class FreeValueTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { null, "null" },
        { "a\"\\\n\u0001é😀\u2028<&'+", "\"a\\\"\\\\\\n\\u0001é😀\u2028<&'+\"" },
        { 'c', "\"c\"" },
        { true, "true" },
        { (byte)7, "7" },
        { -5, "-5" },
        { ulong.MaxValue, "18446744073709551615" },
        { BigInteger.Pow(10, 30), "1000000000000000000000000000000" },
        { new BigInteger(3), "3" },
        { 1.0, "1.0" },
        { 0.1f, "0.1" },
        { 1e300, "1E+300" },
        { 2.50m, "2.5" },
        { 2m, "2" },
        { DayOfWeek.Friday, "\"Friday\"" },
        { new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)), "\"2026-01-02T03:04:05+01:00\"" },
        { new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(10), "\"2026-01-02T03:04:05.000001+00:00\"" },
        { new Guid("00000000-0000-0000-0000-0000000000ff"), "\"00000000-0000-0000-0000-0000000000ff\"" },
        { new Uri("http://x/a b"), "\"http://x/a b\"" },
        { new object?[] { 1, new List<int> { 2 }, null }, "[1,[2],null]" },
        { new Hashtable { ["b"] = 1, ["a"] = new Dictionary<string, object> { ["z"] = 1, ["y"] = 2 } }, "{\"a\":{\"z\":1,\"y\":2},\"b\":1}" },
        { new Hashtable { [1] = "one" }, "{\"1\":\"one\"}" },
        { new OrderedDictionary<string, object?> { ["b"] = 1, ["a"] = 2 }, "{\"b\":1,\"a\":2}" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void What_a_script_gives_is_written_as_JSON(object? value, string expected) => Assert.Equal(expected, Write(value));

    [Fact]
    public void What_was_read_is_written_the_same()
    {
        const string json = """{"z":1,"a":1.0,"t":"x","f":false,"n":null,"l":[1,"a",{"k":[]}],"d":2.5e-07}""";
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(json));
        reader.Read();

        Assert.Equal(json.Replace("2.5e-07", "2.5E-07", StringComparison.Ordinal), Write(FreeJson.Read(ref reader)));
    }

    public static TheoryData<object, string> Refused
    {
        get
        {
            Hashtable self = [];
            self["self"] = new object[] { 1, self };
            return new()
            {
                { new Hashtable { ["a"] = new[] { 1.0, double.NaN } }, "data.a[1]" },
                { new Hashtable { ["a"] = float.PositiveInfinity }, "data.a" },
                { self, "data.self[1]" },
                { new Hashtable { ["a"] = new object() }, "data.a" },
                { new Hashtable { ["a"] = (Action)(static () => { }) }, "data.a" },
                { new Hashtable { [1] = 1, ["1"] = 2 }, "data.1" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_has_no_form_in_JSON_is_refused_with_its_path(object value, string path)
    {
        FleetValidationException refusal = Assert.Throws<FleetValidationException>(() => FreeValue.Plain(value, "data"));

        Assert.Equal(path, Assert.Single(refusal.Fields).Field);
        Assert.StartsWith(path + ": ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_thing_twice_is_no_cycle()
    {
        int[] shared = [1];

        Assert.Equal("[[1],[1]]", Write(new[] { shared, shared }));
    }

    private static string Write(object? value)
    {
        ArrayBufferWriter<byte> bytes = new();
        using Utf8JsonWriter json = new(bytes, JsonSyntax.Compact);
        FreeValue.Write(json, FreeValue.Plain(value, "data"));
        json.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
