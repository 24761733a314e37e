using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Fleet.Commands.Tests.Conventions;

/// <summary>Conventions of the output types that scripts rely on.</summary>
public sealed class ModelConventions
{
    public static TheoryData<Type> Records => [.. Exported.Where(t => t is { IsClass: true, IsAbstract: false } && !IsException(t))];

    public static TheoryData<Type> Exceptions => [.. Exported.Where(IsException)];

    private static IEnumerable<Type> Exported => Subjects.Models.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal);

    [Theory, MemberData(nameof(Records))]
    public void A_model_is_sealed_and_can_be_written_in_a_script(Type type)
    {
        // [Fleet.FleetInstance]@{ InstanceId = 'i1' } needs both, and a mock needs no more.
        Assert.True(type.IsSealed, "sealed");
        Assert.NotNull(type.GetConstructor(Type.EmptyTypes));
    }

    [Theory, MemberData(nameof(Records))]
    public void A_model_shown_as_text_is_its_identity(Type type)
    {
        MethodInfo text = type.GetMethod(nameof(ToString), Type.EmptyTypes)!;

        Assert.Equal(type, text.DeclaringType);
        Assert.Null(text.GetCustomAttribute<CompilerGeneratedAttribute>());
        Assert.NotNull(Activator.CreateInstance(type)!.ToString());
    }

    [Theory, MemberData(nameof(Records)), MemberData(nameof(Exceptions))]
    public void A_property_cannot_be_changed_once_it_is_made(Type type) => Assert.Empty(
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(p => p.SetMethod is { IsPublic: true } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
            .Select(p => p.Name));

    [Theory, MemberData(nameof(Records))]
    public void A_list_is_an_array_and_a_map_a_dictionary(Type type)
    {
        // PowerShell converts @('a', 'b') to string[] and @{} to IDictionary, but to no generic interface; and it cannot index the type that the
        // compiler generates for a collection expression of such an interface.
        Assert.All(
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(p.PropertyType)),
            p => Assert.True(p.PropertyType.IsArray || p.PropertyType == typeof(IDictionary), $"{p.Name}: {p.PropertyType}"));
    }

    [Theory, MemberData(nameof(Records))]
    public void An_empty_model_can_be_read(Type type)
    {
        object empty = Activator.CreateInstance(type)!;

        Assert.All(type.GetProperties(BindingFlags.Public | BindingFlags.Instance), p => _ = p.GetValue(empty));
    }

    [Theory, MemberData(nameof(Exceptions))]
    public void An_error_is_one_of_the_family(Type type)
    {
        Assert.True(typeof(FleetException).IsAssignableFrom(type), $"derived from {nameof(FleetException)}");
        Assert.NotNull(type.GetConstructor([typeof(string), typeof(Exception)]));
    }

    [Fact]
    public void Models_need_nothing_but_the_framework() =>
        Assert.All(Subjects.Models.GetReferencedAssemblies(), a => Assert.StartsWith("System.", a.Name, StringComparison.Ordinal));

    [Fact]
    public void All_models_are_in_the_namespace_that_users_write() => Assert.All(Exported, t => Assert.Equal("Fleet", t.Namespace));

    private static bool IsException(Type type) => typeof(Exception).IsAssignableFrom(type);
}
