using DurableParallel.Engine;

namespace DurableParallel.Cli.Tests;

/// <summary>The same commands on the journal's file, while its engine runs.</summary>
internal sealed class JournalTests : ShopFixture
{
    [TestCase("list", "--json")]
    [TestCase("list")]
    [TestCase("tree", "vote-1", "--json")]
    [TestCase("tree", "vote-1")]
    [TestCase("history", "vote-1", "--json")]
    [TestCase("history", "break-1")]
    [TestCase("whatif", "vote-1", "--max-concurrency", "2", "--json")]
    [TestCase("callbacks", "--json")]
    public async Task Run_OnTheFile_PrintsWhatTheConsolePrints(params string[] arguments)
    {
        await EndedAsync("vote", "vote-1");
        await EndedAsync("break", "break-1");

        var ofFile = await Dpar.RunAsync([.. arguments, "--journal", Journal]);

        ofFile.ExitCode.Should().Be(0, ofFile.Errors);
        ofFile.Output.Should().Be((await RunAsync(arguments)).Output);
    }

    [Test]
    public async Task Run_ActionOnTheFile_IsRefusedWith4()
    {
        await Engine.StartAsync("listen", "listen-1");

        var run = await Dpar.RunAsync("stop", "listen-1", "--journal", Journal);

        run.ExitCode.Should().Be(4);
        run.Errors.Should().NotBeEmpty();
        (await Engine.FindAsync("listen-1"))!.Status.Should().Be(ExecutionStatus.Running);
    }

    [Test]
    public async Task Tail_OfTheFile_SeesWhatTheEngineWritesMeanwhile()
    {
        await Engine.StartAsync("listen", "listen-1");

        var tail = Dpar.RunAsync("tail", "listen-1", "--journal", Journal, "--json");
        await Engine.RaiseEventAsync("listen-1", "paid", "yes");
        var run = await tail;

        run.ExitCode.Should().Be(0, run.Errors);
        run.Objects[^1].GetProperty("status").GetString().Should().Be("Succeeded");
    }

    [Test]
    public async Task Run_FileThatIsNoJournal_SaysSo()
    {
        var path = FileOf("text.db");
        await File.WriteAllTextAsync(path, "no journal");

        var run = await Dpar.RunAsync("list", "--journal", path);

        run.ExitCode.Should().Be(1);
        run.Errors.Should().StartWith($"The journal {path} cannot be read: ");
    }
}
