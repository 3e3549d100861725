using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;
using DurableParallel.Engine.Journal.Sqlite;
using DurableParallel.Engine.Journal.Sqlite.Files;
using DurableParallel.Running;

namespace DurableParallel.Engine.Tests.Journal;

[TestFixture]
internal sealed class JournalWriterTests
{
    private TempJournal _files = null!;
    private SqliteStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _files = new TempJournal();
        JournalFile.EnsureUsable(_files.Path);
        _store = SqliteStore.Open(_files.Path, maxPageCount: null);
    }

    [TearDown]
    public void TearDown()
    {
        _store.Dispose();
        _files.Dispose();
    }

    [Test]
    public void Commit_SynchronousOfTheWritersConnection_IsFull()
    {
        _store.Pragma("synchronous").Should().Be("2");
        _store.Pragma("journal_mode").Should().Be("wal");
    }

    [Test]
    public void Append_WhileACommitIsUnderWay_AllIsInTheNextOne()
    {
        using var faults = new HeldCommit();
        using var writer = new JournalWriter(_store, faults, OnFault);
        var order = new List<int>();
        writer.Start();
        writer.Append(null, [1], new Note(order, 0), 1);
        faults.WaitUntilHeld();
        for (var i = 1; i <= 100; i++)
        {
            writer.Append(null, [1], new Note(order, i), 1);
        }

        faults.LetGo();
        writer.Close();

        faults.Commits.Should().Be(2);
        order.Should().Equal(Enumerable.Range(0, 101));
        CountLogRows().Should().Be(1, "a row that no execution needs goes with the next commit");
    }

    [Test]
    public async Task Append_FromThePoolAtRest_OneWritesAtATimeAndNothingIsLost([Values(1, 2, 5)] int chains)
    {
        const int Rounds = 1000;
        var commits = new OneAtATime();
        using var writer = new JournalWriter(_store, commits, OnFault);
        writer.Start();
        var told = new System.Collections.Concurrent.ConcurrentQueue<(int Chain, int Round)>();

        await Task.WhenAll(Enumerable.Range(0, chains).Select(chain => Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var ack = new Acknowledgement();
                writer.Append(null, [1, 2, 3], ack, round).Should().BeTrue();
                await ack.Task;
                told.Enqueue((chain, round));
            }
        })));
        writer.Close();

        commits.Most.Should().Be(1);
        told.Should().HaveCount(chains * Rounds);
        told.GroupBy(t => t.Chain).Should().OnlyContain(chain => chain.Select(t => t.Round).SequenceEqual(Enumerable.Range(0, Rounds)));
    }

    [Test]
    public async Task Append_FromAPoolThreadThatBlocks_IsWrittenByTheJournalsThread()
    {
        using var writer = new JournalWriter(_store, null, OnFault);
        writer.Start();

        await Task.WhenAll(Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => Task.Run(() =>
        {
            var ack = new Acknowledgement();
            writer.Append(null, [1], ack, 1);
            ack.Task.Wait();
        })));
        writer.Close();

        CountLogRows().Should().BeGreaterThan(0);
    }

    [Test]
    public void Append_WithATag_OwnerIsToldBeforeTheWaiter()
    {
        using var writer = new JournalWriter(_store, null, OnFault);
        var owner = new FakeOwner(1);
        var waiter = new Remember(owner.Told);
        writer.Start();

        writer.Append(owner, [5, 5], waiter, 1234, tag: 9);
        writer.Close();

        owner.Told.Should().Equal("committed 3", "acknowledged 9", "waiter 1234");
    }

    [Test]
    public void Recover_AfterClose_GivesTheSameRecordsAndTime()
    {
        var owner = new FakeOwner(3);
        using (var writer = new JournalWriter(_store, null, OnFault))
        {
            writer.Start();
            for (byte i = 0; i < 20; i++)
            {
                writer.Append(owner, [(byte)RecordKind.Created, i], null, 1000 + i);
            }

            writer.Close();
        }

        var target = new FakeTarget();
        using var reader = new JournalWriter(_store, null, OnFault);
        var (records, last) = reader.Recover(target);

        records.Should().Be(20);
        last.Should().Be(1019);
        target.Owners[3].Records.Should().Equal(owner.Records);
    }

    [Test]
    public async Task Move_TheOldestOwner_GivesTheLogsRowsBack()
    {
        using var writer = new JournalWriter(_store, null, OnFault);
        var (first, second) = (new FakeOwner(1), new FakeOwner(2));
        writer.Start();
        await CommitAsync(writer, first);
        await CommitAsync(writer, second);
        await CommitAsync(writer, first);

        writer.Move(first, isUrgent: true);
        await first.Moved;
        var afterFirst = CountLogRows();
        writer.Move(second, isUrgent: true);
        await second.Moved;
        writer.Close();

        afterFirst.Should().Be(2, "the second execution still needs its row, and what follows stays");
        CountLogRows().Should().Be(0);
        _store.ReadRecords(1).Should().Equal(first.Records);
        _store.ReadRecords(2).Should().Equal(second.Records);
        _store.ReadRecords(3).Should().BeNull();
    }

    [Test]
    public void Append_LargeRecords_AreSplitIntoRowsInOrder()
    {
        var owner = new FakeOwner(1);
        using (var faults = new HeldCommit())
        using (var writer = new JournalWriter(_store, faults, OnFault))
        {
            writer.Start();
            writer.Append(null, [1], null, 1);
            faults.WaitUntilHeld();
            for (byte i = 1; i <= 5; i++)       // the first byte of a record is its kind
            {
                var large = new byte[700_000];
                Array.Fill(large, (byte)(RecordKind.Created + i));
                writer.Append(owner, large, null, 1);
            }

            faults.LetGo();
            writer.Close();
        }

        CountLogRows().Should().Be(3, "a row ends once it has a megabyte");
        var target = new FakeTarget();
        using var reader = new JournalWriter(_store, null, OnFault);
        reader.Recover(target);
        target.Owners[1].Records.Should().Equal(owner.Records);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Fault_BeforeOrAfterTheCommit_TellsNobodyAndTakesNothingMore(bool isBefore)
    {
        var fault = new TaskCompletionSource<Exception>();
        using var writer = new JournalWriter(_store, new FaultAt(2, isBefore), fault.SetResult);
        var told = new List<int>();
        var owner = new FakeOwner(1);
        writer.Start();
        await CommitAsync(writer, owner);

        writer.Append(owner, [1], new Note(told, 1), 1);
        var cause = await fault.Task;

        cause.Message.Should().Be("injected");
        told.Should().BeEmpty();
        writer.Append(owner, [1], null, 1).Should().BeFalse();
        CountLogRows().Should().Be(isBefore ? 1 : 2);
    }

    [Test]
    public async Task Fail_ByOneThatSubmits_TakesNothingMoreAndTellsOnce()
    {
        var fault = new TaskCompletionSource<Exception>();
        using var writer = new JournalWriter(_store, null, fault.SetResult);
        writer.Start();
        await CommitAsync(writer, new FakeOwner(1));

        writer.Fail(new InvalidOperationException("no memory (injected)"));
        writer.Fail(new InvalidOperationException("again"));

        (await fault.Task).Message.Should().Be("no memory (injected)");
        writer.Append(null, [1], null, 1).Should().BeFalse();
    }

    [Test]
    public void OnIdle_WhileItIsCalled_OthersSubmitAndNothingIsLost()
    {
        var owner = new FakeOwner(1);
        JournalWriter? writer = null;
        var calls = 0;
        using var submitted = new ManualResetEventSlim();
        writer = new JournalWriter(_store, null, OnFault, onIdle: () =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                var other = new Thread(() => writer!.Append(owner, [1], null, 1));
                other.Start();
                other.Join();
                submitted.Set();
            }
        });
        using (writer)
        {
            writer.Start();
            submitted.Wait();
            writer.Close();
        }

        owner.Told.Should().Equal("committed 2");
    }

    [Test]
    public void Append_WithoutMemory_TakesNothingOfItsRecordAndGoesOn()
    {
        var owner = new FakeOwner(1);
        using var writer = new JournalWriter(_store, new NoMemoryFor(3), OnFault);
        writer.Start();
        writer.Append(owner, [1], null, 1);

        writer.Invoking(w => w.Append(owner, [1, 2, 3], null, 2)).Should().Throw<OutOfMemoryException>();

        writer.Append(owner, [2], null, 3).Should().BeTrue();
        writer.Close();
        owner.Told.Should().Equal("committed 2", "committed 2");
    }

    private static void OnFault(Exception fault) => TestContext.Progress.WriteLine(fault);

    private static async Task CommitAsync(JournalWriter writer, FakeOwner owner)
    {
        var waiter = new CommitWaiter();
        writer.Append(owner, [(byte)RecordKind.Created], waiter, 1);
        await waiter.Task;
    }

    private int CountLogRows()
    {
        var rows = 0;
        _store.ReadLog((_, _) => rows++);
        return rows;
    }

    private sealed class Note(List<int> order, int number) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp) => order.Add(number);
    }

    private sealed class Remember(List<string> told) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp) => told.Add($"waiter {timestamp.ToUnixTimeMilliseconds()}");
    }

    private sealed class FaultAt(long commit, bool isBefore) : IJournalFaults
    {
        public void BeforeCommit(long number, int operations) => ThrowIf(isBefore && number == commit);

        public void AfterCommit(long number) => ThrowIf(!isBefore && number == commit);

        private static void ThrowIf(bool condition)
        {
            if (condition)
            {
                throw new IOException("injected");
            }
        }
    }

    private sealed class NoMemoryFor(int length) : IJournalFaults
    {
        public void BeforeAppend(int bytes)
        {
            if (bytes == length)
            {
                throw new OutOfMemoryException("injected");
            }
        }

        public void BeforeCommit(long number, int operations)
        {
        }

        public void AfterCommit(long number)
        {
        }
    }

    private sealed class Acknowledgement : ICheckpointWaiter
    {
        private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _acknowledged.Task;

        public void OnAcknowledged(DateTimeOffset timestamp) => _acknowledged.SetResult();
    }

    private sealed class OneAtATime : IJournalFaults
    {
        private int _writing;

        public int Most { get; private set; }

        public void BeforeCommit(long number, int operations) => Most = Math.Max(Most, Interlocked.Increment(ref _writing));

        public void AfterCommit(long number)
        {
        }

        public void AfterAcknowledgement(long number) => Interlocked.Decrement(ref _writing);
    }

    private sealed class HeldCommit : IJournalFaults, IDisposable
    {
        private readonly ManualResetEventSlim _held = new();
        private readonly ManualResetEventSlim _letGo = new();

        public long Commits { get; private set; }

        public void WaitUntilHeld() => _held.Wait();

        public void LetGo() => _letGo.Set();

        public void BeforeCommit(long commit, int operations)
        {
            Commits = commit;
            _held.Set();
            _letGo.Wait();
        }

        public void AfterCommit(long commit)
        {
        }

        public void Dispose()
        {
            _letGo.Set();
            _held.Dispose();
            _letGo.Dispose();
        }
    }

    private sealed class FakeTarget : IRecoveryTarget
    {
        public Dictionary<long, FakeOwner> Owners { get; } = [];

        public void OnSchedule(ExecutionRow row)
        {
        }

        public void OnRow(ExecutionRow row)
        {
        }

        public void OnJournalMark(RecordKind kind)
        {
        }

        public IRecordOwner? OnRecord(long executionNumber, ReadOnlySpan<byte> record, long row)
        {
            if (!Owners.TryGetValue(executionNumber, out var owner))
            {
                Owners.Add(executionNumber, owner = new FakeOwner(executionNumber));
            }

            return owner;
        }
    }
}
