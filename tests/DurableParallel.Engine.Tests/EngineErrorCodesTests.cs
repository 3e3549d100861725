using System.Reflection;
using System.Text.RegularExpressions;

namespace DurableParallel.Engine.Tests;

[TestFixture]
internal sealed class EngineErrorCodesTests
{
    private static IEnumerable<string> Codes =>
        typeof(EngineErrorCodes).GetFields(BindingFlags.Static | BindingFlags.Public).Select(item => (string)item.GetRawConstantValue()!);

    [Test]
    public void Codes_All_AreUniqueAndOfOneForm() =>
        Codes.Should().OnlyHaveUniqueItems().And.OnlyContain(code => Regex.IsMatch(code, "^DP(4[0-9]{3}|50(09|1[0-4]))$", RegexOptions.None, TimeSpan.FromSeconds(1)));

    [Test]
    public void Codes_All_HaveAPageAndEveryPageACode()
    {
        // The engine's later codes lie between those of the Lambda package.
        var pages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "docs", "errors"), "DP*.md")
            .Where(static page => Path.GetFileName(page).StartsWith("DP4", StringComparison.Ordinal) || Codes.Contains(Path.GetFileNameWithoutExtension(page)))
            .ToList();

        pages.Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Codes);
        foreach (var page in pages)
        {
            File.ReadAllText(page).Should().StartWith($"# {Path.GetFileNameWithoutExtension(page)}: ").And.ContainAll("**What it means.**", "**Why.**", "**What to do.**");
        }
    }
}
