namespace Fleet.HelpCompiler;

/// <summary>Checks the pages against the cmdlets.</summary>
internal static class HelpChecker
{
    private const int ExamplesWanted = 2;

    /// <summary>Finds missing and wrong parts, each as the page's path and a description.</summary>
    /// <param name="commands">The cmdlets.</param>
    /// <param name="pages">Their pages, by cmdlet name.</param>
    /// <param name="shared">The page that describes parameters with the same meaning everywhere.</param>
    /// <param name="folder">The folder of the pages.</param>
    public static IEnumerable<(string Path, string Problem)> Check(
        IReadOnlyList<Command> commands,
        IReadOnlyDictionary<string, HelpPage> pages,
        HelpPage shared,
        string folder)
    {
        foreach (Command command in commands)
        {
            if (!pages.TryGetValue(command.Name, out HelpPage? page))
            {
                yield return (Path.Combine(folder, command.Name + ".md"), $"{command.Name} has no help");
                continue;
            }

            if (page.Name != command.Name)
            {
                yield return (page.Path, $"the title is '{page.Name}', not '{command.Name}'");
            }

            foreach (string problem in page.Problems.Concat(Check(command, page, shared)))
            {
                yield return (page.Path, problem);
            }
        }

        foreach ((string name, HelpPage page) in pages.Where(p => commands.All(c => c.Name != p.Key)))
        {
            yield return (page.Path, $"there is no cmdlet {name}");
        }

        foreach (string name in shared.Parameters.Keys.Where(n => !commands.Any(c => Has(c, n))))
        {
            yield return (shared.Path, $"no cmdlet has a parameter -{name}");
        }
    }

    private static IEnumerable<string> Check(Command command, HelpPage page, HelpPage shared)
    {
        if (page.Synopsis.Length == 0)
        {
            yield return "the synopsis is missing";
        }

        if (page.Description.Count == 0)
        {
            yield return "the description is missing";
        }

        if (page.Examples.Count < ExamplesWanted)
        {
            yield return $"there are {page.Examples.Count} examples: at least {ExamplesWanted} are required";
        }

        if (page.Links.Count == 0)
        {
            yield return "there is no related link";
        }

        foreach (CommandParameter parameter in command.Parameters)
        {
            if (!page.Parameters.ContainsKey(parameter.Name) && !shared.Parameters.ContainsKey(parameter.Name))
            {
                yield return $"-{parameter.Name} is not described";
            }
        }

        foreach ((string name, IReadOnlyList<string> text) in page.Parameters)
        {
            if (!Has(command, name))
            {
                yield return $"-{name} is described, but {command.Name} has no such parameter";
            }
            else if (text.Count == 0)
            {
                yield return $"-{name} has no text";
            }
        }
    }

    private static bool Has(Command command, string parameter) =>
        command.Parameters.Any(p => p.Name.Equals(parameter, StringComparison.OrdinalIgnoreCase));
}
