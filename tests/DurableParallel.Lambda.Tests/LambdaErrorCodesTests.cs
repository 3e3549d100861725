using System.Reflection;
using System.Text.RegularExpressions;

namespace DurableParallel.Lambda.Tests;

internal sealed class LambdaErrorCodesTests
{
    private static IEnumerable<string> Codes =>
        typeof(LambdaErrorCodes).GetFields(BindingFlags.Static | BindingFlags.Public).Select(item => (string)item.GetRawConstantValue()!);

    [Test]
    public void Codes_All_AreUniqueAndOfOneForm() =>
        Codes.Should().OnlyHaveUniqueItems().And.OnlyContain(code => Regex.IsMatch(code, "^DP5[0-9]{3}$", RegexOptions.None, TimeSpan.FromSeconds(1)));

    [Test]
    public void Codes_All_HaveAPageAndEveryPageACode()
    {
        var pages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "docs", "errors"), "DP5*.md");

        pages.Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Codes);
        foreach (var page in pages)
        {
            File.ReadAllText(page).Should().StartWith($"# {Path.GetFileNameWithoutExtension(page)}: ").And.ContainAll("**What it means.**", "**Why.**", "**What to do.**");
        }
    }
}
