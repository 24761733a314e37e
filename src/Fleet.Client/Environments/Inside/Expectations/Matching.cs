using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>Matches rows with entries, so that as many rows as possible have an entry of their own.</summary>
internal static class Matching
{
    /// <summary>Returns the entry of each row; null for a row without one.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="entries">The number of entries.</param>
    /// <param name="fits">Returns whether a row and an entry fit.</param>
    public static int?[] Find(int rows, int entries, Func<int, int, bool> fits)
    {
        int?[] entryOfRow = new int?[rows];
        bool?[] known = new bool?[
            entries * (long)rows <= int.MaxValue
                ? entries * rows
                : throw FleetCheck.Failed("Changes", "are too many for so many changed rows; name the keys of their rows")
        ];
        for (int entry = 0; entry < entries; entry++)
        {
            Place(entry, new bool[rows]);
        }

        return entryOfRow;

        // A row that is taken is given to this entry if its current entry finds another.
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
