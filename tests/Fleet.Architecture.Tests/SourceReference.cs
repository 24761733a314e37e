namespace Fleet.Architecture.Tests;

/// <summary>One place in a source file that names a type of another file in the same project.</summary>
/// <param name="File">The file that refers, relative to the project, with forward slashes.</param>
/// <param name="Line">The line of the reference, from 1.</param>
/// <param name="Target">The file that declares the type.</param>
/// <param name="Name">The type's name.</param>
public sealed record SourceReference(string File, int Line, string Target, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line} uses {Name} ({Target})";
}
