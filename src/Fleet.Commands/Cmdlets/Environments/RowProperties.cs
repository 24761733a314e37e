using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Adds a property to a row for each of its columns.</summary>
internal sealed class RowProperties
{
    // Every PowerShell object has these members and does not allow others with their names.
    private static readonly string[] s_reserved = ["PSObject", "PSBase", "PSAdapted", "PSExtended", "PSTypeNames"];

    private readonly string[] _names;

    /// <summary>Finds a unique name for each column: names in a query may be empty or repeated, and case is ignored here.</summary>
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

    /// <summary>Adds the properties to a row.</summary>
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
