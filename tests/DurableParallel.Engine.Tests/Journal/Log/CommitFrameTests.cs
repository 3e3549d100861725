using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Tests.Journal.Log;

[TestFixture]
internal sealed class CommitFrameTests
{
    [Test]
    public void Checksum_TheStandardVector_IsCrc32C() => CommitFrame.Checksum("123456789"u8).Should().Be(0xE3069283);

    [Test]
    public void Open_ASealedRow_GivesItsRecordsInOrder()
    {
        var row = SampleRow();

        var frame = CommitFrame.Open(row, 1);

        frame.Timestamp.Should().Be(42);
        frame.MoveNext().Should().BeTrue();
        frame.ExecutionNumber.Should().Be(7);
        frame.Record.ToArray().Should().Equal(1, 2, 3);
        frame.Prefixed.ToArray().Should().Equal(3, 1, 2, 3);
        frame.MoveNext().Should().BeTrue();
        frame.ExecutionNumber.Should().Be(0);
        frame.Record.ToArray().Should().Equal(9);
        frame.MoveNext().Should().BeFalse();
    }

    [Test]
    public void Open_AnyBitChanged_IsRefused()
    {
        var row = SampleRow();

        for (var bit = 0; bit < row.Length * 8; bit++)
        {
            var changed = (byte[])row.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            FluentActions.Invoking(() => CommitFrame.Open(changed, 1)).Should().Throw<JournalDamagedException>();
        }
    }

    private static byte[] SampleRow()
    {
        var batch = new CommitBatch(1 << 20);
        batch.Add(new CommitBatch.Entry(new FakeOwner(7), null, 42, 0), [1, 2, 3]);
        batch.Add(new CommitBatch.Entry(null, null, 41, 0), [9]);
        return batch.SealRow(0).ToArray();
    }
}
