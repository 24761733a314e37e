using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Fleet.HelpCompiler;

/// <summary>Converts Markdown to the plain text shown in a terminal.</summary>
internal static class MarkdownText
{
    /// <summary>Returns one text per paragraph, list item or code block.</summary>
    public static IEnumerable<string> Paragraphs(IEnumerable<Block> blocks) => blocks.SelectMany(Paragraphs);

    /// <summary>Returns the text of a paragraph or heading, on one line.</summary>
    public static string Inline(LeafBlock block)
    {
        StringBuilder text = new();
        Append(text, block.Inline);
        return text.ToString().Trim();
    }

    /// <summary>Returns the lines of a code block.</summary>
    public static string Code(CodeBlock block) => block.Lines.ToString().TrimEnd();

    private static IEnumerable<string> Paragraphs(Block block) => block switch
    {
        CodeBlock code => [Indent(Code(code), "    ")],
        ListBlock list => list.Cast<ListItemBlock>().SelectMany((item, index) => ListItem(item, list.IsOrdered ? $"{index + 1}. " : "- ")),
        LeafBlock leaf => [Inline(leaf)],
        ContainerBlock container => container.SelectMany(Paragraphs),
        _ => [],
    };

    private static IEnumerable<string> ListItem(ListItemBlock item, string mark) =>
        item.SelectMany(Paragraphs).Select((text, index) => index == 0 ? mark + text : Indent(text, new string(' ', mark.Length)));

    private static string Indent(string text, string by) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : by + line));

    private static void Append(StringBuilder text, Inline? inline)
    {
        switch (inline)
        {
            case null:
                break;
            case CodeInline code:
                text.Append(code.Content);
                break;
            case LineBreakInline:
                text.Append(' ');
                break;
            case LinkInline { IsImage: false, Url: { } url } link when url.Contains("://", StringComparison.Ordinal):
                AppendAll(text, link);
                text.Append(" (").Append(url).Append(')');
                break;
            case ContainerInline container:
                AppendAll(text, container);
                break;
            default:
                text.Append(inline);
                break;
        }
    }

    private static void AppendAll(StringBuilder text, ContainerInline container)
    {
        foreach (Inline child in container)
        {
            Append(text, child);
        }
    }
}
