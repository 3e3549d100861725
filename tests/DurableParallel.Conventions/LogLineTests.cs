using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>Lines are defined once, with an id that people may filter and alert by, and the guide lists them.</summary>
public sealed partial class LogLineTests
{
    /// <summary>Ids of lines that are gone. They are never given to others.</summary>
    private static readonly int[] Retired = [];

    /// <summary>They hand a line on that has an id, or the user's own.</summary>
    private static readonly string[] Forwarders = ["GuardedLogger.cs", "ReplayAwareLogger.cs", "ScopedLogger.cs", "LogBook.cs"];

    private static string Guide => Repository.At("docs", "guide", "telemetry.md");

    private static IEnumerable<(string Package, LogLine Line)> Defined =>
        from package in Repository.Packages
        from line in LogLine.OfPackage(package)
        select (package, line);

    [Test]
    public void Lines_OfAllPackages_HaveIdsAndNamesOfTheirOwn()
    {
        Defined.Should().NotBeEmpty();
        Defined.Select(defined => defined.Line.Id).Concat(Retired).Should().OnlyHaveUniqueItems();
        Defined.Select(defined => defined.Line.Name).Should().OnlyHaveUniqueItems();
    }

    [Test]
    public void Ids_OfAPackage_AreInItsRange()
    {
        Dictionary<string, int> thousands = new(StringComparer.Ordinal)
        {
            ["DurableParallel"] = 1,
            ["DurableParallel.Engine"] = 2,
            ["DurableParallel.Lambda"] = 3,
            ["DurableParallel.Server"] = 4,
            ["DurableParallel.Console"] = 5,
        };

        var outside = Defined.Where(defined => thousands.GetValueOrDefault(defined.Package) != defined.Line.Id / 1000).Select(defined => $"{defined.Package}: {defined.Line.Id}");

        outside.Should().BeEmpty();
    }

    [Test]
    public void Guide_ListOfLines_IsThatOfTheCode()
    {
        var listed = LogLine.InDocument(Guide).Select(line => line.ToString()).ToList();
        var defined = Defined.Select(defined => defined.Line).OrderBy(line => line.Id).Select(line => line.ToString()).ToList();

        string.Join('\n', defined.Except(listed, StringComparer.Ordinal)).Should().BeEmpty($"these rows are missing in {Repository.Relative(Guide)}");
        listed.Should().Equal(defined, "rows are sorted by id, and lines that are gone are not listed");
    }

    [Test]
    public void Source_Files_LogByDefinitionsAlone()
    {
        var direct =
            from file in Repository.Files(Repository.At("src"), ".cs")
            where !Forwarders.Contains(Path.GetFileName(file), StringComparer.Ordinal)
            from found in DirectCall().Matches(File.ReadAllText(file))
            select $"{Repository.Relative(file)}: {found.Value}";

        direct.Should().BeEmpty("a line is a [LoggerMessage] of the package's Log class, so that it has an id and costs nothing where its level is off");
    }

    [TestCase("logger.LogWarning(", true)]
    [TestCase("_logger?.LogInformation (x", true)]
    [TestCase("Logger\n    .LogError(", true)]
    [TestCase("logger.Log(LogLevel.Debug,", true)]
    [TestCase("logger.Log<int>(", true)]
    [TestCase("LoggerMessage.Define<string>(", true)]
    [TestCase("Math.Log(2)", false)]
    [TestCase("services.Log.Ended(", false)]
    [TestCase("logger.StepRetried(", false)]
    public void DirectCall_InCode_IsFound(string code, bool isDirect) => DirectCall().IsMatch(code).Should().Be(isDirect);

    [GeneratedRegex(@"\.\s*Log(Trace|Debug|Information|Warning|Error|Critical)\s*\(|(?<!\bMath)\.\s*Log\s*(<[^>]*>)?\s*\(|LoggerMessage\s*\.\s*Define", RegexOptions.CultureInvariant)]
    private static partial Regex DirectCall();
}
