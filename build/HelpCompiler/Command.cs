using System.Reflection;

namespace Fleet.HelpCompiler;

/// <summary>A cmdlet as declared by its class.</summary>
internal sealed record Command
{
    public required string Verb { get; init; }

    public required string Noun { get; init; }

    public required IReadOnlyList<CommandParameter> Parameters { get; init; }

    /// <summary>The parameter sets, the default one first.</summary>
    public required IReadOnlyList<string> Sets { get; init; }

    public bool SupportsShouldProcess { get; init; }

    public IReadOnlyList<Type> OutputTypes { get; init; } = [];

    public string Name => $"{Verb}-{Noun}";

    /// <summary>Reads all cmdlets of an assembly, by name.</summary>
    public static IReadOnlyList<Command> ReadAll(Assembly assembly) =>
        [.. assembly.GetExportedTypes().Select(TryRead).OfType<Command>().OrderBy(c => c.Name, StringComparer.Ordinal)];

    private static Command? TryRead(Type type)
    {
        IList<CustomAttributeData> attributes = type.GetCustomAttributesData();
        if (type.IsAbstract || attributes.FirstOrDefault(a => CommandParameter.Is(a, "CmdletAttribute")) is not { } cmdlet)
        {
            return null;
        }

        object instance = Activator.CreateInstance(type)!;
        try
        {
            List<CommandParameter> parameters = [.. type.GetProperties().Select(p => CommandParameter.TryRead(p, instance)).OfType<CommandParameter>()];
            string defaultSet = CommandParameter.Named(cmdlet, "DefaultParameterSetName", CommandParameter.AllSets);
            List<string> sets = [.. parameters.SelectMany(p => p.Bindings.Keys).Distinct().Where(s => s != CommandParameter.AllSets)];
            return new Command
            {
                Verb = (string)cmdlet.ConstructorArguments[0].Value!,
                Noun = (string)cmdlet.ConstructorArguments[1].Value!,
                Parameters = parameters,
                Sets = sets.Count == 0 ? [CommandParameter.AllSets] : [.. sets.OrderBy(s => s != defaultSet)],
                SupportsShouldProcess = CommandParameter.Named(cmdlet, "SupportsShouldProcess", false),
                OutputTypes = [.. attributes.Where(a => CommandParameter.Is(a, "OutputTypeAttribute")).SelectMany(Types).Distinct()],
            };
        }
        finally
        {
            (instance as IDisposable)?.Dispose();
        }
    }

    private static IEnumerable<Type> Types(CustomAttributeData attribute) => attribute.ConstructorArguments
        .SelectMany(a => a.Value is IEnumerable<CustomAttributeTypedArgument> items ? items : [a])
        .Select(a => a.Value)
        .OfType<Type>();
}
