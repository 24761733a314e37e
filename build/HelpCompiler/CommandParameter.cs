using System.Reflection;

namespace Fleet.HelpCompiler;

/// <summary>The binding of a parameter in one parameter set.</summary>
internal sealed record ParameterBinding(bool Mandatory, int? Position, bool FromPipeline, bool FromPropertyName, bool FromRemaining)
{
    public string PipelineInput => (FromPipeline, FromPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}

/// <summary>A parameter as declared by the cmdlet's class.</summary>
internal sealed record CommandParameter
{
    public const string AllSets = "__AllParameterSets";

    private const string Automation = "System.Management.Automation.";

    public required string Name { get; init; }

    public required Type Type { get; init; }

    /// <summary>The bindings, by parameter set.</summary>
    public required IReadOnlyDictionary<string, ParameterBinding> Bindings { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The values that the parameter is limited to; empty if it is not limited.</summary>
    public IReadOnlyList<string> ValidValues { get; init; } = [];

    /// <summary>The default value; null if there is none.</summary>
    public string? DefaultValue { get; init; }

    public bool SupportsWildcards { get; init; }

    public bool IsSwitch => Type.FullName == Automation + "SwitchParameter";

    public string TypeName => (Nullable.GetUnderlyingType(Type) ?? Type).Name;

    /// <summary>Finds the binding in one set; null if the parameter is not in it.</summary>
    public ParameterBinding? In(string set) => Bindings.GetValueOrDefault(set) ?? Bindings.GetValueOrDefault(AllSets);

    /// <summary>Reads a property of a cmdlet; null if it is not a parameter, or a hidden one.</summary>
    public static CommandParameter? TryRead(PropertyInfo property, object cmdlet)
    {
        IList<CustomAttributeData> attributes = property.GetCustomAttributesData();
        List<CustomAttributeData> declarations = [.. attributes.Where(a => Is(a, "ParameterAttribute"))];
        if (declarations.Count == 0 || declarations.Exists(a => Named(a, "DontShow", false)))
        {
            return null;
        }

        return new CommandParameter
        {
            Name = property.Name,
            Type = property.PropertyType,
            Bindings = declarations.ToDictionary(a => Named(a, "ParameterSetName", AllSets), Bind),
            Aliases = [.. attributes.Where(a => Is(a, "AliasAttribute")).SelectMany(Strings)],
            ValidValues = ReadValidValues(property.PropertyType, attributes),
            DefaultValue = IsOutOfRange(property.GetValue(cmdlet), attributes) ? null : Format(property.GetValue(cmdlet)),
            SupportsWildcards = attributes.Any(a => Is(a, "SupportsWildcardsAttribute")),
        };
    }

    /// <summary>Checks if an attribute is the named one of PowerShell's. Compared by name: the reference assembly's attributes keep no values.</summary>
    public static bool Is(CustomAttributeData attribute, string name) => attribute.AttributeType.FullName == Automation + name;

    public static T Named<T>(CustomAttributeData attribute, string name, T otherwise) =>
        attribute.NamedArguments.FirstOrDefault(a => a.MemberName == name) is { TypedValue.Value: T value } ? value : otherwise;

    private static ParameterBinding Bind(CustomAttributeData attribute) => new(
        Named(attribute, "Mandatory", false),
        Named(attribute, "Position", int.MinValue) is int position and >= 0 ? position : null,
        Named(attribute, "ValueFromPipeline", false),
        Named(attribute, "ValueFromPipelineByPropertyName", false),
        Named(attribute, "ValueFromRemainingArguments", false));

    private static string[] ReadValidValues(Type type, IList<CustomAttributeData> attributes)
    {
        Type element = type.IsArray ? type.GetElementType()! : type;
        element = Nullable.GetUnderlyingType(element) ?? element;
        return element.IsEnum
            ? Enum.GetNames(element)
            : [.. attributes.Where(a => Is(a, "ValidateSetAttribute")).SelectMany(Strings)];
    }

    /// <summary>Reads the arguments of a <c>params string[]</c> constructor.</summary>
    private static IEnumerable<string> Strings(CustomAttributeData attribute) => attribute.ConstructorArguments
        .SelectMany(a => a.Value is IEnumerable<CustomAttributeTypedArgument> items ? items : [a])
        .Select(a => a.Value)
        .OfType<string>();

    /// <summary>Checks if a value is outside the allowed range: 0 for a number that must be greater means "not set".</summary>
    private static bool IsOutOfRange(object? value, IList<CustomAttributeData> attributes) =>
        value is int number
        && attributes.FirstOrDefault(a => Is(a, "ValidateRangeAttribute")) is { ConstructorArguments: [{ Value: int lowest }, ..] }
        && number < lowest;

    private static string? Format(object? value) => value switch
    {
        null => null,
        Array { Length: 0 } => null,
        Array items => string.Join(", ", items.Cast<object>()),
        bool flag => flag ? "True" : "False",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ when value.GetType().FullName == Automation + "SwitchParameter" => "False",
        _ => value.ToString(),
    };
}
