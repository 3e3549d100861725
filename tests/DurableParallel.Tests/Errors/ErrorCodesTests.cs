using System.Reflection;
using System.Text.RegularExpressions;

namespace DurableParallel.Tests.Errors;

public sealed class ErrorCodesTests
{
    private static IEnumerable<string> Codes =>
        typeof(ErrorCodes).GetFields(BindingFlags.Static | BindingFlags.Public).Select(item => (string)item.GetRawConstantValue()!);

    [Test]
    public void Codes_All_AreUniqueAndOfOneForm() =>
        Codes.Should().OnlyHaveUniqueItems().And.OnlyContain(code => Regex.IsMatch(code, "^DP[0-9]{4}$", RegexOptions.None, TimeSpan.FromSeconds(1)));

    [Test]
    public void Codes_All_HaveAPageAndEveryPageACode()
    {
        var pages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "docs", "errors"), "DP*.md")
            .Where(static page => Path.GetFileName(page)[2] < '4');

        pages.Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Codes);
        foreach (var page in pages)
        {
            File.ReadAllText(page).Should().StartWith($"# {Path.GetFileNameWithoutExtension(page)}: ").And.ContainAll("**What it means.**", "**Why.**", "**What to do.**");
        }
    }
}
