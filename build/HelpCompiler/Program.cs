using System.Runtime.Loader;
using System.Xml.Linq;
using Fleet.HelpCompiler;

// HelpCompiler ASSEMBLY SOURCE DESTINATION: checks the pages in SOURCE against the cmdlets of ASSEMBLY and writes the help to DESTINATION.
if (args.Length != 3)
{
    Console.Error.WriteLine("HelpCompiler : error HELP0 : expected arguments: the cmdlet assembly, the folder of pages, the output folder");
    return 2;
}

(string assembly, string source, string destination) = (Path.GetFullPath(args[0]), Path.GetFullPath(args[1]), args[2]);

// Everything the cmdlets need lies beside them, except PowerShell itself, which this program provides.
AssemblyLoadContext.Default.Resolving += (context, name) =>
    Path.Combine(Path.GetDirectoryName(assembly)!, name.Name + ".dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;

IReadOnlyList<Command> commands = Command.ReadAll(AssemblyLoadContext.Default.LoadFromAssemblyPath(assembly));
HelpSource help = HelpSource.Read(source);
List<(string Path, string Problem)> problems = [.. HelpChecker.Check(commands, help.Pages, help.Shared, source)];
foreach ((string path, string problem) in problems)
{
    // The format that MSBuild reports as an error in that file.
    Console.Error.WriteLine($"{path} : error HELP1 : {problem}");
}

if (problems.Count > 0)
{
    return 1;
}

Directory.CreateDirectory(destination);
XDocument maml = new MamlWriter(help.Shared).Write(commands.Select(c => (c, help.Pages[c.Name])));
maml.Save(Path.Combine(destination, Path.GetFileName(assembly) + "-Help.xml"));
foreach (string about in help.AboutTopics)
{
    string text = AboutTopic.Write(File.ReadAllText(about));
    File.WriteAllText(Path.Combine(destination, Path.GetFileNameWithoutExtension(about) + ".help.txt"), text);
}

return 0;
