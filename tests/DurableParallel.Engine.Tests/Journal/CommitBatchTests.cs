using System.Runtime.InteropServices;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Tests.Journal;

[TestFixture]
internal sealed class CommitBatchTests
{
    [Test]
    public void Add_ThatFails_LeavesNothingOfItsRecord()
    {
        var batch = new CommitBatch(1 << 20);
        var owner = new FakeOwner(7);
        Add(batch, owner, [1, 2, 3]);

        FluentActions.Invoking(() => AddMoreThanMemoryHas(batch, owner)).Should().Throw<OverflowException>();
        Add(batch, owner, [4, 5]);

        ReadAll(batch).Should().Equal("7: 1 2 3", "7: 4 5");
        batch.Entries.Length.Should().Be(2);
        batch.Cost.Should().Be(WriteBudget.CostOf(3) + WriteBudget.CostOf(2));
    }

    [Test]
    public void Add_ThatFailsFirst_LeavesNoRow()
    {
        var batch = new CommitBatch(1 << 20);

        FluentActions.Invoking(() => AddMoreThanMemoryHas(batch, new FakeOwner(7))).Should().Throw<OverflowException>();

        batch.IsEmpty.Should().BeTrue();
        batch.RowCount.Should().Be(0);
    }

    [Test]
    public void Rows_OfManyMegabytes_HoldTheRecordsInTheirOrder()
    {
        var batch = new CommitBatch(1 << 20);
        var owner = new FakeOwner(1);
        for (byte i = 1; i <= 20; i++)
        {
            Add(batch, owner, [.. Enumerable.Repeat(i, 400_000)]);
        }

        batch.RowCount.Should().Be(7, "a row ends once it has a megabyte");
        ReadAll(batch).Select(static record => record[..5]).Should().Equal(Enumerable.Range(1, 20).Select(static i => $"1: {i} "[..5]));
        batch.Clear();
        Add(batch, owner, [9]);
        ReadAll(batch).Should().Equal("1: 9");
    }

    private static void Add(CommitBatch batch, FakeOwner owner, byte[] record) => batch.Add(new CommitBatch.Entry(owner, null, 1, 0), record);

    // A length only: nothing of it may be read.
    private static void AddMoreThanMemoryHas(CommitBatch batch, FakeOwner owner)
    {
        byte first = 0;
        batch.Add(new CommitBatch.Entry(owner, null, 1, 0), MemoryMarshal.CreateReadOnlySpan(ref first, int.MaxValue));
    }

    private static List<string> ReadAll(CommitBatch batch)
    {
        var records = new List<string>();
        for (var row = 0; row < batch.RowCount; row++)
        {
            var frame = CommitFrame.Open(batch.SealRow(row), row);
            while (frame.MoveNext())
            {
                records.Add($"{frame.ExecutionNumber}: {string.Join(' ', frame.Record[..Math.Min(frame.Record.Length, 3)].ToArray())}{(frame.Record.Length > 3 ? " " : "")}");
            }
        }

        return records;
    }
}
