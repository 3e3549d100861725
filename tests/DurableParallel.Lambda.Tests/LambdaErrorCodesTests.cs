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
        // DP5009 to DP5014 are the engine's.
        var pages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "docs", "errors"), "DP5*.md")
            .Where(static page => string.CompareOrdinal(Path.GetFileName(page), "DP5009") is < 0 || string.CompareOrdinal(Path.GetFileName(page), "DP5015") >= 0)
            .ToList();

        pages.Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Codes);
        foreach (var page in pages)
        {
            File.ReadAllText(page).Should().StartWith($"# {Path.GetFileNameWithoutExtension(page)}: ").And.ContainAll("**What it means.**", "**Why.**", "**What to do.**");
        }
    }
}
