using System.Xml.Linq;

namespace Fleet.HelpCompiler;

/// <summary>Writes the help in the format that <c>Get-Help</c> reads.</summary>
internal sealed class MamlWriter(HelpPage shared)
{
    private static readonly XNamespace s_items = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private static readonly (CommandParameter Parameter, string Text)[] s_shouldProcess =
    [
        (Switch("WhatIf", "wi"), "Shows what would happen without doing it."),
        (Switch("Confirm", "cf"), "Asks for confirmation before each change."),
    ];

    public XDocument Write(IEnumerable<(Command Command, HelpPage Page)> topics) => new(
        new XElement(
            s_items + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            topics.Select(t => Topic(t.Command, t.Page))));

    private XElement Topic(Command command, HelpPage page)
    {
        List<(CommandParameter Parameter, IReadOnlyList<string> Text)> parameters =
        [
            .. command.Parameters.Select(p => (p, page.Parameters.GetValueOrDefault(p.Name) ?? shared.Parameters.GetValueOrDefault(p.Name) ?? [])),
            .. command.SupportsShouldProcess ? s_shouldProcess.Select(p => (p.Parameter, (IReadOnlyList<string>)[p.Text])) : [],
        ];

        return new XElement(
            s_command + "command",
            new XElement(
                s_command + "details",
                new XElement(s_command + "name", command.Name),
                new XElement(s_command + "verb", command.Verb),
                new XElement(s_command + "noun", command.Noun),
                Description([page.Synopsis])),
            Description(page.Description),
            new XElement(s_command + "syntax", command.Sets.Select(set => Syntax(command, set, parameters))),
            new XElement(
                s_command + "parameters",
                parameters
                    .OrderBy(p => p.Parameter.Name, StringComparer.Ordinal)
                    .Select(p => Parameter(p.Parameter, Overall(p.Parameter), p.Text, isSyntax: false))),
            new XElement(s_command + "inputTypes", InputTypes(command)),
            new XElement(s_command + "returnValues", ReturnValues(command, page)),
            page.Notes.Count == 0 ? null : new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(page.Notes))),
            new XElement(s_command + "examples", page.Examples.Select(Example)),
            new XElement(s_command + "relatedLinks", page.Links.Select(Link)));
    }

    private static XElement Syntax(Command command, string set, List<(CommandParameter Parameter, IReadOnlyList<string> Text)> parameters) => new(
        s_command + "syntaxItem",
        new XElement(s_maml + "name", command.Name),
        parameters
            .Where(p => p.Parameter.In(set) is not null)
            .OrderBy(p => p.Parameter.In(set)!.Position ?? int.MaxValue)
            .ThenByDescending(p => p.Parameter.In(set)!.Mandatory)
            .Select(p => Parameter(p.Parameter, p.Parameter.In(set)!, p.Text, isSyntax: true)));

    private static XElement Parameter(CommandParameter parameter, ParameterBinding binding, IReadOnlyList<string> text, bool isSyntax) => new(
        s_command + "parameter",
        new XAttribute("required", Word(binding.Mandatory)),
        new XAttribute("variableLength", Word(parameter.Type.IsArray)),
        new XAttribute("globbing", Word(parameter.SupportsWildcards)),
        new XAttribute("pipelineInput", binding.PipelineInput),
        new XAttribute("position", binding.Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(s_maml + "name", parameter.Name),
        Description(parameter.ValidValues.Count == 0 ? text : [.. text, $"Accepted values: {string.Join(", ", parameter.ValidValues)}."]),
        isSyntax && parameter.ValidValues.Count > 0
            ? new XElement(s_command + "parameterValueGroup", parameter.ValidValues.Select(v => Value(v, required: false)))
            : null,
        isSyntax && parameter.IsSwitch ? null : Value(parameter.TypeName, required: !parameter.IsSwitch),
        Type(parameter.TypeName),
        new XElement(s_dev + "defaultValue", parameter.DefaultValue ?? "None"));

    /// <summary>Merges the bindings for the list of parameters, which has no sets: mandatory only if it is so in every set.</summary>
    private static ParameterBinding Overall(CommandParameter parameter) => new(
        parameter.Bindings.Values.All(b => b.Mandatory),
        parameter.Bindings.Values.Select(b => b.Position).FirstOrDefault(p => p is not null),
        parameter.Bindings.Values.Any(b => b.FromPipeline),
        parameter.Bindings.Values.Any(b => b.FromPropertyName),
        parameter.Bindings.Values.Any(b => b.FromRemaining));

    private static IEnumerable<XElement> InputTypes(Command command) => command.Parameters
        .Where(p => p.Bindings.Values.Any(b => b.FromPipeline))
        .Select(p => new XElement(s_command + "inputType", Type(FullName(p.Type)), Description([$"-{p.Name} accepts it by value."])));

    private static IEnumerable<XElement> ReturnValues(Command command, HelpPage page) => command.OutputTypes
        .Select((type, index) => new XElement(
            s_command + "returnValue", Type(type == typeof(void) ? "None" : FullName(type)), Description(index == 0 ? page.Outputs : [])));

    private static XElement Example(HelpExample example) => new(
        s_command + "example",
        new XElement(s_maml + "title", $"--------  {example.Title}  --------"),
        new XElement(s_dev + "code", example.Code),
        new XElement(s_dev + "remarks", Paragraphs(example.Remarks)));

    private static XElement Link((string Text, string Uri) link) => new(
        s_maml + "navigationLink",
        new XElement(s_maml + "linkText", link.Text),
        new XElement(s_maml + "uri", link.Uri));

    private static XElement Description(IReadOnlyList<string> text) => new(s_maml + "description", Paragraphs(text));

    private static IEnumerable<XElement> Paragraphs(IReadOnlyList<string> text) => text.Select(t => new XElement(s_maml + "para", t));

    private static XElement Type(string name) => new(s_dev + "type", new XElement(s_maml + "name", name), new XElement(s_maml + "uri"));

    private static XElement Value(string text, bool required) =>
        new(s_command + "parameterValue", new XAttribute("required", Word(required)), new XAttribute("variableLength", "false"), text);

    private static string FullName(Type type) => type.Namespace == "System" ? type.Name : type.FullName ?? type.Name;

    private static string Word(bool value) => value ? "true" : "false";

    private static CommandParameter Switch(string name, string alias) => new()
    {
        Name = name,
        Type = typeof(System.Management.Automation.SwitchParameter),
        Bindings = new Dictionary<string, ParameterBinding> { [CommandParameter.AllSets] = new(false, null, false, false, false) },
        Aliases = [alias],
        DefaultValue = "False",
    };
}
