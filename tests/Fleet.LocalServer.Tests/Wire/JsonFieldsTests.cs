using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Tests.Wire;

/// <summary>The reader of JSON objects, whose errors are rendered as a list or as text.</summary>
public sealed class JsonFieldsTests
{
    private const string Document = """{"name":5,"count":-1,"tools":[{"uses":"x"},7],"labels":{"a.b":1},"extra":true}""";

    [Fact]
    public void The_short_list_has_no_input() => Assert.Equal(
        """
        [{"loc":["body","name"],"msg":"Input should be a valid string","type":"string_type"},
        {"loc":["body","count"],"msg":"Input should be greater than or equal to 0","type":"greater_than_equal"},
        {"loc":["body","tools",1],"msg":"Input should be a valid dictionary","type":"dict_type"},
        {"loc":["body","tools",0,"uses"],"msg":"Input should be a valid integer","type":"int_parsing"},
        {"loc":["body","labels","a.b"],"msg":"Input should be a valid string","type":"string_type"}]
        """.ReplaceLineEndings(""),
        FieldErrorList.Short(Read(FieldRules.Environments, "body")).ToJsonString());

    [Fact]
    public void The_full_list_has_the_input_and_refuses_unknown_members() => Assert.Equal(
        """
        {"detail":[{"type":"string_type","loc":["body","name"],"msg":"Input should be a valid string","input":5},
        {"type":"greater_than_equal","loc":["body","count"],"msg":"Input should be greater than or equal to 0","input":-1,"ctx":{"ge":0}},
        {"type":"dict_type","loc":["body","tools",1],"msg":"Input should be a valid dictionary","input":7},
        {"type":"int_parsing","loc":["body","tools",0,"uses"],"msg":"Input should be a valid integer","input":"x"},
        {"type":"string_type","loc":["body","labels","a.b"],"msg":"Input should be a valid string","input":1},
        {"type":"extra_forbidden","loc":["body","extra"],"msg":"Extra inputs are not permitted","input":true}]}
        """.ReplaceLineEndings(""),
        Encoding.UTF8.GetString(FieldErrorList.Full(Read(FieldRules.Agents, "body")).Written.Span));

    [Fact]
    public void The_text_has_paths() => Assert.Equal(
        """
        5 validation errors for Thing
        name
          Input should be a valid string [type=string_type]
        count
          Input should be greater than or equal to 0 [type=greater_than_equal]
        tools.1
          Input should be a valid dictionary [type=model_type]
        tools.0.uses
          Input should be a valid integer, unable to parse string as an integer [type=int_parsing]
        labels.`a.b`
          Input should be a valid string [type=string_type]
        """.ReplaceLineEndings("\n"),
        FieldErrorText.Of(Read(FieldRules.Documents), "Thing"));

    private static IReadOnlyList<FieldError> Read(FieldRules rules, params object[] location)
    {
        IReadOnlyList<FieldError> found = [];
        FieldErrors errors = new(all =>
        {
            found = all;
            return new FormatException();
        });
        JsonFields fields = new(JsonElement.Parse(Document), rules, errors, location);
        fields.Text("name");
        fields.Count("count");
        foreach (JsonFields tool in fields.Objects("tools"))
        {
            tool.WholeOrNull("uses");
        }

        fields.TextMap("labels");
        Assert.Throws<FormatException>(fields.ThrowIfInvalid);
        return found;
    }
}
