using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DurableParallel.Engine.Journal.Sqlite.Files;

/// <summary>
/// The operating system's lock of an open file. The runtime takes the same one for a file that is not shared, but not
/// where System.IO.DisableFileLocking is set.
/// </summary>
internal static partial class FileLock
{
    private const int ExclusiveAtOnce = 2 | 4;
    private const int Interrupted = 4;
    private const int HeldOnLinux = 11;
    private const int HeldOnMac = 35;

    /// <summary>Takes the lock, which the file keeps until it is closed. False when another open file has it.</summary>
    /// <exception cref="IOException">The file system has no locks.</exception>
    public static bool TryTake(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            // A file that is not shared is refused to every other opener there, whatever is set.
            return true;
        }

        while (Lock(file, ExclusiveAtOnce) != 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    break;
                case HeldOnLinux or HeldOnMac:
                    return false;
                case var error:
                    throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }

        return true;
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Lock(SafeFileHandle file, int operation);
}
