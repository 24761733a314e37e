using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fleet.Architecture.Tests;

/// <summary>Finds which source files of a project refer to which.</summary>
/// <remarks>
/// The compiler's own symbols decide, so constants, <c>nameof</c> and inferred types count; text in comments, XML docs and
/// <c>using</c> directives does not.
/// </remarks>
internal static class SourceReferences
{
    private const string ImplicitUsings =
        """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Threading; global using System.Threading.Tasks;
        """;

    private const string WebUsings =
        """
        global using System.Net.Http.Json; global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;
        """;

    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Preview, DocumentationMode.None);

    // The framework, and every package and project that the build copied beside this assembly.
    private static readonly Lazy<MetadataReference[]> s_assemblies = new(static () =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Append(typeof(SourceReferences).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "PowerShellStandard").Value!)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>Reads the sources of a project's folder.</summary>
    /// <param name="folder">The project's folder.</param>
    /// <returns>Its references between files.</returns>
    public static IReadOnlyList<SourceReference> OfFolder(string folder) => Of(
        Path.GetFileName(folder),
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file)))
            .Where(static file => !file.Item1.StartsWith("obj/", StringComparison.Ordinal) && !file.Item1.StartsWith("bin/", StringComparison.Ordinal)));

    /// <summary>Reads sources.</summary>
    /// <param name="assembly">The name of the assembly that they make.</param>
    /// <param name="sources">Path and text of each.</param>
    /// <returns>Their references to each other.</returns>
    public static IReadOnlyList<SourceReference> Of(string assembly, IEnumerable<(string Path, string Text)> sources)
    {
        SyntaxTree[] trees = [.. sources.Select(static source => CSharpSyntaxTree.ParseText(source.Text, s_parse, source.Path))];
        bool web = trees.Any(static tree => tree.ToString().Contains("WebApplication", StringComparison.Ordinal));
        CSharpCompilation compilation = CSharpCompilation.Create(
            assembly,
            [.. trees, CSharpSyntaxTree.ParseText(web ? ImplicitUsings + WebUsings : ImplicitUsings, s_parse)],
            s_assemblies.Value.Where(one => Path.GetFileNameWithoutExtension(one.Display) != assembly),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

        return [.. trees.AsParallel().AsOrdered().SelectMany(tree => OfTree(compilation.GetSemanticModel(tree), tree))];
    }

    private static List<SourceReference> OfTree(SemanticModel model, SyntaxTree tree)
    {
        List<SourceReference> found = [];
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes(static node => node is not UsingDirectiveSyntax))
        {
            if (node is not (SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax))
            {
                continue;
            }

            SymbolInfo info = model.GetSymbolInfo(node);
            foreach (ISymbol symbol in info.Symbol is null ? info.CandidateSymbols : [info.Symbol])
            {
                // Types of this project have their syntax; those of assemblies have none.
                INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
                string? target = type?.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath;
                if (!string.IsNullOrEmpty(target) && target != tree.FilePath)
                {
                    found.Add(new SourceReference(tree.FilePath, tree.GetLineSpan(node.Span).StartLinePosition.Line + 1, target, type!.Name));
                }
            }
        }

        return found;
    }
}
