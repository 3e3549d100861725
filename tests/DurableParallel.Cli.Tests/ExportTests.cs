namespace DurableParallel.Cli.Tests;

/// <summary>A history of an engine's execution, from the console's API to a file, and from there to the code of an assembly.</summary>
internal sealed class ExportTests : ShopFixture
{
    private static readonly string Assembly = typeof(ExportTests).Assembly.Location;

    [TestCase("SampleFunction")]
    [TestCase("SampleMethods.Greet")]
    [TestCase("sample-function")]
    public async Task Verify_WhatWasExported_FitsTodaysCode(string function)
    {
        var file = await ExportAsync();

        var run = await Dpar.RunAsync("verify", file, "--assembly", Assembly, "--function", function, "--json");

        run.ExitCode.Should().Be(0, run.Errors + run.Output);
        var told = run.Objects.Should().ContainSingle().Subject;
        told.GetProperty("fits").GetBoolean().Should().BeTrue();
        told.GetProperty("message").GetString().Should().StartWith("fits 1 recorded operation");
    }

    [Test]
    public async Task Verify_WhatWasExportedAndChangedCode_EndsWith1()
    {
        var file = await ExportAsync();

        var run = await Dpar.RunAsync("verify", file, "--assembly", Assembly, "--function", "ChangedFunction", "--json");

        run.ExitCode.Should().Be(1);
        run.Objects.Should().ContainSingle().Which.GetProperty("fits").GetBoolean().Should().BeFalse();
    }

    [Test]
    public async Task Export_OfTheConsoleAndOfTheFile_AreTheSame()
    {
        var file = await ExportAsync();

        var ofFile = await Dpar.RunAsync("history", "greet-1", "--export", "-", "--journal", Journal);

        ofFile.Output.TrimEnd().Should().Be(File.ReadAllText(file).TrimEnd()).And.Contain("ExecutionSucceeded");
    }

    private async Task<string> ExportAsync()
    {
        var file = FileOf("greet-1.json");
        var started = await RunAsync("start", "sample-function", "greet-1", "--input", "\"Ada\"", "--follow");
        started.ExitCode.Should().Be(0, started.Errors);
        (await RunAsync("history", "greet-1", "--export", file)).ExitCode.Should().Be(0);
        return file;
    }
}
