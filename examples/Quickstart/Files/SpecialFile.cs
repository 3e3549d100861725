using System.Runtime.InteropServices;

namespace DurableParallel.Quickstart;

/// <summary>
/// Recognises what is no ordinary file, before anybody opens it: opening a FIFO waits until somebody writes to it, and
/// a device may never end.
/// </summary>
internal static class SpecialFile
{
    private const int TypeMask = 0xF000;
    private const int ModeOffset = sizeof(int);

    /// <summary>What the path is, in words; null for an ordinary file and for what is not there.</summary>
    public static string? Describe(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        // .NET tells the permissions of a file but not its type; its own shim over lstat does, alike on every Unix.
        var status = new byte[256];
        if (LStat(path, status) != 0)
        {
            return null;
        }

        return (BitConverter.ToInt32(status, ModeOffset) & TypeMask) switch
        {
            0x1000 => "FIFO",
            0x2000 => "character device",
            0x6000 => "block device",
            0xA000 => "symbolic link",
            0xC000 => "socket",
            _ => null,
        };
    }

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_LStat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int LStat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, byte[] status);
}
