using System.Text;

namespace Fleet.LocalServer.Environments.Files;

/// <summary>Parses separated values (RFC 4180).</summary>
internal static class SeparatedValues
{
    /// <summary>Reads the rows, ignoring empty lines.</summary>
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public static List<string[]> Read(string text, char separator)
    {
        List<string[]> rows = [];
        List<string> row = [];
        StringBuilder value = new();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    value.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    value.Append(text[i++]);
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && value.Length == 0)
            {
                quoted = true;
            }
            else if (c == separator)
            {
                EndValue();
            }
            else if (c == '\n')
            {
                EndRow();
            }
            else if (c != '\r' || i + 1 >= text.Length || text[i + 1] != '\n')
            {
                value.Append(c);
            }
        }

        if (quoted)
        {
            throw new FormatException("a quote is not closed");
        }

        EndRow();
        return rows;

        void EndValue()
        {
            row.Add(value.ToString());
            value.Clear();
        }

        void EndRow()
        {
            if (row.Count > 0 || value.Length > 0)
            {
                EndValue();
                rows.Add([.. row]);
                row.Clear();
            }
        }
    }
}
