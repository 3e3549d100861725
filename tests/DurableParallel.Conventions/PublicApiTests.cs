using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>The public surface of every package, as a text beside this test: a change to it shows in the diff.</summary>
public sealed class PublicApiTests
{
    private const string Accept = "ACCEPT_PUBLIC_API";

    private static IEnumerable<string> AllPackages => Repository.Packages;

    [TestCaseSource(nameof(AllPackages))]
    public void PublicApi_OfAPackage_IsTheAcceptedOne(string package)
    {
        var path = Repository.At("tests", "DurableParallel.Conventions", "PublicApi", $"{package}.txt");
        var actual = PublicSurface.Lines(Packages.Load(package)).ToList();

        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Concat(actual.Select(line => $"{line}\n")));
        }

        var accepted = File.Exists(path) ? File.ReadAllLines(path) : [];
        var differences = accepted.Except(actual, StringComparer.Ordinal).Select(line => $"- {line}")
            .Concat(actual.Except(accepted, StringComparer.Ordinal).Select(line => $"+ {line}"))
            .ToList();

        string.Join('\n', differences).Should().BeEmpty(
            $"these lines differ from {Repository.Relative(path)}; if the change is meant, run the test with {Accept}=1 and commit the file");
        actual.Should().Equal(accepted, $"the order in {Repository.Relative(path)} is that of the generator; run the test with {Accept}=1");
    }

    [Test]
    public void PublicSurface_SampleTypes_AreWrittenAsDeclared()
    {
        var lines = PublicSurface.LinesOf(typeof(SampleSurface<>)).Concat(PublicSurface.LinesOf(typeof(SampleChoice)));

        lines.Should().Equal(
            "abstract class DurableParallel.Conventions.SampleSurface<T> : System.IDisposable where T : class, new()",
            "  DurableParallel.Conventions.SampleSurface<T>.Finish(int, out string) : protected virtual void",
            "  DurableParallel.Conventions.SampleSurface<T>.Limit = 5 : const int",
            "  DurableParallel.Conventions.SampleSurface<T>.Run<TOut>(System.Func<T, System.Threading.Tasks.Task<TOut>>, int? = null, string? = null, params string[]) : System.Threading.Tasks.Task<TOut>",
            "  DurableParallel.Conventions.SampleSurface<T>.SampleSurface() : protected",
            "  DurableParallel.Conventions.SampleSurface<T>.Stop() : void [Obsolete(error)]",
            "  DurableParallel.Conventions.SampleSurface<T>.Value { get; init; } : required T",
            "enum DurableParallel.Conventions.SampleChoice",
            "  DurableParallel.Conventions.SampleChoice.No = 0",
            "  DurableParallel.Conventions.SampleChoice.Yes = 1");
    }
}
