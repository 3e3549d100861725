using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

public sealed class TypeShapeTests
{
    private static IEnumerable<string> AllPackages => Repository.Packages;

    [TestCaseSource(nameof(AllPackages))]
    public void NonPublicClasses_OfAPackage_AreSealedAbstractOrStatic(string package)
    {
        var open = Packages.WrittenTypes(package)
            .Where(type => type.IsClass && !type.IsVisible && !type.IsSealed && !type.IsAbstract)
            .Select(type => type.FullName);

        open.Should().BeEmpty("a class that nobody derives from says so");
    }

    [TestCaseSource(nameof(AllPackages))]
    public void PublicTypes_OfAPackage_CarryADocComment(string package)
    {
        var assembly = Packages.Load(package);
        var documented = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .Where(member => member.Element("inheritdoc") is not null || !string.IsNullOrWhiteSpace(member.Element("summary")?.Value))
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet(StringComparer.Ordinal);

        var silent = assembly.GetExportedTypes().Where(type => !documented.Contains($"T:{type.FullName!.Replace('+', '.')}"));

        silent.Select(type => type.FullName).Should().BeEmpty();
    }

    [TestCaseSource(nameof(AllPackages))]
    public void Types_OfAPackage_AreNoHelpers(string package)
    {
        var helpers = Packages.WrittenTypes(package)
            .Where(type => type.Name.EndsWith("Helper", StringComparison.Ordinal)
                || type.Name.EndsWith("Helpers", StringComparison.Ordinal)
                || type.Name.EndsWith("Utils", StringComparison.Ordinal)
                || type.Name.EndsWith("Utilities", StringComparison.Ordinal))
            .Select(type => type.FullName);

        helpers.Should().BeEmpty("a name says what a type is");
    }
}
