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
        Codes.Should().OnlyHaveUniqueItems().And.OnlyContain(code => Regex.IsMatch(code, "^DP4[0-9]{3}$", RegexOptions.None, TimeSpan.FromSeconds(1)));

    [Test]
    public void Codes_All_HaveAPageAndEveryPageACode()
    {
        var pages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "docs", "errors"), "DP4*.md");

        pages.Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Codes);
        foreach (var page in pages)
        {
            File.ReadAllText(page).Should().StartWith($"# {Path.GetFileNameWithoutExtension(page)}: ").And.ContainAll("**What it means.**", "**Why.**", "**What to do.**");
        }
    }
}
