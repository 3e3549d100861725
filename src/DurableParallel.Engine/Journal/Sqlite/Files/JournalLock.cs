using System.Diagnostics;
using System.Text;

namespace DurableParallel.Engine.Journal.Sqlite.Files;

/// <summary>
/// One engine at a time per journal: a file beside it, held open for the engine's life under a lock of the operating
/// system, which frees it however the process ends. The holder's name stands in a second file that is not locked.
/// </summary>
internal sealed class JournalLock : IDisposable
{
    private const int LongestHolder = 512;
    private readonly FileStream _file;
    private readonly string _holderPath;

    private JournalLock(FileStream file, string holderPath)
    {
        _file = file;
        _holderPath = holderPath;
    }

    public static JournalLock Acquire(string journalPath)
    {
        var holderPath = journalPath + ".holder";
        FileStream file;
        try
        {
            file = JournalFile.OpenPrivate(journalPath + ".lock", FileShare.None);
        }
        catch (IOException fault) when (IsHeld(fault))
        {
            throw Held(journalPath, holderPath, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw JournalFile.Unreachable(journalPath, fault);
        }

        try
        {
            TakeLock(file, journalPath, holderPath);
            using var holder = JournalFile.OpenPrivate(holderPath, FileShare.ReadWrite);
            holder.SetLength(0);
            holder.Write(Encoding.UTF8.GetBytes(DescribeThisProcess()));
            return new JournalLock(file, holderPath);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw JournalFile.Unreachable(journalPath, fault);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Gives up the lock, also when its directory is gone.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_holderPath);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The name of the holder is for messages only. The next holder writes its own over it.
        }
        finally
        {
            _file.Dispose();
        }
    }

    private static void TakeLock(FileStream file, string journalPath, string holderPath)
    {
        try
        {
            if (!FileLock.TryTake(file.SafeFileHandle))
            {
                throw Held(journalPath, holderPath, cause: null);
            }
        }
        catch (IOException fault)
        {
            throw new DurableException(
                EngineErrorCodes.JournalNotLockable,
                $"The file '{file.Name}' cannot be locked: {fault.Message}. A second engine could open the journal unnoticed. Move the journal to a local disk.",
                fault);
        }
    }

    private static JournalLockedException Held(string journalPath, string holderPath, IOException? cause) =>
        new(
            $"The journal '{journalPath}' is open in {ReadHolder(holderPath)}. One engine at a time can have it: stop that one, or give this one another path.",
            cause);

    // What the lock says, as opposed to a full disk or a path that cannot be: EWOULDBLOCK on Linux and on macOS, and the
    // two violations of Windows.
    private static bool IsHeld(IOException fault) =>
        fault.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021);

    private static string DescribeThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return $"process {process.Id} ({process.ProcessName}, started {process.StartTime.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC)";
    }

    private static string ReadHolder(string path)
    {
        const string Unknown = "another process, whose name could not be read";
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Span<byte> bytes = stackalloc byte[LongestHolder];
            var text = Encoding.UTF8.GetString(bytes[..file.ReadAtLeast(bytes, LongestHolder, throwOnEndOfStream: false)]);
            return text.Length == 0 ? Unknown : string.Concat(text.Where(character => !char.IsControl(character)));
        }
        catch (IOException)
        {
            return Unknown;
        }
    }
}
