using System.Reflection;

namespace DurableParallel.Server.Tests;

[TestFixture]
internal sealed class ServerErrorCodesTests
{
    private static IEnumerable<string> Codes =>
        typeof(ServerErrorCodes).GetFields(BindingFlags.Static | BindingFlags.Public).Select(item => (string)item.GetRawConstantValue()!);

    [Test]
    public void Codes_All_HaveAPageAndEveryPageACode()
    {
        var pages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "docs", "errors"), "DP6*.md");

        pages.Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Codes);
        foreach (var page in pages)
        {
            File.ReadAllText(page).Should().StartWith($"# {Path.GetFileNameWithoutExtension(page)}: ").And.ContainAll("**What it means.**", "**Why.**", "**What to do.**");
        }
    }
}
