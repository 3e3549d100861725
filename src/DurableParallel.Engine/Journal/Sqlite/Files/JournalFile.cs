using System.Buffers.Binary;
using System.Security.Cryptography;
using DurableParallel.Errors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DurableParallel.Engine.Journal.Sqlite.Files;

/// <summary>Makes the journal's file, or makes sure that an existing one is a journal that this version can read.</summary>
internal static class JournalFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int HeaderLength = 100;
    private const int UserVersionOffset = 60;
    private const int ApplicationIdOffset = 68;

    /// <summary>The path of the file itself, where a symbolic link was given: its lock and its write-ahead log are beside it.</summary>
    public static string Resolve(string path) => new FileInfo(path) is { LinkTarget: not null } link
        ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
        : path;

    public static void EnsureUsable(string path)
    {
        Batteries_V2.Init();
        if (!File.Exists(path))
        {
            // What is left of a journal whose file is gone would be taken for the new one's.
            if (File.Exists(path + "-wal"))
            {
                throw new JournalDamagedException(
                    $"There is no journal '{path}', and its write-ahead log is beside it. Restore the file from a copy, or remove '{path}-wal' to begin a new journal.");
            }

            Create(path);
            return;
        }

        if (new FileInfo(path).Length == 0)
        {
            throw new JournalDamagedException(
                $"The journal '{path}' is empty, as no engine leaves it: what it held is lost. Restore the file from a copy, or remove it to begin a new journal.");
        }

        if (FileIdentity.Read(path) is { Links: > 1 and var links })
        {
            throw new DurableException(
                EngineErrorCodes.JournalNotLockable,
                $"The journal '{path}' has {Counted.Of(links, "name")} (hard links). By another name a second engine could open it unnoticed. Remove the other names, or make a copy of the file.");
        }

        Span<byte> header = stackalloc byte[HeaderLength];
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
            {
                throw NotAJournal(path);
            }
        }

        if (!header.StartsWith("SQLite format 3\0"u8)
            || BinaryPrimitives.ReadInt32BigEndian(header[ApplicationIdOffset..]) != JournalSchema.ApplicationId)
        {
            throw NotAJournal(path);
        }

        var version = BinaryPrimitives.ReadInt32BigEndian(header[UserVersionOffset..]);
        if (version is < 1 or > JournalSchema.Version)
        {
            throw TooNew(path, version);
        }
    }

    /// <summary>Creates a file that only its owner may read, unless it is there already.</summary>
    public static FileStream OpenPrivate(string path, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>What the file system says of a journal's file, its lock or its directory.</summary>
    public static DurableException Unreachable(string path, Exception cause) =>
        new(
            EngineErrorCodes.JournalUnreachable,
            $"The journal '{path}' cannot be opened: {cause.Message} Nothing was changed in it. "
            + "The engine needs a directory in which it may create, read and write files: correct DurableEngineOptions.JournalPath, or the rights or the space there.",
            cause);

    public static DurableException TooNew(string path, long version) =>
        new(
            EngineErrorCodes.JournalTooNew,
            $"The journal '{path}' has schema {version}, and this version of DurableParallel reads up to {JournalSchema.Version}. "
            + "Nothing was changed in it. Open it with the version that wrote it, or a later one.");

    public static JournalDamagedException NotAJournal(string path) =>
        new($"The file '{path}' is not a journal of DurableParallel, and nothing was changed in it. Give the engine another path.");

    // Made under another name and moved into place, so that a crash leaves either no journal or a whole one.
    private static void Create(string path)
    {
        var draft = path + ".new";
        File.Delete(draft);
        OpenPrivate(draft, FileShare.ReadWrite).Dispose();
        var settings = new SqliteConnectionStringBuilder { DataSource = draft, Pooling = false };
        using (var connection = new SqliteConnection(settings.ConnectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE;" + JournalSchema.Create;
            command.ExecuteNonQuery();
            command.CommandText = "INSERT INTO journal VALUES ($id); COMMIT;";
            command.Parameters.AddWithValue("$id", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
            command.ExecuteNonQuery();
        }

        File.Move(draft, path, overwrite: true);
    }
}
