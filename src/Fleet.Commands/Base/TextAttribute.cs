using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Takes text alone. PowerShell makes text of any object, so that two arguments in the wrong order would be sent as what they are not.</summary>
/// <param name="hint">How the command is written, for who gave something else.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextAttribute(string hint) : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData.Bare() switch
    {
        // Null is for the parameter's validation.
        null => null,
        string text => text,
        object other => throw new ArgumentTransformationMetadataException($"A {other.GetType().Name} is no text. {hint}"),
    };
}
