using System.Reflection;

namespace DurableParallel.Packages;

/// <summary>The libraries of this build, packed once for all tests under a version that nothing else has.</summary>
[SetUpFixture]
internal sealed class PackedLibraries
{
    private static DirectoryInfo? _folder;

    public static string Version { get; } = $"0.0.0-test.{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}";

    public static string Folder => _folder!.FullName;

    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Names =>
        Directory.GetDirectories(Path.Combine(Root, "src"))
            .Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
            .Select(folder => Path.GetFileName(folder))
            .Where(IsBuilt)
            .Order(StringComparer.Ordinal);

    public static string Metadata(string key) =>
        typeof(PackedLibraries).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;

    /// <summary>Whether this build has made it: the solution lists a project whose packages are not served everywhere, and leaves it out.</summary>
    private static bool IsBuilt(string name) => File.Exists(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));

    [OneTimeSetUp]
    public async Task PackAsync()
    {
        _folder = Directory.CreateTempSubdirectory("durable-packed-");
        await Task.WhenAll(Names.Select(PackAsync));
    }

    [OneTimeTearDown]
    public void Delete() => _folder?.Delete(recursive: true);

    private static Task PackAsync(string name) => Dotnet.SucceedAsync(
        Path.Combine(Root, "src", name),
        "pack",
        "--no-build",
        "--nologo",
        "-nodeReuse:false",
        "--configuration",
        Metadata("Configuration"),
        "--output",
        Folder,
        $"-p:PackageVersion={Version}");

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
