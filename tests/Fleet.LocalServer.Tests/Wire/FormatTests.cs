using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Releases.RunEvents;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Tests.Wire;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0.0, "0.0", "0.0")]
    [InlineData(-0.0, "-0.0", "-0.0")]
    [InlineData(1050, "1050.0", "1050.0")]
    [InlineData(0.1, "0.1", "0.1")]
    [InlineData(-0.7999999999999998, "-0.7999999999999998", "-0.7999999999999998")]
    [InlineData(1.5e-7, "1.5e-7", "1.5e-07")]
    [InlineData(0.0001, "0.0001", "0.0001")]
    [InlineData(0.00001, "0.00001", "1e-05")]
    [InlineData(0.000001, "1e-6", "1e-06")]
    [InlineData(1e15, "1000000000000000.0", "1000000000000000.0")]
    [InlineData(1e16, "1e+16", "1e+16")]
    [InlineData(1e23, "1e+23", "1e+23")]
    [InlineData(123456789012345680.0, "1.2345678901234568e+17", "1.2345678901234568e+17")]
    [InlineData(5e-324, "5e-324", "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308", "1.7976931348623157e+308")]
    public void Floats_have_the_two_spellings_of_the_original(double value, string answer, string line)
    {
        Assert.Equal(answer, FloatText.Short(value));
        Assert.Equal(line, FloatText.Python(value));
    }

    [Theory]
    [InlineData(0.03125, 4, "0.0312")]
    [InlineData(0.09375, 4, "0.0938")]
    [InlineData(1000.125, 2, "1000.12")]
    [InlineData(1000.375, 2, "1000.38")]
    [InlineData(1000.135, 2, "1000.13")]
    [InlineData(1e-9, 6, "0.000000")]
    [InlineData(1234567.891, 6, "1234567.891000")]
    [InlineData(1e22, 2, "10000000000000000000000.00")]
    public void Ties_go_to_the_even_digit(double value, int decimals, string expected) => Assert.Equal(expected, FloatText.Fixed(value, decimals));

    [Theory]
    [InlineData("2026-05-01T12:00:00.123456Z", "2026-05-01T12:00:00.123456Z")]
    [InlineData("2026-05-01T12:00:00.123456789Z", "2026-05-01T12:00:00.123456Z")]
    [InlineData("2026-05-01t12:00:00,5z", "2026-05-01T12:00:00.500000Z")]
    [InlineData("2026-05-01 12:00", "2026-05-01T12:00:00")]
    [InlineData("2026-05-01", "2026-05-01T00:00:00")]
    [InlineData("2026-05-01T12:00:00+00:00", "2026-05-01T12:00:00Z")]
    [InlineData("2026-05-01T12:00:00-0530", "2026-05-01T12:00:00-05:30")]
    [InlineData("1790000000", "2026-09-21T14:13:20Z")]
    [InlineData("1790000000500", "2026-09-21T14:13:20.500000Z")]
    [InlineData("1777636800.1e1", "2533-04-24T00:00:01Z")]
    [InlineData("-20000000000", "1336-03-23T12:26:40Z")]
    [InlineData("-20000000001", "1969-05-14T12:26:39.999000Z")]
    [InlineData("2026-05-01_12:00:00\u221205:00", "2026-05-01T12:00:00-05:00")]
    [InlineData("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00")]
    public void Times_keep_their_offset(string sent, string shown)
    {
        Assert.True(WireTime.TryParse(sent, out WireTime time));
        Assert.Equal(shown, time.ToString());
    }

    [Theory]
    [InlineData("2026-05-01T24:00:00Z")]
    [InlineData("2026-02-30")]
    [InlineData("20260501T120000Z")]
    [InlineData("2026-W18-5")]
    [InlineData("2026-05-01T12:00:00.Z")]
    [InlineData("2026-05-01T12:00:60Z")]
    [InlineData("2026-05-01T12")]
    [InlineData(" 2026-05-01T12:00:00Z")]
    [InlineData("1777636800 ")]
    [InlineData("1e9")]
    [InlineData("9223372036854775808")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void Other_times_are_refused(string sent) => Assert.False(WireTime.TryParse(sent, out _));

    [Fact]
    public void The_same_instant_in_two_offsets_is_one_instant()
    {
        Assert.True(WireTime.TryParse("2026-05-01T12:00:00+02:00", out WireTime east));
        Assert.True(WireTime.TryParse("2026-05-01T10:00:00Z", out WireTime zulu));
        Assert.True(WireTime.TryParse("2026-05-01T10:00:00", out WireTime bare));

        Assert.Equal(zulu.Instant, east.Instant);
        Assert.Equal(zulu.Instant, bare.Instant);
    }

    [Fact]
    public void A_minimal_event_is_shown_with_all_its_fields()
    {
        Assert.Equal(
            """
            {"api_version":"v1","type":"run_end","timestamp":"2026-09-21T14:13:20Z","workspace_id":"ws_local","agent_id":"a","release_id":"r",
            "run_id":"1","tenant_id":"t","task_id":"k","environment":"e","request":null,"metrics":{"latency_ms":820,"success":true,"error_type":null},
            "usage":{"model":{"provider":"p","model":"m","input_tokens":10,"output_tokens":5,"cached_input_tokens":0},"tools":[{"tool_name":"s",
            "invocations":1,"cost_units":1.5e-7}]},"labels":{"café":"☃😀\u0001\n"}}
            """.ReplaceLineEndings(""),
            Show(Event("""
                "timestamp":1790000000,"metrics":{"latency_ms":"820","success":"YES"},"surprise":1,"labels":{"café":"☃😀\u0001\n"},
                "usage":{"model":{"provider":"p","model":"m","input_tokens":10.0,"output_tokens":"5"},
                "tools":[{"tool_name":"s","invocations":true,"cost_units":"0.00000015"}]}
                """)));
    }

    [Theory]
    [InlineData("\"metrics\":null", "metrics")]
    [InlineData("\"labels\":{\"a\":1}", "labels.a")]
    [InlineData("\"labels\":{\"a\":\"\\ud800\"}", "labels.a")]
    [InlineData("\"type\":\"run_middle\"", "type")]
    [InlineData("\"timestamp\":null", "timestamp")]
    [InlineData("\"timestamp\":true", "timestamp")]
    [InlineData("\"metrics\":{\"latency_ms\":820.5}", "metrics.latency_ms")]
    [InlineData("\"metrics\":{\"latency_ms\":-1}", "metrics.latency_ms")]
    [InlineData("\"run_id\":7", "run_id")]
    [InlineData(
        "\"usage\":{\"model\":{\"provider\":\"p\",\"model\":\"m\",\"input_tokens\":1234567890123456789012345678901,\"output_tokens\":0}}",
        "usage.model.input_tokens")]
    [InlineData(
        "\"usage\":{\"model\":{\"provider\":\"p\",\"model\":\"m\",\"input_tokens\":0,\"output_tokens\":0},"
            + "\"tools\":[{\"tool_name\":\"t\",\"cost_units\":1e999}]}",
        "usage.tools.0.cost_units")]
    [InlineData("\"usage\":{\"model\":{\"provider\":\"p\",\"model\":\"m\",\"input_tokens\":0,\"output_tokens\":0},\"tools\":null}", "usage.tools")]
    public void What_would_poison_reads_is_refused_by_name(string member, string path)
    {
        RefusedException refused = Assert.Throws<RefusedException>(() => Event(member));

        Assert.StartsWith($"Invalid RunEvent: 1 validation error for RunEvent\n{path}\n  ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 0, "Expecting value")]
    [InlineData("{", 1, "Expecting property name enclosed in double quotes")]
    [InlineData("{\"a\"", 4, "Expecting ':' delimiter")]
    [InlineData("{\"a\":1", 6, "Expecting ',' delimiter")]
    [InlineData("{\"a\":1,}", 7, "Expecting property name enclosed in double quotes")]
    [InlineData("[1,]", 3, "Expecting value")]
    [InlineData("[1 2]", 3, "Expecting ',' delimiter")]
    [InlineData("\"abc", 0, "Unterminated string starting at")]
    [InlineData("{\"a\":\"\\", 5, "Unterminated string starting at")]
    [InlineData("\"a\\x\"", 2, "Invalid \\escape")]
    [InlineData("\"a\\u12\"", 3, "Invalid \\uXXXX escape")]
    [InlineData("\"\\u00e9", 2, "Invalid \\uXXXX escape")]
    [InlineData("\"a\nb\"", 2, "Invalid control character at")]
    [InlineData("01", 1, "Extra data")]
    [InlineData("1.", 1, "Extra data")]
    [InlineData("1e", 1, "Extra data")]
    [InlineData("-", 0, "Expecting value")]
    [InlineData("[1]]", 3, "Extra data")]
    [InlineData("  ", 2, "Expecting value")]
    [InlineData("[\"😀\",x]", 5, "Expecting value")]
    public void Broken_JSON_is_placed_where_python_places_it(string text, int position, string message) =>
        Assert.Equal((position, message), PythonJson.FindError(text));

    [Theory]
    [InlineData("{\"a\":1 , }", 7, "Illegal trailing comma before end of object")]
    [InlineData("[1,]", 2, "Illegal trailing comma before end of array")]
    [InlineData("{,}", 1, "Expecting property name enclosed in double quotes")]
    [InlineData("[1,,]", 3, "Expecting value")]
    public void Newer_python_names_commas_that_nothing_follows(string text, int position, string message) =>
        Assert.Equal((position, message), PythonJson.FindError(text, namesTrailingCommas: true));

    [Theory]
    [InlineData("[NaN, -Infinity, 1.5e+3, -0]")]
    [InlineData(" {\"a\": [true, false, null, \"\\ud83d\"]} ")]
    public void JSON_that_python_reads_has_no_such_place(string text) => Assert.Null(PythonJson.FindError(text));

    [Fact]
    public void Lines_are_sorted_and_in_ascii()
    {
        using JsonDocument document = JsonDocument.Parse("""{"b":[1,2.5e-7,null],"a":{"z":true,"\uff21":"é\"","😀":"\u007f"}}""");

        string line = Encoding.UTF8.GetString(new JsonText(JsonStyle.Line).Value(document.RootElement, sorted: true).EndLine().Written.Span);

        Assert.Equal("""{"a": {"z": true, "\uff21": "\u00e9\"", "\ud83d\ude00": "\u007f"}, "b": [1, 2.5e-07, null]}""" + "\n", line);
    }

    [Theory]
    [InlineData("version: 1", """{"version":1}""")]
    [InlineData("version: '1'", """{"version":"1"}""")]
    [InlineData("a: yes\nb: ~\nc: 1.5\nd: 0x1F\ne: 010\nf: 1_000\ng: 1e5", """{"a":true,"b":null,"c":1.5,"d":31,"e":8,"f":1000,"g":"1e5"}""")]
    [InlineData("base: &b {x: 1, y: 2}\nmore:\n  <<: *b\n  y: 3", """{"base":{"x":1,"y":2},"more":{"x":1,"y":3}}""")]
    [InlineData(
        "a: 0b11\nb: 1:30\nc: -.5\nd: +1_0.5\ne: 190:20:30.15\nf: 99999999999999999999\ng: !!null x",
        """{"a":3,"b":90,"c":"-.5","d":10.5,"e":685230.15,"f":99999999999999999999,"g":null}""")]
    [InlineData("[.inf, -.Inf, .NaN, 1.0e+999]", "[1e999,1e999,1e999,1e999]")]
    [InlineData("", "{}")]
    [InlineData("- a\n- !!str 1", """["a","1"]""")]
    public void Yaml_is_read_as_version_1_1(string yaml, string json) => Assert.Equal(json, YamlText.Read(yaml).GetRawText());

    [Fact]
    public void Yaml_that_multiplies_itself_is_refused()
    {
        string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 9).Select(static i =>
            $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Assert.Throws<YamlDotNet.Core.YamlException>(() => YamlText.Read(bomb));
    }

    private static RunEvent Event(string members)
    {
        Dictionary<string, JsonElement> all = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""
            {"timestamp":"2026-09-21T14:13:20Z","agent_id":"a","release_id":"r","run_id":"1","tenant_id":"t","task_id":"k","environment":"e",
             "usage":{"model":{"provider":"p","model":"m","input_tokens":1,"output_tokens":1}}}
            """)!;
        using JsonDocument own = JsonDocument.Parse($"{{{members}}}");
        foreach (JsonProperty member in own.RootElement.EnumerateObject())
        {
            all[member.Name] = member.Value.Clone();
        }

        string text = "{" + string.Join(',', all.Select(static pair => $"\"{pair.Key}\":{pair.Value.GetRawText()}")) + "}";
        using JsonDocument document = JsonDocument.Parse(text);
        return RunEvent.Read(document.RootElement);
    }

    private static string Show(RunEvent shown)
    {
        JsonText json = new();
        shown.Write(json);
        return Encoding.UTF8.GetString(json.Written.Span);
    }
}
