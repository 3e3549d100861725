using System.Text;

namespace DurableParallel.Quickstart;

/// <summary>Lists a folder and all below it. Symbolic links are named and not followed, so a loop ends nowhere.</summary>
internal static class FolderListing
{
    // The listing is one checkpoint, and a checkpoint holds 6 MiB at most, with quotes and commas.
    private const int MaxBytes = 5 * 1024 * 1024;
    private const int BytesAround = 3;

    private static readonly EnumerationOptions OneFolder = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <param name="folder">The full path of the folder.</param>
    /// <param name="excluded">Full paths that are the audit's own, such as its journal and its report.</param>
    public static FolderContents List(string folder, IReadOnlySet<string> excluded)
    {
        var files = new List<string>();
        var skipped = new List<SkippedEntry>();
        var pending = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        long bytes = 0;
        while (pending.TryPop(out var current))
        {
            foreach (var entry in Entries(current, folder, skipped))
            {
                if (IsLeftOut(entry, excluded))
                {
                    continue;
                }

                var path = RelativePath(folder, entry.FullName);
                bytes += Encoding.UTF8.GetByteCount(path) + BytesAround;
                if (bytes > MaxBytes)
                {
                    throw new InvalidDataException(
                        $"The folder holds more files than one audit can list (the names of {files.Count:N0} files fill {MaxBytes:N0} bytes); audit its subfolders one by one.");
                }

                if (entry.LinkTarget is not null)
                {
                    skipped.Add(new SkippedEntry(path, "symbolic link"));
                }
                else if (entry is DirectoryInfo subfolder)
                {
                    pending.Push(subfolder);
                }
                else
                {
                    files.Add(path);
                }
            }
        }

        return new FolderContents(
            [.. files.Order(StringComparer.Ordinal)],
            [.. skipped.OrderBy(entry => entry.Path, StringComparer.Ordinal)]);
    }

    // In a worktree of git, .git is a file.
    private static bool IsLeftOut(FileSystemInfo entry, IReadOnlySet<string> excluded) =>
        entry.Name == ".git"
        || (entry is DirectoryInfo && entry.Name is "bin" or "obj")
        || excluded.Contains(entry.FullName);

    private static FileSystemInfo[] Entries(DirectoryInfo current, string folder, List<SkippedEntry> skipped)
    {
        try
        {
            return current.GetFileSystemInfos("*", OneFolder);
        }
        catch (Exception exception) when (current.FullName != folder && exception is UnauthorizedAccessException or IOException)
        {
            skipped.Add(new SkippedEntry(RelativePath(folder, current.FullName), "unreadable folder"));
            return [];
        }
    }

    private static string RelativePath(string folder, string path) =>
        Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
}
