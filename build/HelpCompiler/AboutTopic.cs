using System.Text;
using Markdig;
using Markdig.Syntax;

namespace Fleet.HelpCompiler;

/// <summary>Converts the page of a conceptual topic to text (<c>about_*.help.txt</c>).</summary>
internal static class AboutTopic
{
    private const int Width = 80;
    private const string Margin = "    ";

    public static string Write(string markdown)
    {
        StringBuilder text = new();
        foreach (Block block in Markdown.Parse(markdown))
        {
            if (block is HeadingBlock { Level: 1 } title)
            {
                text.AppendLine("TOPIC").Append(Margin).AppendLine(MarkdownText.Inline(title)).AppendLine();
            }
            else if (block is HeadingBlock heading)
            {
                // Get-Help finds the synopsis of a topic by its SHORT DESCRIPTION heading, at the line's start.
                text.AppendLine(heading.Level == 2 ? MarkdownText.Inline(heading) : "  " + MarkdownText.Inline(heading));
            }
            else
            {
                foreach (string paragraph in MarkdownText.Paragraphs([block]))
                {
                    Wrap(text, paragraph, isCode: block is CodeBlock);
                }

                text.AppendLine();
            }
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Wrap(StringBuilder text, string paragraph, bool isCode)
    {
        foreach (string line in paragraph.Split('\n'))
        {
            // Text below a list mark is aligned with the item's text.
            bool isItem = line.StartsWith("- ", StringComparison.Ordinal) || (line.Length > 0 && char.IsAsciiDigit(line[0]));
            int mark = isItem ? line.IndexOf(' ', StringComparison.Ordinal) + 1 : 0;
            string hanging = Margin + new string(' ', mark);
            string indent = Margin;
            StringBuilder current = new();
            foreach (string word in isCode ? [line] : line.Split(' '))
            {
                if (current.Length > 0 && indent.Length + current.Length + 1 + word.Length > Width)
                {
                    text.Append(indent).AppendLine(current.ToString());
                    current.Clear();
                    indent = hanging;
                }

                current.Append(current.Length > 0 ? " " : "").Append(word);
            }

            text.Append(current.Length > 0 ? indent : "").AppendLine(current.ToString());
        }
    }
}
