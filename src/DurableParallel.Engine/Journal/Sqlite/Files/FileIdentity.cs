using System.Runtime.InteropServices;

namespace DurableParallel.Engine.Journal.Sqlite.Files;

/// <summary>Which file a path names, so that another file in its place is noticed.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Number">The file's number in it; 0 where the operating system is not asked.</param>
/// <param name="Links">How many names the file has.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly partial record struct FileIdentity(ulong Device, ulong Number, uint Links)
{
    private const int CurrentDirectory = -100;
    private const uint BasicStatistics = 0x7ff;
    private const int BufferLength = 256;
    private const int LinksOffset = 16;
    private const int NumberOffset = 32;
    private const int DeviceOffset = 136;
    private const int NoEntry = 2;
    private const int NotADirectory = 20;

    /// <summary>The file that a path names; null when there is none. Without a number where that is not known: on Linux it is.</summary>
    public static FileIdentity? Read(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return WithoutNumber(path);
        }

        Span<byte> status = stackalloc byte[BufferLength];
        try
        {
            if (StatX(CurrentDirectory, path, 0, BasicStatistics, ref MemoryMarshal.GetReference(status)) != 0)
            {
                return Marshal.GetLastPInvokeError() is NoEntry or NotADirectory ? null : WithoutNumber(path);
            }
        }
        catch (EntryPointNotFoundException)
        {
            return WithoutNumber(path);
        }

        return new FileIdentity(
            MemoryMarshal.Read<ulong>(status[DeviceOffset..]),
            MemoryMarshal.Read<ulong>(status[NumberOffset..]),
            MemoryMarshal.Read<uint>(status[LinksOffset..]));
    }

    /// <summary>Whether both are the same file, as far as that is known.</summary>
    public bool IsSame(in FileIdentity other) => Number == 0 || other.Number == 0 || (Number == other.Number && Device == other.Device);

    private static FileIdentity? WithoutNumber(string path) => File.Exists(path) ? new FileIdentity(0, 0, 1) : null;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int directory, string path, int flags, uint mask, ref byte status);
}
