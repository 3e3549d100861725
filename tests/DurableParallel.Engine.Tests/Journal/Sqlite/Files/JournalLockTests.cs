using DurableParallel.Engine.Journal.Sqlite.Files;

namespace DurableParallel.Engine.Tests.Journal.Sqlite.Files;

[TestFixture]
internal sealed class JournalLockTests
{
    [Test]
    public void Acquire_WhileHeldInThisProcess_NamesTheHolder()
    {
        using var files = new TempJournal();
        using var held = JournalLock.Acquire(files.Path);

        FluentActions.Invoking(() => JournalLock.Acquire(files.Path))
            .Should().Throw<JournalLockedException>().WithMessage($"*process {Environment.ProcessId} (*started *");
    }

    [Test]
    public void Acquire_AfterTheHolderIsGone_IsGiven()
    {
        using var files = new TempJournal();
        JournalLock.Acquire(files.Path).Dispose();

        FluentActions.Invoking(() => JournalLock.Acquire(files.Path).Dispose()).Should().NotThrow();
    }
}
