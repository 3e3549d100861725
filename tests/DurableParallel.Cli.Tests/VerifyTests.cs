using DurableParallel.Testing;

namespace DurableParallel.Cli.Tests;

/// <summary>Functions of this assembly, replayed by the program as those of any other.</summary>
internal sealed class VerifyTests
{
    private static readonly string Assembly = typeof(VerifyTests).Assembly.Location;

    [Test]
    public async Task Verify_HistoryOfTodaysCode_Fits()
    {
        var file = await SaveAsync("fits.json");

        var run = await Dpar.RunAsync("verify", file, "--assembly", Assembly, "--function", "sample-function", "--json");

        run.ExitCode.Should().Be(0);
        run.Objects.Should().ContainSingle().Which.GetProperty("message").GetString().Should().StartWith("fits 1 recorded operation");
    }

    [Test]
    public async Task Verify_HistoryOfOtherCode_EndsWith1AndTellsBoth()
    {
        var file = await SaveAsync("drifts.json");

        var run = await Dpar.RunAsync("verify", file, "--assembly", Assembly, "--function", "ChangedFunction");

        run.ExitCode.Should().Be(1);
        run.Output.Should().Contain("does not fit").And.Contain("'greet'").And.Contain("'say'");
    }

    [Test]
    public async Task Verify_StaticMethod_IsFoundByItsName()
    {
        var file = await SaveAsync("method.json");

        var run = await Dpar.RunAsync("verify", file, "--assembly", Assembly, "--function", "SampleMethods.Greet");

        run.ExitCode.Should().Be(0, run.Errors + run.Output);
    }

    [Test]
    public async Task Verify_SeveralFunctionsAndNoName_NamesThem()
    {
        var run = await Dpar.RunAsync("verify", await SaveAsync("several.json"), "--assembly", Assembly);

        run.ExitCode.Should().Be(2);
        run.Errors.Should().Contain("several functions").And.Contain("SampleFunction");
    }

    [TestCase("no-file.json", 3, "There is no file")]
    public async Task Verify_NoSuchFile_EndsWith3(string file, int code, string expected)
    {
        var run = await Dpar.RunAsync("verify", file, "--assembly", Assembly, "--function", "SampleFunction");

        run.ExitCode.Should().Be(code);
        run.Errors.Should().StartWith(expected);
    }

    [Test]
    public async Task Verify_NoAssembly_EndsWith3OrSaysThatItIsNone()
    {
        var file = await SaveAsync("no-assembly.json");

        (await Dpar.RunAsync("verify", file, "--assembly", "none.dll")).ExitCode.Should().Be(3);
        (await Dpar.RunAsync("verify", file, "--assembly", file)).Errors.Should().Contain("is no .NET assembly");
    }

    private static async Task<string> SaveAsync(string name)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, name);
        var result = await DurableTestRunner.Create<string, string>(new SampleFunction(null!).RunAsync).RunAsync("Ada");
        result.SaveHistory(path);
        return path;
    }
}
