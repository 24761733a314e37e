using System.Reflection;
using Fleet.HelpCompiler;

namespace Fleet.Commands.Tests.Conventions;

/// <summary>Conventions that every cmdlet follows.</summary>
public sealed class CmdletConventions
{
    private const int HighImpact = 3;

    // Verbs that change something outside the process. Connect and Disconnect only change the session.
    private static readonly string[] s_changing =
        [
            "Add", "Clear", "Confirm", "Deny", "Export", "Import", "Invoke", "New", "Publish", "Register",
            "Remove", "Request", "Reset", "Restore", "Send", "Set", "Start", "Stop", "Update",
        ];

    // A seed is a number for a reset, and a file for a comparison: both names follow from their purpose.
    private static readonly string[] s_twoMeanings = ["Seed"];

    private static readonly string[] s_areas = ["Connection", "Environments", "Releases", "Agents"];

    private static readonly string[] s_secretWords = ["ApiKey", "Jwt", "Token", "Password", "Credential"];

    [Fact]
    public void There_are_cmdlets() => Assert.NotEmpty(Subjects.CmdletClasses);

    [Theory, MemberData(nameof(Subjects.ClassNames), MemberType = typeof(Subjects))]
    public void A_cmdlet_class_is_public_sealed_and_named_as_its_cmdlet(string className)
    {
        Type type = Subjects.CmdletClasses[className];
        IList<CustomAttributeTypedArgument> name = Subjects.CmdletAttribute(type)!.ConstructorArguments;

        Assert.True(type.IsPublic && type.IsSealed, "public sealed");
        Assert.Equal("Fleet.Commands", type.Namespace);
        Assert.Equal($"{name[0].Value}{name[1].Value}Command", type.Name);
        Assert.True(type.IsSubclassOf(typeof(FleetCmdlet)), $"derived from {nameof(FleetCmdlet)}");
    }

    [Theory, MemberData(nameof(Subjects.ClassNames), MemberType = typeof(Subjects))]
    public void A_cmdlet_has_a_file_of_its_own_in_the_folder_of_its_area(string className)
    {
        string folder = Subjects.InRepository("src", "Fleet.Commands", "Cmdlets");
        string file = Assert.Single(Directory.GetFiles(folder, className + ".cs", SearchOption.AllDirectories));

        Assert.Contains(Path.GetDirectoryName(Path.GetRelativePath(folder, file)), s_areas);
    }

    [Fact]
    public void The_manifest_names_every_cmdlet_and_no_other() =>
        Assert.Equal(Subjects.CmdletsByName.Keys.Order(), Subjects.ManifestList("CmdletsToExport")!.Order());

