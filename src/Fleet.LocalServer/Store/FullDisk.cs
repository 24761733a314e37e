using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Store;

/// <summary>Tells a full disk from all other failures: it is not the server's fault, and whoever runs it can do something about it.</summary>
internal static class FullDisk
{
    // ENOSPC and EDQUOT of Linux and macOS, ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private static readonly int[] s_codes = [28, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    /// <summary>Whether a full disk is behind a failure.</summary>
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
