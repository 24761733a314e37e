using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Accepts text only. PowerShell converts any object to text, so that two arguments in the wrong order would go unnoticed.</summary>
/// <param name="hint">The correct form of the command, for the error message.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextAttribute(string hint) : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData.Bare() switch
    {
        // Null is for the parameter's validation.
        null => null,
        string text => text,
        object other => throw new ArgumentTransformationMetadataException($"A value of type {other.GetType().Name} is not text. {hint}"),
    };
}
