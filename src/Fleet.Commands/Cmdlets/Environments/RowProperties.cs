using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Makes a property of each column of a row.</summary>
internal sealed class RowProperties
{
    // Every object of the shell has these, and refuses others of their names.
    private static readonly string[] s_reserved = ["PSObject", "PSBase", "PSAdapted", "PSExtended", "PSTypeNames"];

    private readonly string[] _names;

    /// <summary>Finds a name of its own for each column: those of a query may be empty, or be there twice, and case does not count here.</summary>
    public RowProperties(IReadOnlyList<string> columns)
    {
        HashSet<string> taken = new(s_reserved, StringComparer.OrdinalIgnoreCase);
        _names = new string[columns.Count];
        for (int i = 0; i < columns.Count; i++)
        {
            string wanted = string.IsNullOrWhiteSpace(columns[i]) ? $"column{i + 1}" : columns[i];
            string name = wanted;
            for (int copy = 2; !taken.Add(name); copy++)
            {
                name = $"{wanted}_{copy}";
            }

            _names[i] = name;
        }
    }

    /// <summary>The row with its properties.</summary>
    public PSObject Of(FleetRow row)
    {
        PSObject shown = new(row);
        object?[] values = row.GetValues();
        for (int i = 0; i < _names.Length; i++)
        {
            shown.Properties.Add(new PSNoteProperty(_names[i], values[i]), preValidated: true);
        }

        return shown;
    }
}
