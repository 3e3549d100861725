using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using Spectre.Console;

namespace DurableParallel.Quickstart.Tests;

/// <summary>The whole program on the embedded engine, in this process.</summary>
[CancelAfter(60_000)]
public sealed class AuditProgramTests
{
    private TemporaryFolder _folder = null!;
    private TemporaryFolder _other = null!;
    private StringWriter _printed = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _other = new TemporaryFolder();
        _printed = new StringWriter();
    }

    [TearDown]
    public void TearDown()
    {
        _folder.Dispose();
        _other.Dispose();
        _printed.Dispose();
    }

    [Test]
    public async Task RunAsync_Folder_ReportsEveryEntryOnce(CancellationToken cancellationToken)
    {
        string[] names = ["a.txt", "sub/grüße 😀.txt", "two\nlines.txt", "empty", "[markup].txt"];
        Array.ForEach(names, name => _folder.Write(name));
        _folder.Write("empty", "");
        _folder.Write("picture", "\0\u0001");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), _folder.Path);

        var code = await RunAsync(Options(), cancellationToken);

        code.Should().Be(ExitCode.Succeeded);
        Outcomes().Should().BeEquivalentTo([.. names.Select(name => (name, "Audited")), ("picture", "Skipped"), ("link", "Skipped")]);
        _printed.ToString().Should().Contain("7 files: 5 audited, 2 skipped, 0 failed, 0 not reached").And.Contain("Completion reason: AllCompleted");
    }

    [Test]
    public async Task RunAsync_EmptyFolder_Succeeds(CancellationToken cancellationToken)
    {
        var code = await RunAsync(Options(), cancellationToken);

        code.Should().Be(ExitCode.Succeeded);
        Outcomes().Should().BeEmpty();
    }

    [Test]
    public async Task RunAsync_FinishedAudit_GivesWayToANewOne(CancellationToken cancellationToken)
    {
        _folder.Write("a.txt");
        await RunAsync(Options(), cancellationToken);
        _folder.Write("b.txt");

        var code = await RunAsync(Options(), cancellationToken);

        code.Should().Be(ExitCode.Succeeded);
        Outcomes().Select(file => file.Path).Should().Equal("a.txt", "b.txt");
        _printed.ToString().Should().Contain($"{AuditName.Series(_folder.Path)}-1").And.Contain($"{AuditName.Series(_folder.Path)}-2");
    }

    [Test]
    public async Task RunAsync_FailuresWithinTheTolerance_AreReported(CancellationToken cancellationToken)
    {
        _folder.Write("a.txt");
        _folder.Write("b.md");
        _folder.Write("c.txt");

        var code = await RunAsync(Options() with { Fail = "*.md", Tolerate = 1 }, cancellationToken);

        code.Should().Be(ExitCode.Succeeded);
        Outcomes().Should().Equal(("a.txt", "Audited"), ("b.md", "Failed"), ("c.txt", "Audited"));
        _printed.ToString().Should().Contain("AllCompleted");
    }

    [Test]
    public async Task RunAsync_FailuresBeyondTheTolerance_StopTheAudit(CancellationToken cancellationToken)
    {
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            _folder.Write(name);
        }

        var code = await RunAsync(Options() with { Fail = "b", Tolerate = 0, Concurrency = 1 }, cancellationToken);

        code.Should().Be(ExitCode.Failed);
        Outcomes().Should().Equal(("a", "Audited"), ("b", "Failed"), ("c", "NotReached"), ("d", "NotReached"));
        _printed.ToString().Should().Contain("Completion reason: FailureToleranceExceeded");
    }

    [Test]
    public async Task RunAsync_Effects_AcknowledgeEveryStartOnce(CancellationToken cancellationToken)
    {
        _folder.Write("a.txt");
        _folder.Write("bad.txt");
        var effects = Path.Combine(_other.Path, "effects.txt");

        await RunAsync(Options() with { Effects = effects, Fail = "bad*" }, cancellationToken);

        var lines = (await File.ReadAllLinesAsync(effects, cancellationToken)).Select(line => line.Split('\t')).ToList();
        string[] steps = ["list .", "read a.txt", "analyse a.txt", "read bad.txt", "report ."];
        lines.Where(line => line[0] == "start").Select(line => $"{line[2]} {line[3]}").Should().BeEquivalentTo(steps);
        lines.Where(line => line[0] == "acknowledged").Select(line => $"{line[2]} {line[3]}").Should().BeEquivalentTo(steps);
    }

    [Test]
    public async Task RunAsync_OwnFilesInTheFolder_AreLeftOut(CancellationToken cancellationToken)
    {
        _folder.Write("a.txt");
        var options = Options() with
        {
            Journal = Path.Combine(_folder.Path, "journal.db"),
            Report = Path.Combine(_folder.Path, "report.json"),
            Effects = Path.Combine(_folder.Path, "effects.txt"),
        };
        await RunAsync(options, cancellationToken);

        await RunAsync(options, cancellationToken);

        Outcomes(options.Report).Should().Equal(("a.txt", "Audited"));
    }

    [Test]
    public async Task RunAsync_TwoFoldersInOneJournal_AreAuditedApart(CancellationToken cancellationToken)
    {
        _folder.Write("a.txt");
        using var second = new TemporaryFolder();
        second.Write("b.txt");
        await RunAsync(Options(), cancellationToken);

        await RunAsync(Options() with { Folder = second.Path }, cancellationToken);

        Outcomes().Should().Equal(("b.txt", "Audited"));
        _printed.ToString().Should().Contain($"{AuditName.Series(second.Path)}-1");
    }

    private AuditOptions Options() => new()
    {
        Folder = _folder.Path,
        Journal = Path.Combine(_other.Path, "journal.db"),
        Report = Path.Combine(_other.Path, "report.json"),
    };

    private Task<int> RunAsync(AuditOptions options, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(_printed) });
        var program = new AuditProgram(new Output(console), progress => new ProgressLine(progress, TextWriter.Null, inPlace: false));
        return program.RunAsync(options, cancellationToken);
    }

    private (string Path, string Outcome)[] Outcomes(string? report = null)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(report ?? Options().Report));
        return
        [
            .. json.RootElement.GetProperty("files").EnumerateArray()
                .Select(file => (file.GetProperty("path").GetString()!, file.GetProperty("outcome").GetString()!)),
        ];
    }
}
