namespace DurableParallel.Packages;

/// <summary>A fresh project elsewhere, which knows the packages and nothing of this repository.</summary>
public sealed class ConsumerTests
{
    private static readonly string[] Template = ["Consumer.csproj", "nuget.config"];

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeProject()
    {
        _folder = Directory.CreateTempSubdirectory("durable-consumer-");
        var source = Path.Combine(AppContext.BaseDirectory, "Consumer");
        File.Copy(Path.Combine(source, "Program.cs"), Path.Combine(_folder.FullName, "Program.cs"));
        foreach (var name in Template)
        {
            var text = File.ReadAllText(Path.Combine(source, $"{name}.template"))
                .Replace("{{version}}", PackedLibraries.Version, StringComparison.Ordinal)
                .Replace("{{source}}", PackedLibraries.Folder, StringComparison.Ordinal)
                .Replace("{{fallback}}", PackedLibraries.Metadata("PackagesFolder"), StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(_folder.FullName, name), text);
        }
    }

    [TearDown]
    public void DeleteProject() => _folder.Delete(recursive: true);

    [Test]
    public async Task Packages_RestoredIntoAFreshProject_RunAFunctionAndAreCleanForAheadOfTimeCompilers()
    {
        await Dotnet.SucceedAsync(_folder.FullName, "build", "-nodeReuse:false", "-warnaserror", "--output", "out");
        var output = await Dotnet.SucceedAsync(_folder.FullName, Path.Combine("out", "Consumer.dll"));
        var (_, warnings) = await Dotnet.RunAsync(_folder.FullName, "build", "--no-restore", "-nodeReuse:false", "--output", "out", "-p:DefineConstants=REFLECTION");

        output.Trim().Should().Be("sum 14 of 3");
        Directory.GetDirectories(Path.Combine(_folder.FullName, "packages")).Select(Path.GetFileName)
            .Should().Contain(PackedLibraries.Names.Select(name => name.ToLowerInvariant()), "ours are unpacked here, and nowhere else");
        warnings.Should().Contain("IL2026").And.Contain("IL3050").And.Contain("The default serializer is Newtonsoft.Json", "who falls onto reflection is told so");
    }
}
