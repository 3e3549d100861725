using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DurableParallel.Lambda.Tests.RuntimeSupport;

/// <summary>The project that the default build leaves out: it compiles, if Amazon's types are what they are taken for.</summary>
internal sealed class AdapterSourceTests
{
    private const string Usings = "global using System; global using System.IO; global using System.Threading; global using System.Threading.Tasks;";
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "RuntimeSupport");

    private static IEnumerable<string> Files => Directory.GetFiles(Sources, "*.cs.txt");

    [Test]
    public void Source_AgainstAmazonsTypes_Compiles()
    {
        var compilation = Compile([.. Files, Path.Combine(Sources, "AmazonStubs.txt")]);

        compilation.GetDiagnostics().Where(static found => found.Severity >= DiagnosticSeverity.Warning).Should().BeEmpty();
        compilation.GlobalNamespace.GetNamespaceMembers().Select(static space => space.Name).Should().Contain("DurableParallel");
    }

    [Test]
    public void Source_WithoutAmazonsTypes_DoesNot()
    {
        Compile(Files).GetDiagnostics().Should().Contain(static found => found.Severity == DiagnosticSeverity.Error, "otherwise nothing is tested above");
    }

    [Test]
    public void Source_Altogether_IsAThinAdapter()
    {
        Files.Should().NotBeEmpty();
        Files.Sum(static file => File.ReadAllLines(file).Length).Should().BeLessThan(100);
    }

    private static CSharpCompilation Compile(IEnumerable<string> files)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose);
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file)).Append(CSharpSyntaxTree.ParseText(Usings, options));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Amazon.Lambda", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(
            "Adapter",
            trees,
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
                .WithSpecificDiagnosticOptions([new("CS1591", ReportDiagnostic.Suppress), new("CS8632", ReportDiagnostic.Suppress)]));
    }
}
