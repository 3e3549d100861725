using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>
/// How many files know a kind of operation, shown by one of them: those that name CHAINED_INVOKE, its options, its details or
/// its events, or have members for what it alone carries. docs/architecture.md lists them.
/// </summary>
internal sealed partial class KindFilesTests
{
    private const int Most = 15;

    private static readonly string[] Document = File.ReadAllLines(Repository.At("docs", "architecture.md"))
        .SkipWhile(static line => line != "## Files that know CHAINED_INVOKE").Skip(1)
        .TakeWhile(static line => !line.StartsWith('#')).ToArray();

    private static IEnumerable<string> Listed => NamesIn(Document.Where(static line => line.StartsWith("- ", StringComparison.Ordinal)));

    [Test]
    public void Files_ThatNameAKind_AreThoseOfTheDocument() => Knowing().Should().BeEquivalentTo(Listed.Select(PathOf));

    [Test]
    public void Files_ThatNameAKind_AreFew() => Knowing().Count().Should().BeLessThanOrEqualTo(Most);

    [Test]
    public void Files_OfTheDocument_AreThere() =>
        NamesIn(Document).Where(static name => name.EndsWith(".cs", StringComparison.Ordinal)).Select(PathOf)
            .Where(static path => !File.Exists(Repository.At(path))).Should().BeEmpty();

    [TestCase("case OperationType.ChainedInvoke:", true)]
    [TestCase("/// <summary>What a CHAINED_INVOKE says.</summary>", true)]
    [TestCase("HistoryEventType.ChainedInvokeStarted", true)]
    [TestCase("update.ChainedInvokeOptions", true)]
    [TestCase("private readonly ChainedInvokes _invokes;", true)]
    [TestCase("e.InvokedExecutionName", true)]
    [TestCase("new InvokeOperation<TIn, TOut>()", true)]
    [TestCase("InvokedName.Of(name, id)", false)]
    [TestCase("_done.Invoke()", false)]
    public void Line_ThatNamesTheKind_IsFound(string line, bool isFound) => Kind().IsMatch(line).Should().Be(isFound);

    private static IEnumerable<string> Knowing() =>
        Repository.Files(Repository.At("src"), ".cs").Where(static file => Kind().IsMatch(File.ReadAllText(file))).Select(Repository.Relative);

    private static IEnumerable<string> NamesIn(IEnumerable<string> lines) =>
        lines.SelectMany(static line => FileName().Matches(line)).Select(static match => match.Groups[1].Value);

    // The document leaves the packages' common part out, and of the core all of it.
    private static string PathOf(string name)
    {
        var first = name.Split('/')[0];
        return first is "Engine" or "Server" or "Testing" or "Lambda" ? $"src/DurableParallel.{name}" : $"src/DurableParallel/{name}";
    }

    [GeneratedRegex("ChainedInvoke|CHAINED_INVOKE|InvokedExecutionName|InvokeOperation", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Kind();

    [GeneratedRegex(@"`([\w./]+\.cs)`", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex FileName();
}
