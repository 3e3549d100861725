using System.IO.Compression;
using System.Xml.Linq;

namespace DurableParallel.Packages;

/// <summary>What is in the packages.</summary>
public sealed class ContentTests
{
    private static readonly string[] MadeByTheFormat = ["_rels/.rels", "[Content_Types].xml", "package/services/metadata/core-properties/"];

    private static IEnumerable<string> AllPackages => PackedLibraries.Names;

    [TestCaseSource(nameof(AllPackages))]
    public void Package_Files_AreTheLibraryItsDocumentationAndTheReadme(string package)
    {
        using var archive = Open(package, "nupkg");

        FilesOf(archive).Should().BeEquivalentTo($"{package}.nuspec", "README.md", $"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml");
        using var readme = new StreamReader(archive.GetEntry("README.md")!.Open());
        readme.ReadToEnd().Should().StartWith($"# {package}\n");
    }

    [TestCaseSource(nameof(AllPackages))]
    public void SymbolPackage_Files_AreTheSymbols(string package)
    {
        using var archive = Open(package, "snupkg");

        FilesOf(archive).Should().BeEquivalentTo($"{package}.nuspec", $"lib/net10.0/{package}.pdb");
    }

    [TestCaseSource(nameof(AllPackages))]
    public void Package_Metadata_SaysWhatItIsAndWhatItNeeds(string package)
    {
        var metadata = MetadataOf(package);

        Value(metadata, "id").Should().Be(package);
        Value(metadata, "license").Should().Be("Apache-2.0");
        Value(metadata, "readme").Should().Be("README.md");
        Value(metadata, "tags").Should().Contain("durable-execution");
        Value(metadata, "description").Should().ContainEquivalentOf("durable").And.NotContain("Package Description");
        Value(metadata, "authors").Should().NotBe(package, "the default is the package's own name");
        Value(metadata, "projectUrl").Should().BeNull("no address is invented");
        Value(metadata, "icon").Should().BeNull();
    }

    [TestCaseSource(nameof(AllPackages))]
    public void Package_Dependencies_AreItsReferencesAndWhatTheseArePinnedTo(string package)
    {
        var project = XDocument.Load(Path.Combine(PackedLibraries.Root, "src", package, $"{package}.csproj"));
        var references = project.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value)
            .Concat(project.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)))
            .ToList();
        var pinned = XDocument.Load(Path.Combine(PackedLibraries.Root, "Directory.Packages.props")).Root!.Elements("ItemGroup")
            .Where(group => group.Attribute("Label")!.Value == "Libraries")
            .Elements("PackageVersion")
            .Select(version => version.Attribute("Include")!.Value);

        var names = MetadataOf(package).Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .Select(dependency => dependency.Attribute("id")!.Value)
            .ToList();

        names.Should().Contain(references).And.BeSubsetOf([.. references, .. pinned, .. PackedLibraries.Names], "tools and analyzers are nobody else's business");
    }

    [Test]
    public void Package_DependenciesOnItsSiblings_AreOfExactlyItsOwnVersion()
    {
        var siblings = PackedLibraries.Names
            .SelectMany(package => MetadataOf(package).Descendants())
            .Where(element => element.Name.LocalName == "dependency" && PackedLibraries.Names.Contains(element.Attribute("id")!.Value))
            .Select(dependency => dependency.Attribute("version")!.Value)
            .ToList();

        siblings.Should().HaveCountGreaterThanOrEqualTo(PackedLibraries.Names.Count() - 1, "all packages build on the library")
            .And.AllBeEquivalentTo($"[{PackedLibraries.Version}]", "they use each other's internals, so that any other version would fail at run time");
    }

    private static ZipArchive Open(string package, string kind) =>
        ZipFile.OpenRead(Path.Combine(PackedLibraries.Folder, $"{package}.{PackedLibraries.Version}.{kind}"));

    private static IEnumerable<string> FilesOf(ZipArchive archive) =>
        archive.Entries.Select(entry => entry.FullName).Where(name => !MadeByTheFormat.Any(name.StartsWith));

    private static XElement MetadataOf(string package)
    {
        using var archive = Open(package, "nupkg");
        using var nuspec = archive.GetEntry($"{package}.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    private static string? Value(XElement metadata, string name) =>
        metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
}
