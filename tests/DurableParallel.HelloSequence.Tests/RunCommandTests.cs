using DurableParallel.HelloSequence.Terminal;
using FluentAssertions;
using NUnit.Framework;
using Spectre.Console;

namespace DurableParallel.HelloSequence.Tests;

/// <summary>The console form, in this process.</summary>
[CancelAfter(120_000)]
public sealed class RunCommandTests
{
    private TemporaryJournal _journal = null!;
    private StringWriter _printed = null!;

    [SetUp]
    public void SetUp()
    {
        _journal = new TemporaryJournal();
        _printed = new StringWriter();
    }

    [TearDown]
    public void TearDown()
    {
        _journal.Dispose();
        _printed.Dispose();
    }

    [Test]
    public async Task RunAsync_SomeSequences_SaysHowFastTheyWere()
    {
        var code = await RunAsync(Options(300), CancellationToken.None);

        code.Should().Be(ExitCode.Succeeded);
        _printed.ToString().Should().ContainAll("Executions a second", "Steps a second", "Step latency, median", "Step latency, 99 of 100", "Peak memory")
            .And.MatchRegex("Succeeded +│ +300");
    }

    [Test]
    public async Task RunAsync_Canceled_SaysHowToGoOnAndGoesOn()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        var first = await RunAsync(Options(500), cancel.Token);
        var second = await RunAsync(Options(500), CancellationToken.None);

        first.Should().Be(ExitCode.Interrupted);
        second.Should().Be(ExitCode.Succeeded);
        _printed.ToString().Should().Contain($"-- run 500 --prefix hello --journal {_journal.Path}").And.MatchRegex("Succeeded +│ +500");
    }

    [Test]
    public async Task RunAsync_TheSamePrefixAgain_FindsThemAll()
    {
        await RunAsync(Options(50), CancellationToken.None);

        var code = await RunAsync(Options(60), CancellationToken.None);

        code.Should().Be(ExitCode.Succeeded);
        _printed.ToString().Should().MatchRegex("Already there +│ +50");
    }

    [Test]
    public async Task RunAsync_AJournalThatIsNone_IsBadUsage()
    {
        await File.WriteAllTextAsync(_journal.Path, new string('x', 5000));

        await FluentActions.Awaiting(() => RunAsync(Options(1), CancellationToken.None))
            .Should().ThrowAsync<UsageException>().WithMessage("The journal cannot be opened*--journal*");
    }

    private Task<int> RunAsync(RunOptions options, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(_printed) });
        console.Profile.Width = 100;
        return new RunCommand(console).RunAsync(options, cancellationToken);
    }

    private RunOptions Options(int count) => new(count, _journal.Path, "hello", InFlight: 100);
}
