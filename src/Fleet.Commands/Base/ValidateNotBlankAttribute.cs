using System.Collections;
using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// Rejects null, empty and blank ids and filters, and empty lists of them: <c>-RunId $typo</c> must never mean "everything".
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
internal sealed class ValidateNotBlankAttribute : ValidateArgumentsAttribute
{
    private const string Refusal = "The value is null, empty or blank. Specify a value, or omit the parameter.";

    /// <summary>True to accept an empty list, for parameters where it means "none of them".</summary>
    public bool AllowEmptyList { get; init; }

    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is not IEnumerable list || arguments is string)
        {
            Check(arguments);
            return;
        }

        bool any = false;
        foreach (object? element in list)
        {
            Check(element);
            any = true;
        }

        if (!any && !AllowEmptyList)
        {
            throw new ValidationMetadataException(Refusal);
        }
    }

    private static void Check(object? value)
    {
        object? bare = value.Bare();
        if (bare is null || (bare is string text && string.IsNullOrWhiteSpace(text)))
        {
            throw new ValidationMetadataException(Refusal);
        }
    }
}
