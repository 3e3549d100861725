using System.Reflection;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests;

[TestFixture]
internal sealed class TestingErrorCodesTests
{
    private static IEnumerable<string> Codes =>
        typeof(TestingErrorCodes).GetFields(BindingFlags.Static | BindingFlags.Public).Select(item => (string)item.GetRawConstantValue()!);

    [Test]
    public void Codes_All_HaveAPageAndEveryPageACode()
    {
        var pages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "docs", "errors"), "DP7*.md");

        pages.Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Codes);
        foreach (var page in pages)
        {
            File.ReadAllText(page).Should().StartWith($"# {Path.GetFileNameWithoutExtension(page)}: ").And.ContainAll("**What it means.**", "**Why.**", "**What to do.**");
        }
    }
}
