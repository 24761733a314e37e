using Fleet.LocalServer.Releases.RunEvents;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>
/// A file that exists while a ledger is being imported. The run events and the ledger are two databases, which cannot change in one transaction: the
/// ledger is committed first. A server killed in between leaves the mark but no run events, and the next start then removes the rest too.
/// </summary>
/// <param name="folder">The folder of the databases.</param>
internal sealed class ImportMark(string folder)
{
    private readonly string _path = Path.Combine(folder, "import-pending");

    /// <summary>Returns a path for a ledger that is being uploaded.</summary>
    public string NewUpload() => Path.Combine(folder, $"import-{Guid.NewGuid():N}.tmp");

    /// <summary>Creates the mark.</summary>
    public void Set() => File.WriteAllBytes(_path, []);

    /// <summary>Removes the mark.</summary>
    public void Remove() => File.Delete(_path);

    /// <summary>Removes the remains of an upload, including the files that SQLite puts beside it.</summary>
    /// <param name="upload">The upload; null for all.</param>
    public void RemoveUploads(string? upload = null)
    {
        foreach (string leftover in Directory.EnumerateFiles(folder, upload is null ? "import-*.tmp*" : Path.GetFileName(upload) + "*"))
        {
            File.Delete(leftover);
        }
    }

    /// <summary>Undoes an import that a killed server left half done.</summary>
    public async Task UndoAsync(ReleasesState state)
    {
        RemoveUploads();
        if (!File.Exists(_path))
        {
            return;
        }

        bool isWhole;
        using (RunEventReader reader = state.RunEvents.OpenReader())
        {
            isWhole = reader.CountAll() > 0;
        }

        if (!isWhole)
        {
            await state.ClearAsync();
        }

        Remove();
    }
}
