using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Store;

/// <summary>Distinguishes a full disk from other failures: it is not the server's fault, and the person who runs the server can fix it.</summary>
internal static class FullDisk
{
    // ENOSPC and EDQUOT on Linux and macOS, ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL on Windows.
    private static readonly int[] s_codes = [28, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    /// <summary>True if a failure was caused by a full disk.</summary>
    public static bool IsBehind(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } || (failure is IOException && s_codes.Contains(failure.HResult)))
            {
                return true;
            }
        }

        return false;
    }
}
