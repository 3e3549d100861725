using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>Which package may know which other.</summary>
public sealed class PackageArrowsTests
{
    private static readonly string[] StrangersToTheCore = ["Sqlite", "SQLite", "Hosting", "AWSSDK", "Amazon", "AspNetCore"];

    // Packages that are not named here may know whom they like.
    private static readonly Dictionary<string, string[]> MayKnow = new(StringComparer.Ordinal)
    {
        ["DurableParallel"] = [],
        ["DurableParallel.Console"] = ["DurableParallel", "DurableParallel.Engine"],
        ["DurableParallel.Engine"] = ["DurableParallel"],
        ["DurableParallel.Lambda"] = ["DurableParallel"],
        ["DurableParallel.Server"] = ["DurableParallel", "DurableParallel.Console", "DurableParallel.Engine"],
        ["DurableParallel.Testing"] = ["DurableParallel", "DurableParallel.Engine"],
    };

    private static IEnumerable<string> Known => Repository.Packages.Where(MayKnow.ContainsKey);

    [TestCaseSource(nameof(Known))]
    public void Package_OtherPackagesItReferences_AreThoseBelowIt(string package)
    {
        var references = References(package).Where(name => name.StartsWith("DurableParallel", StringComparison.Ordinal));

        references.Should().BeSubsetOf(MayKnow[package]);
    }

    [Test]
    public void Core_References_KnowNoDatabaseHostOrCloud()
    {
        var strangers = References(Packages.Core).Where(name => StrangersToTheCore.Any(stranger => name.Contains(stranger, StringComparison.Ordinal)));

        strangers.Should().BeEmpty();
    }

    private static IEnumerable<string> References(string package) =>
        Packages.Load(package).GetReferencedAssemblies().Select(reference => reference.Name!);
}
