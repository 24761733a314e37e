using System.Collections;
using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// Turns the values of an id parameter into ids: text stays as it is, an object with the property supplies its value, and anything else does
/// not bind.
/// </summary>
/// <remarks>
/// This keeps <c>$instance | Remove-FleetInstance</c> from closing the instance's whole run. The binder tries piped values
/// before properties, so an object with an instance id binds as one before its <c>RunId</c> is considered, whatever the type of the
/// id (a CSV row, or a row whose id is a number: that would need a conversion, and a textual <c>RunId</c> would win).
/// For the same reason, an object with a blank id is rejected as a whole. One without the property is reported as a failed cast,
/// which the binder takes as "not this parameter" and tries the next: that is how a run reaches <c>-RunId</c>, and why a task
/// does not become an instance id through its text.
/// </remarks>
/// <param name="property">The property that contains the id.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdentityAttribute(string property) : ArgumentTransformationAttribute
{
    /// <summary>Another property that contains the id if an object lacks the first.</summary>
    public string? Or { get; init; }

    /// <summary>A type that has the property but is meant for another parameter.</summary>
    public Type? Except { get; init; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = inputData.Bare();
        return bare is IEnumerable list and not (string or IDictionary)
            ? list.Cast<object?>().Select(Id).ToArray()
            : Id(inputData);
    }

    // Null and blank text pass: the parameter's validation rejects them with its own message.
    private string? Id(object? value)
    {
        object? bare = value.Bare();
        switch (bare)
        {
            case null or string:
                return (string?)bare;
            case byte or short or ushort or int or uint or long or ulong or Guid:
                return LanguagePrimitives.ConvertTo<string>(bare);
        }

        PSMemberInfoCollection<PSPropertyInfo> properties = PSObject.AsPSObject(value).Properties;
        if ((properties[property] ?? (Or is null ? null : properties[Or])) is not { } found || bare.GetType() == Except)
        {
            string message = $"A {bare.GetType().Name} has no {property}.";
            throw new ArgumentTransformationMetadataException(message, new PSInvalidCastException(message));
        }

        string? id = found.Value is { } inner ? LanguagePrimitives.ConvertTo<string>(inner) : null;
        return string.IsNullOrWhiteSpace(id)
            ? throw new ArgumentTransformationMetadataException($"The {property} is null, empty or blank.")
            : id;
    }
}
