using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>Gives as many rows as can be an entry of their own.</summary>
internal static class Matching
{
    /// <summary>The entry of each row; null for one that gets none.</summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="entries">How many entries there are.</param>
    /// <param name="fits">Whether a row and an entry fit.</param>
    public static int?[] Find(int rows, int entries, Func<int, int, bool> fits)
    {
        int?[] entryOfRow = new int?[rows];
        bool?[] known = new bool?[entries * (long)rows <= int.MaxValue ? entries * rows : throw FleetCheck.Failed("Changes", "are too many for so many changed rows; name the keys of their rows")];
        for (int entry = 0; entry < entries; entry++)
        {
            Place(entry, new bool[rows]);
        }

        return entryOfRow;

        // A row that is taken goes to this entry if the one that has it finds another.
        bool Place(int entry, bool[] seen)
        {
            for (int row = 0; row < rows; row++)
            {
                if (!seen[row] && (known[(entry * rows) + row] ??= fits(row, entry)))
                {
                    seen[row] = true;
                    if (entryOfRow[row] is not { } holder || Place(holder, seen))
                    {
                        entryOfRow[row] = entry;
                        return true;
                    }
                }
            }

            return false;
        }
    }
}