    [Theory]
    [InlineData("CmdletsToExport")]
    [InlineData("FunctionsToExport")]
    [InlineData("VariablesToExport")]
    [InlineData("AliasesToExport")]
    public void An_export_list_is_explicit(string list)
    {
        IReadOnlyList<string>? names = Subjects.ManifestList(list);

        Assert.NotNull(names);
        Assert.DoesNotContain(names, n => n.Contains('*', StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Subjects.CmdletNames), MemberType = typeof(Subjects))]
    public void A_verb_is_approved_and_a_noun_has_the_prefix(string name)
    {
        IEnumerable<string> approved = Subjects.PowerShell.GetExportedTypes()
            .Where(t => t.Namespace == "System.Management.Automation" && t.Name.StartsWith("Verbs", StringComparison.Ordinal))
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(f => (string)f.GetRawConstantValue()!);

        Assert.Contains(Subjects.CmdletsByName[name].Verb, approved);
        Assert.StartsWith("Fleet", Subjects.CmdletsByName[name].Noun, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Subjects.CmdletNames), MemberType = typeof(Subjects))]
    public void The_output_is_declared_and_of_our_types(string name)
    {
        Command cmdlet = Subjects.CmdletsByName[name];

        Assert.NotEmpty(cmdlet.OutputTypes);
        Assert.All(cmdlet.OutputTypes, type => Assert.True(
            type.Assembly == Subjects.Models || type == typeof(void) || type == typeof(Uri) || (type == typeof(bool) && Parameter(cmdlet, "Quiet") is not null),
            type.FullName));
    }

    [Theory, MemberData(nameof(Subjects.CmdletNames), MemberType = typeof(Subjects))]
    public void What_changes_something_can_be_asked_what_if(string name)
    {
        Command cmdlet = Subjects.CmdletsByName[name];

        Assert.True(cmdlet.SupportsShouldProcess || !s_changing.Contains(cmdlet.Verb), "SupportsShouldProcess");
    }

    [Theory, MemberData(nameof(Subjects.ClassNames), MemberType = typeof(Subjects))]
    public void Nothing_waits_at_a_prompt(string className)
    {
        CustomAttributeData cmdlet = Subjects.CmdletAttribute(Subjects.CmdletClasses[className])!;
        object? impact = cmdlet.NamedArguments.FirstOrDefault(a => a.MemberName == "ConfirmImpact").TypedValue.Value;

        Assert.NotEqual(HighImpact, impact);
        Assert.True(
            impact is null || CommandParameter.Named(cmdlet, "SupportsShouldProcess", false), "ConfirmImpact does nothing without SupportsShouldProcess");
    }

    [Theory, MemberData(nameof(Subjects.CmdletNames), MemberType = typeof(Subjects))]
    public void A_secret_is_never_a_plain_text(string name) => Assert.DoesNotContain(
        Subjects.CmdletsByName[name].Parameters,
        p => p.Type == typeof(string) && s_secretWords.Any(w => p.Name.EndsWith(w, StringComparison.Ordinal)));

    [Theory, MemberData(nameof(Subjects.CmdletNames), MemberType = typeof(Subjects))]
    public void A_choice_is_a_switch(string name) => Assert.DoesNotContain(Subjects.CmdletsByName[name].Parameters, p => p.Type == typeof(bool));

    [Theory, MemberData(nameof(Subjects.CmdletNames), MemberType = typeof(Subjects))]
    public void A_set_takes_one_parameter_by_value(string name)
    {
        Command cmdlet = Subjects.CmdletsByName[name];

        Assert.All(cmdlet.Sets, set => Assert.True(cmdlet.Parameters.Count(p => p.In(set) is { FromPipeline: true }) <= 1, set));
    }

    [Theory, MemberData(nameof(Subjects.CmdletNames), MemberType = typeof(Subjects))]
    public void A_default_set_exists(string name)
    {
        Command cmdlet = Subjects.CmdletsByName[name];
        CustomAttributeData attribute = Subjects.CmdletAttribute(Subjects.CmdletClasses[cmdlet.Verb + cmdlet.Noun + "Command"])!;
        string chosen = CommandParameter.Named(attribute, "DefaultParameterSetName", cmdlet.Sets[0]);

        Assert.Contains(chosen, cmdlet.Sets);
        Assert.True(cmdlet.Sets.Count == 1 || chosen == cmdlet.Sets[0], "with several sets one is the default");
    }

    [Fact]
    public void A_name_means_one_type_everywhere()
    {
        IEnumerable<string> clashes = Subjects.CmdletsByName.Values
            .SelectMany(c => c.Parameters)
            .GroupBy(p => p.Name, p => Element(p.Type), StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Distinct().Count() > 1 && !s_twoMeanings.Contains(g.Key))
            .Select(g => $"-{g.Key}: {string.Join(", ", g.Distinct().Select(t => t.Name))}");

        Assert.Empty(clashes);
    }

    [Theory, MemberData(nameof(Subjects.CmdletNames), MemberType = typeof(Subjects))]
    public void A_text_says_whether_nothing_and_blank_are_refused(string name)
    {
        // -RunId $typo must never mean "everything".
        Command cmdlet = Subjects.CmdletsByName[name];
        Type type = Subjects.CmdletClasses[cmdlet.Verb + cmdlet.Noun + "Command"];
        IEnumerable<CommandParameter> texts = cmdlet.Parameters.Where(p => Element(p.Type) == typeof(string));

        Assert.All(texts, p => Assert.True(
            type.GetProperty(p.Name)!.GetCustomAttributesData().Select(a => a.AttributeType.Name).Any(
                rule => rule.StartsWith("Validate", StringComparison.Ordinal) || rule.StartsWith("Allow", StringComparison.Ordinal)),
            $"-{p.Name} takes anything"));
    }

    [Theory, MemberData(nameof(Subjects.CmdletNames), MemberType = typeof(Subjects))]
    public void A_cmdlet_is_tested_in_the_real_shell(string name) =>
        Assert.Single(Directory.EnumerateFiles(Subjects.InRepository("tests", "Pester", "Cmdlets"), name + ".Tests.ps1", SearchOption.AllDirectories));

    private static CommandParameter? Parameter(Command cmdlet, string name) => cmdlet.Parameters.FirstOrDefault(p => p.Name == name);

    private static Type Element(Type type)
    {
        Type element = type.IsArray ? type.GetElementType()! : type;
        return Nullable.GetUnderlyingType(element) ?? element;
    }
}
