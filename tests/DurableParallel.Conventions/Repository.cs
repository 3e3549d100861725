namespace DurableParallel.Conventions;

/// <summary>The files of this checkout.</summary>
internal static class Repository
{
    private static readonly HashSet<string> SkippedFolders = [".git", ".vs", ".idea", ".vscode", "bin", "obj", "artifacts", "TestResults", "node_modules"];

    public static string Root { get; } = FindRoot();

    /// <summary>The names of the packages: one folder of src each, without those that the solution leaves out of its build.</summary>
    public static IEnumerable<string> Packages =>
        Directory.GetDirectories(At("src")).Select(folder => Path.GetFileName(folder)).Where(IsBuilt).Order(StringComparer.Ordinal);

    /// <summary>Whether the solution builds a project by default, and does not only list it.</summary>
    public static bool IsBuilt(string project)
    {
        var solution = File.ReadAllLines(At("DurableParallel.sln"));
        var entry = Array.Find(solution, line => line.Contains($"= \"{project}\"", StringComparison.Ordinal));
        var id = entry?.Split('"') is [.., var last, _] ? last : null;
        return id is not null && Array.Exists(solution, line => line.Contains($"{id}.Release|Any CPU.Build.0", StringComparison.Ordinal));
    }

    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>All files below a folder, build output left out, whose name ends in one of the endings.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings)
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (var file in Directory.GetFiles(folder).Where(file => endings.Any(file.EndsWith)).Order(StringComparer.Ordinal))
        {
            yield return file;
        }

        foreach (var child in Directory.GetDirectories(folder).Where(child => !SkippedFolders.Contains(Path.GetFileName(child))))
        {
            foreach (var file in Files(child, endings))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DurableParallel.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("No folder above the tests holds DurableParallel.sln.");
    }
}
