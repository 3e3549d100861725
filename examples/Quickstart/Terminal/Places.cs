namespace DurableParallel.Quickstart;

/// <summary>Turns paths as they are typed into full ones, and says in a sentence what is wrong with them.</summary>
internal static class Places
{
    public static string Folder(string? typed)
    {
        var folder = Full("The folder", typed ?? Repository() ?? ".");
        if (File.Exists(folder))
        {
            throw new UsageException($"'{folder}' is a file; name a folder.");
        }

        if (!Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder '{folder}'.");
        }

        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(folder).GetEnumerator();
            entries.MoveNext();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new UsageException($"The folder '{folder}' cannot be read: {exception.Message}");
        }

        return Path.TrimEndingDirectorySeparator(folder);
    }

    public static string Journal(string? typed, string series)
    {
        if (typed is not null)
        {
            return FileToWrite("--journal", typed);
        }

        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        var folder = Path.Combine(data.Length > 0 ? data : Path.GetTempPath(), "DurableParallel", "Quickstart");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new UsageException($"No place for the journal ({exception.Message}); name one with --journal.");
        }

        return Path.Combine(folder, $"{series}.db");
    }

    public static string FileToWrite(string option, string typed)
    {
        var path = Full(option, typed);
        if (Directory.Exists(path))
        {
            throw new UsageException($"{option} needs a file, and '{path}' is a folder.");
        }

        return Directory.Exists(Path.GetDirectoryName(path))
            ? path
            : throw new UsageException($"{option} names a file in a folder that does not exist: '{path}'.");
    }

    /// <summary>A file that is replaced as a whole, so that its folder must take new files; better said now than when the work is done.</summary>
    public static string FileToReplace(string option, string typed)
    {
        var path = FileToWrite(option, typed);
        var probe = Path.Combine(Path.GetDirectoryName(path)!, Path.GetRandomFileName());
        try
        {
            new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new UsageException($"'{path}' cannot be written, since its folder takes no new files; name another with {option}.");
        }

        return path;
    }

    /// <summary>Refuses to write two things to one file.</summary>
    public static void KeepApart(params (string Option, string? Path)[] files)
    {
        foreach (var same in files.Where(file => file.Path is not null).GroupBy(file => file.Path, StringComparer.Ordinal).Where(same => same.Skip(1).Any()))
        {
            throw new UsageException($"{string.Join(" and ", same.Select(file => file.Option))} need files of their own, and all are '{same.Key}'.");
        }
    }

    private static string Full(string what, string typed)
    {
        try
        {
            return Path.GetFullPath(typed);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException)
        {
            throw new UsageException($"{what} needs a path, and '{typed}' is none.");
        }
    }

    // The example's own program lies in the repository's build output.
    private static string? Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DurableParallel.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
