using System.Reflection;
using System.Text.RegularExpressions;
using Fleet.HelpCompiler;
using Fleet.Testing;

namespace Fleet.Commands.Tests.Conventions;

/// <summary>The subjects of the conventions. Attributes are read as data, since the reference assembly's attribute objects keep no values.</summary>
internal static partial class Subjects
{
    public static Assembly Commands { get; } = typeof(FleetCmdlet).Assembly;

    public static Assembly Models { get; } = typeof(FleetInstance).Assembly;

    public static Assembly Client { get; } = typeof(Client.FleetClient).Assembly;

    public static Assembly PowerShell { get; } = typeof(System.Management.Automation.PSCmdlet).Assembly;

    /// <summary>All classes with a Cmdlet attribute, however they are declared.</summary>
    public static IReadOnlyDictionary<string, Type> CmdletClasses { get; } = Commands.GetTypes()
        .Where(t => CmdletAttribute(t) is not null)
        .ToDictionary(t => t.Name);

    /// <summary>The cmdlets visible to users, by name.</summary>
    public static IReadOnlyDictionary<string, Command> CmdletsByName { get; } = Command.ReadAll(Commands).ToDictionary(c => c.Name);

    public static TheoryData<string> ClassNames => [.. CmdletClasses.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string> CmdletNames => [.. CmdletsByName.Keys.Order(StringComparer.Ordinal)];

    public static string Manifest { get; } = File.ReadAllText(InRepository("Fleet.psd1"));

    public static CustomAttributeData? CmdletAttribute(Type type) =>
        type.GetCustomAttributesData().FirstOrDefault(a => CommandParameter.Is(a, "CmdletAttribute"));

    public static string InRepository(params string[] path) => Path.Combine([RepositoryRoot.Path, .. path]);

    /// <summary>Reads a list of names from the manifest.</summary>
    public static IReadOnlyList<string>? ManifestList(string key)
    {
        Match list = Regex.Match(Manifest, $@"^\s*{key}\s*=\s*@\((?<items>[^)]*)\)", RegexOptions.Multiline);
        return list.Success ? [.. QuotedText().Matches(list.Groups["items"].Value).Select(m => m.Groups[1].Value)] : null;
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex QuotedText();
}
