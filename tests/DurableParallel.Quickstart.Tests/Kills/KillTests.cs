using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests.Kills;

/// <summary>The built program as a process of its own, killed in the middle and resumed.</summary>
[CancelAfter(900_000)]
public sealed partial class KillTests
{
    private static readonly int Killed = OperatingSystem.IsWindows() ? -1 : 137;

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void WriteFiles()
    {
        _folder = new TemporaryFolder();
        for (var i = 0; i < KillScale.Files; i++)
        {
            _folder.Write($"part-{i % 7}/file-{i}.txt", $"File {i} of many.\nIt has two lines.\n");
        }
    }

    [OneTimeTearDown]
    public void DeleteFiles() => _folder.Dispose();

    [Test]
    public async Task Audit_KilledManyTimesInARow_EndsWithEveryFileOnce(CancellationToken cancellationToken)
    {
        using var audit = new KilledAudit(_folder.Path);
        foreach (var moment in KillScale.Moments(KillScale.KillsInARow))
        {
            var code = await audit.KillAtAsync(moment, cancellationToken);
            code.Should().Be(Killed, "the process is killed at line {0}, before it ends", moment);
        }

        await EndsAsThoughNeverKilledAsync(audit, KillScale.KillsInARow, cancellationToken);
    }

    [Test]
    public async Task Audit_KilledOnceAtAnyMoment_EndsWithEveryFileOnce(CancellationToken cancellationToken)
    {
        foreach (var moment in KillScale.Moments(KillScale.ExecutionsKilledOnce))
        {
            using var audit = new KilledAudit(_folder.Path);
            var code = await audit.KillAtAsync(moment, cancellationToken);
            code.Should().Be(Killed, "the process is killed at line {0}, before it ends", moment);

            await EndsAsThoughNeverKilledAsync(audit, kills: 1, cancellationToken);
        }
    }

    [Test]
    public async Task Audit_KilledManyTimesWithoutGettingAnywhere_IsResumedAllTheSame(CancellationToken cancellationToken)
    {
        const int Kills = 6;                // the engine blocks what died five times in a row
        using var audit = new KilledAudit(_folder.Path);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var code = await audit.KillAtAsync(kill, cancellationToken, slow: 600_000);
            code.Should().Be(Killed);
        }

        await EndsAsThoughNeverKilledAsync(audit, Kills, cancellationToken);
    }

    [Test]
    public async Task Audit_WhileAnotherProcessHasTheJournal_NamesThatProcess(CancellationToken cancellationToken)
    {
        using var audit = new KilledAudit(_folder.Path);

        await audit.KillAtAsync(1, cancellationToken, slow: 600_000, beforeKill: async holder =>
        {
            var (code, printed) = await audit.EndAsync(cancellationToken);
            code.Should().Be(ExitCode.Usage);
            printed.Should().Contain($"process {holder}");
        });

        await EndsAsThoughNeverKilledAsync(audit, kills: 1, cancellationToken);
    }

    private async Task EndsAsThoughNeverKilledAsync(KilledAudit audit, int kills, CancellationToken cancellationToken)
    {
        File.Exists(audit.Report).Should().BeFalse("the report is written last");
        var before = await audit.Effects.ReadAsync();

        var (code, printed) = await audit.EndAsync(cancellationToken);

        code.Should().Be(ExitCode.Succeeded, printed);
        ReportsEveryFileOnce(audit.Report);
        var effects = await audit.Effects.ReadAsync();
        NoAcknowledgedStepStartsAgain(effects);
        EveryStepStarts(effects, kills);
        PrintsWhatTheJournalAnswered(printed, [.. effects.Skip(before.Count)]);
        await TestContext.Out.WriteLineAsync(
            $"{kills} kills, the last at line {before.Count}: {effects.Count(effect => effect.IsStart)} starts of {(2 * KillScale.Files) + 2} steps; {ResumedLine().Match(printed)}");
    }

    private void ReportsEveryFileOnce(string report)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        var files = json.RootElement.GetProperty("files").EnumerateArray().ToList();
        files.Select(file => file.GetProperty("path").GetString()).Should().Equal(
            Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal));
        files.Should().OnlyContain(file => file.GetProperty("outcome").GetString() == "Audited");
    }

    private static void NoAcknowledgedStepStartsAgain(IReadOnlyList<Effect> effects)
    {
        var acknowledged = new HashSet<string>();
        var again = new List<string>();
        foreach (var effect in effects)
        {
            if (effect.IsStart ? acknowledged.Contains(effect.Key) : !acknowledged.Add(effect.Key))
            {
                again.Add(effect.Key);
            }
        }

        again.Should().BeEmpty();
    }

    private static void EveryStepStarts(IReadOnlyList<Effect> effects, int kills)
    {
        var starts = effects.Where(effect => effect.IsStart).CountBy(effect => effect.Key).ToList();
        starts.Should().HaveCount((2 * KillScale.Files) + 2);
        starts.Sum(step => step.Value - 1).Should().BeLessThanOrEqualTo(kills * KillScale.Concurrency, "only steps that a kill found running start again");
    }

    private static void PrintsWhatTheJournalAnswered(string printed, List<Effect> last)
    {
        var ran = last.Where(effect => effect.IsStart && effect.File != ".").ToLookup(effect => effect.File, effect => effect.Step);
        var wholeFiles = KillScale.Files - ran.Count;
        var listing = last.Exists(effect => effect is { IsStart: true, Step: "list" }) ? 0 : 1;
        var otherSteps = ran.Count(file => !file.Contains("read")) + listing;

        printed.Should().Contain(string.Create(CultureInfo.InvariantCulture, $"Resumed: {wholeFiles:N0} of {KillScale.Files:N0} files were already done"))
            .And.Contain(string.Create(CultureInfo.InvariantCulture, $"Answered from the journal: {wholeFiles:N0} whole file{(wholeFiles == 1 ? "" : "s")}, and {otherSteps:N0} other step{(otherSteps == 1 ? "" : "s")}"))
            .And.Contain($"{KillScale.Files:N0} files: {KillScale.Files:N0} audited, 0 skipped, 0 failed, 0 not reached");
    }

    [GeneratedRegex("^Resumed.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResumedLine();
}
