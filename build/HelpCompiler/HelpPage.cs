using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Fleet.HelpCompiler;

/// <summary>An example: runnable code, with an explanation.</summary>
internal sealed record HelpExample(string Title, string Code, IReadOnlyList<string> Remarks);

/// <summary>A page of help, with everything that the code does not contain.</summary>
/// <remarks>
/// The format is that of PlatyPS, without anything that reflection provides: <c># Verb-Noun</c>, then <c>## SYNOPSIS</c>, <c>## DESCRIPTION</c>,
/// <c>## EXAMPLES</c> (<c>### Example 1: title</c>, code, text), <c>## PARAMETERS</c> (<c>### -Name</c>, text), <c>## OUTPUTS</c>,
/// <c>## NOTES</c> and <c>## RELATED LINKS</c>.
/// </remarks>
internal sealed class HelpPage
{
    private static readonly string[] s_sections = ["SYNOPSIS", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    private readonly Dictionary<string, List<Block>> _sections = new(StringComparer.Ordinal);

    private HelpPage(string path) => Path = path;

    public string Path { get; }

    public string Name { get; private set; } = "";

    public string Synopsis => string.Join(' ', Text("SYNOPSIS"));

    public IReadOnlyList<string> Description => Text("DESCRIPTION");

    public IReadOnlyList<string> Outputs => Text("OUTPUTS");

    public IReadOnlyList<string> Notes => Text("NOTES");

    public IReadOnlyList<HelpExample> Examples { get; private set; } = [];

    /// <summary>The descriptions of parameters, by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters { get; private set; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<(string Text, string Uri)> Links { get; private set; } = [];

    /// <summary>The errors in the page's format.</summary>
    public List<string> Problems { get; } = [];

    public static HelpPage Read(string path)
    {
        HelpPage page = new(path);
        page.Split(Markdown.Parse(File.ReadAllText(path)));
        page.Examples = [.. Subsections(page.Section("EXAMPLES")).Select(s => page.ReadExample(s.Title, s.Body))];
        page.Parameters = page.ReadParameters();
        page.Links = [.. page.Section("RELATED LINKS").SelectMany(b => b.Descendants<LinkInline>()).Select(ReadLink)];
        return page;
    }

    private void Split(MarkdownDocument document)
    {
        List<Block>? section = null;
        foreach (Block block in document)
        {
            if (block is HeadingBlock { Level: 1 } title)
            {
                Name = MarkdownText.Inline(title);
            }
            else if (block is HeadingBlock { Level: 2 } heading)
            {
                string name = MarkdownText.Inline(heading);
                if (!s_sections.Contains(name))
                {
                    Problems.Add($"'## {name}' is not one of {string.Join(", ", s_sections)}");
                }

                section = [];
                if (!_sections.TryAdd(name, section))
                {
                    Problems.Add($"'## {name}' occurs twice");
                }
            }
            else if (section is not null)
            {
                section.Add(block);
            }
            else if (block is not LinkReferenceDefinitionGroup)
            {
                Problems.Add("there is text before the first section");
            }
        }
    }

    private List<Block> Section(string name) => _sections.GetValueOrDefault(name) ?? [];

    private IReadOnlyList<string> Text(string section) => [.. MarkdownText.Paragraphs(Section(section))];

    private static IEnumerable<(string Title, List<Block> Body)> Subsections(List<Block> section)
    {
        for (int i = 0; i < section.Count; i++)
        {
            if (section[i] is HeadingBlock { Level: 3 } heading)
            {
                yield return (MarkdownText.Inline(heading), section.Skip(i + 1).TakeWhile(b => b is not HeadingBlock { Level: <= 3 }).ToList());
            }
        }
    }

    private HelpExample ReadExample(string title, List<Block> body)
    {
        List<FencedCodeBlock> code = [.. body.OfType<FencedCodeBlock>().Where(b => b.Info == "powershell")];
        if (code.Count == 0)
        {
            Problems.Add($"'### {title}' has no powershell code");
        }

        return new HelpExample(
            title,
            string.Join("\n\n", code.Select(MarkdownText.Code)),
            [.. MarkdownText.Paragraphs(body.Except(code))]);
    }

    private Dictionary<string, IReadOnlyList<string>> ReadParameters()
    {
        Dictionary<string, IReadOnlyList<string>> parameters = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string title, List<Block> body) in Subsections(Section("PARAMETERS")))
        {
            if (!title.StartsWith('-'))
            {
                Problems.Add($"'### {title}' is not a parameter: write '### -Name'");
            }
            else if (!parameters.TryAdd(title[1..], [.. MarkdownText.Paragraphs(body)]))
            {
                Problems.Add($"'### {title}' occurs twice");
            }
        }

        return parameters;
    }

    private static (string Text, string Uri) ReadLink(LinkInline link)
    {
        string text = string.Concat(link.Descendants<LiteralInline>().Select(l => l.ToString()));

        // A link to another page is for readers of the source; in the shell, its name is enough.
        return (text, link.Url is { } url && url.Contains("://", StringComparison.Ordinal) ? url : "");
    }
}
