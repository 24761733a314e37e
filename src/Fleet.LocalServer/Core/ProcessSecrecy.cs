using System.Runtime.InteropServices;
using System.Text;

namespace Fleet.LocalServer.Core;

/// <summary>
/// Keeps other processes of the same user from reading keys out of this one. Best effort: root can read everything, and systems other than Linux have
/// ways of their own.
/// </summary>
internal static class ProcessSecrecy
{
    private const int SetDumpable = 4;

    /// <summary>
    /// Overwrites the value of a variable in the memory where the system passed it: <c>/proc/PID/environ</c> shows that memory for the life of the
    /// process, whatever happens to the variable.
    /// </summary>
    public static void Erase(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        nint value = GetVariable(Encoding.UTF8.GetBytes(name + "\0"));
        for (int i = 0; value != 0 && Marshal.ReadByte(value, i) != 0; i++)
        {
            Marshal.WriteByte(value, i, (byte)' ');
        }
    }

    /// <summary>Hides the process's memory and <c>/proc</c> entries from other processes of the user.</summary>
    public static void HideMemory()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(SetDumpable, 0, 0, 0, 0);
        }
    }

    [DllImport("libc", EntryPoint = "getenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint GetVariable(byte[] name);

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nint first, nint second, nint third, nint fourth);
}
