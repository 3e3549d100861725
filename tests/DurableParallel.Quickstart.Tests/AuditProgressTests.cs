using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests;

public sealed class AuditProgressTests
{
    [Test]
    public void FilesAnswered_BranchesThatNeverRan_AreCountedOnceALaterOneStarts()
    {
        var progress = new AuditProgress();

        progress.FileStarted(7);

        progress.FilesAnswered.Should().Be(7);
        progress.FilesSettled.Should().Be(7);
    }

    [Test]
    public void FilesAnswered_BranchThatRanNoStep_IsCounted()
    {
        var progress = new AuditProgress();

        progress.FileStarted(0);
        progress.FileEnded(ran: false);

        progress.FilesAnswered.Should().Be(1);
        progress.FilesSettled.Should().Be(1);
    }

    [Test]
    public void FilesSettled_FreshRun_CountsWhatEnded()
    {
        var progress = new AuditProgress();

        progress.FileStarted(0);
        progress.FileStarted(1);
        progress.FileEnded(ran: true);

        progress.FilesSettled.Should().Be(1);
        progress.FilesAnswered.Should().Be(0);
    }

    [Test]
    public void Settled_NoBranchRan_AllAreAnswered()
    {
        var progress = new AuditProgress();

        progress.Settled(40);

        progress.FilesAnswered.Should().Be(40);
    }

    [Test]
    public void StepsAnswered_FileAnsweredWhole_IsNotCountedAgainByItsSteps()
    {
        var progress = new AuditProgress();

        progress.FileEnded(ran: false, stepsAnswered: 2);
        progress.FileEnded(ran: true, stepsAnswered: 1);

        progress.StepsAnswered.Should().Be(1);
        progress.FilesAnswered.Should().Be(1);
    }

    [Test]
    public void FileEnded_KillAfter_KillsOnceAndOnlyForFilesThatRan()
    {
        var kills = 0;
        var progress = new AuditProgress(killAfter: 2, () => kills++);
        var killsAfterEach = new List<int>();

        foreach (var ran in new[] { false, true, false, true, true })
        {
            progress.FileEnded(ran);
            killsAfterEach.Add(kills);
        }

        killsAfterEach.Should().Equal(0, 0, 0, 1, 1);
    }
}
