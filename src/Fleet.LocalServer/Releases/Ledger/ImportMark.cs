using Fleet.LocalServer.Releases.RunEvents;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>
/// A file that is there while a ledger is taken over. The evidence and the ledger are two databases that cannot change at once: the ledger is
/// committed first, so when a server that was killed meanwhile has left the mark and no run event, its next start takes the rest away too.
/// </summary>
/// <param name="folder">The folder of the databases.</param>
internal sealed class ImportMark(string folder)
{
    private readonly string _path = Path.Combine(folder, "import-pending");

    /// <summary>Where a ledger that is being sent is kept until it is taken over.</summary>
    public string NewUpload() => Path.Combine(folder, $"import-{Guid.NewGuid():N}.tmp");

    /// <summary>Sets the mark.</summary>
    public void Set() => File.WriteAllBytes(_path, []);

    /// <summary>Takes the mark away.</summary>
    public void Remove() => File.Delete(_path);

    /// <summary>Takes away what an upload left; SQLite puts files of its own beside one.</summary>
    /// <param name="upload">The upload; null for all.</param>
    public void RemoveUploads(string? upload = null)
    {
        foreach (string leftover in Directory.EnumerateFiles(folder, upload is null ? "import-*.tmp*" : Path.GetFileName(upload) + "*"))
        {
            File.Delete(leftover);
        }
    }

    /// <summary>Undoes what a killed server left half-done.</summary>
    public async Task UndoAsync(ReleasesState state)
    {
        RemoveUploads();
        if (!File.Exists(_path))
        {
            return;
        }

        bool isWhole;
        using (RunEventReader reader = state.Evidence.OpenReader())
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
