using System.Xml.Linq;
using Fleet.Commands.Tests.Conventions;
using Fleet.HelpCompiler;

namespace Fleet.Commands.Tests.Help;

/// <summary>Tests the help in the format that PowerShell reads.</summary>
public sealed class HelpOutputTests
{
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    [Fact]
    public void What_the_class_knows_comes_from_the_class()
    {
        XElement topic = Topic("Get-FleetRun");
        XElement status = topic.Element(s_command + "parameters")!.Elements().Single(p => p.Element(s_maml + "name")!.Value == "Status");
        XElement runId = topic.Element(s_command + "parameters")!.Elements().Single(p => p.Element(s_maml + "name")!.Value == "RunId");

        Assert.Equal("String", status.Element(s_dev + "type")!.Element(s_maml + "name")!.Value);
        Assert.Equal("named", status.Attribute("position")!.Value);
        Assert.Equal("String[]", runId.Element(s_dev + "type")!.Element(s_maml + "name")!.Value);
        Assert.Equal("0", runId.Attribute("position")!.Value);
        Assert.Equal("True (ByPropertyName)", runId.Attribute("pipelineInput")!.Value);
        Assert.Equal(
            ["active", "inactive", "all"],
            topic.Element(s_command + "syntax")!.Descendants(s_command + "parameterValueGroup").Single().Elements().Select(v => v.Value));
    }

    [Fact]
    public void Each_parameter_set_has_a_syntax_with_what_it_asks_for()
    {
        List<XElement> sets = [.. Topic("Remove-FleetInstance").Element(s_command + "syntax")!.Elements()];

        Assert.Equal(3, sets.Count);
        Assert.Equal("InstanceId", sets[0].Element(s_command + "parameter")!.Element(s_maml + "name")!.Value);
        Assert.All(sets, s => Assert.Equal("true", s.Element(s_command + "parameter")!.Attribute("required")!.Value));
        Assert.All(sets, s => Assert.Contains("WhatIf", s.Descendants(s_maml + "name").Select(n => n.Value)));
    }

    [Fact]
    public void A_default_is_the_one_that_the_class_sets()
    {
        XElement threshold = Topic("Test-FleetTask").Element(s_command + "parameters")!.Elements()
            .Single(p => p.Element(s_maml + "name")!.Value == "VerifierTimeoutSeconds");

        Assert.Equal("30", threshold.Element(s_dev + "defaultValue")!.Value);
    }

    [Fact]
    public void A_topic_is_wrapped_text_with_a_synopsis()
    {
        const string page = "# about_X\n\n## SHORT DESCRIPTION\n\nOne `two` three.\n\n## LONG\n\n- item one\n\n```powershell\nGet-X | Remove-X\n```\n";

        Assert.Equal(
            "TOPIC\n    about_X\n\nSHORT DESCRIPTION\n    One two three.\n\nLONG\n    - item one\n\n        Get-X | Remove-X\n\n",
            AboutTopic.Write(page));
    }

    [Fact]
    public void A_long_line_of_a_topic_is_broken_at_a_word_and_hangs_below_its_mark()
    {
        string words = string.Join(' ', Enumerable.Repeat("word", 30));

        string[] lines = AboutTopic.Write($"- {words}\n").TrimEnd().Split('\n');

        Assert.All(lines, l => Assert.True(l.Length <= 80, l));
        Assert.StartsWith("    - word", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("      word", lines[1], StringComparison.Ordinal);
    }

    private static XElement Topic(string name)
    {
        HelpSource help = HelpSource.Read(Subjects.InRepository("src", "help", "en-US"));
        return new MamlWriter(help.Shared).Write([(Subjects.CmdletsByName[name], help.Pages[name])]).Root!.Elements().Single();
    }
}
