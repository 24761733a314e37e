using System.Reflection;
using System.Runtime.CompilerServices;

namespace Fleet.Commands.Tests.Conventions;

/// <summary>Conventions of the client that cmdlets and C# programs rely on.</summary>
public sealed class ClientConventions
{
    // For C# programs with a container or a logger. Cmdlets do not use them; each is a class of its own so that none can by accident.
    private static readonly string[] s_forHosts = ["FleetLoggerExtensions", "FleetServiceCollectionExtensions"];

    public static TheoryData<string> Methods => [.. PublicMethods.Where(m => !s_forHosts.Contains(m.DeclaringType!.Name)).Select(Name).Distinct()];

    public static TheoryData<string> Hosts => [.. s_forHosts];

    private static IEnumerable<MethodInfo> PublicMethods => Subjects.Client.GetExportedTypes()
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(m => !m.IsSpecialName && m.GetCustomAttribute<CompilerGeneratedAttribute>() is null);

    private static IEnumerable<MethodInfo> Asynchronous =>
        PublicMethods.Where(m => IsAsynchronous(m.ReturnType) && m.Name != nameof(IAsyncDisposable.DisposeAsync));

    [Fact]
    public void Whatever_waits_can_be_cancelled()
    {
        Assert.NotEmpty(Asynchronous);
        Assert.All(
            Asynchronous,
            m => Assert.True(m.GetParameters().LastOrDefault()?.ParameterType == typeof(CancellationToken), $"{Name(m)}: a CancellationToken comes last"));
    }

    [Fact]
    public void Whatever_waits_says_so_in_its_name() => Assert.All(Asynchronous, m => Assert.True(m.Name.EndsWith("Async", StringComparison.Ordinal), Name(m)));

    [Theory, MemberData(nameof(Methods))]
    public void Only_types_of_the_framework_and_our_own_cross_the_boundary(string name)
    {
        // A package's type would have a different identity on the other side of the load context.
        IEnumerable<Type> types = PublicMethods.Where(m => Name(m) == name)
            .SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType))
            .SelectMany(Parts);

        Assert.All(types, t => Assert.True(IsShared(t), t.FullName));
    }

    [Theory, MemberData(nameof(Hosts))]
    public void What_is_for_hosts_is_nothing_but_extension_methods(string name)
    {
        Type type = Assert.Single(Subjects.Client.GetExportedTypes(), t => t.Name == name);

        Assert.True(type is { IsAbstract: true, IsSealed: true });
        Assert.All(type.GetMethods(BindingFlags.Public | BindingFlags.Static), m => Assert.True(m.IsDefined(typeof(ExtensionAttribute)), Name(m)));
    }

    [Fact]
    public void Only_such_types_are_in_its_properties() => Assert.All(
        Subjects.Client.GetExportedTypes().SelectMany(t => t.GetProperties()),
        p => Assert.All(Parts(p.PropertyType), t => Assert.True(IsShared(t), $"{p.DeclaringType}.{p.Name}: {t.FullName}")));

    private static bool IsAsynchronous(Type type) =>
        typeof(Task).IsAssignableFrom(type)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is var generic && (generic == typeof(IAsyncEnumerable<>) || generic == typeof(ValueTask<>)))
        || type == typeof(ValueTask);

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    private static bool IsShared(Type type) =>
        type.Assembly == Subjects.Client || type.Assembly == Subjects.Models || type.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal);

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
