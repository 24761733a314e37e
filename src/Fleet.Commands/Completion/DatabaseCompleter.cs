using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Fleet.Commands;

/// <summary>Completes the databases that every instance has; others can be typed.</summary>
internal sealed class DatabaseCompleter : IArgumentCompleter
{
    private static readonly (string Name, string Description)[] s_databases = [("current", "the data as it is now"), ("seed", "the data at the start")];

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) => s_databases
        .Where(database => database.Name.StartsWith(wordToComplete?.Trim('\'', '"') ?? "", StringComparison.OrdinalIgnoreCase))
        .Select(static database => new CompletionResult(database.Name, database.Name, CompletionResultType.ParameterValue, database.Description));
}
