using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Tests.Executions;

/// <summary>Records that are in memory or on their way, and what happens when memory does not hold them.</summary>
[TestFixture]
internal sealed class LoggedRecordsTests
{
    private readonly RecordArrays _arrays = new();

    [Test]
    public void Record_OnItsWayAndThenDurable_CountsOnce()
    {
        var records = new LoggedRecords(movedThrough: 0);
        var record = Prefixed(RecordKind.Begun);

        records.OnAppended(record.Length - 1);
        (records.InFlight, records.RecordedLength).Should().Be((1, (long)record.Length));
        records.TryKeep(record, most: 100, _arrays).Should().BeTrue();
        records.OnCommitted(record.Length);

        (records.InFlight, records.RecordedLength, records.Length).Should().Be((0, (long)record.Length, record.Length));
    }

    [Test]
    public void TryKeep_BeyondTheMost_KeepsNothingOfIt()
    {
        var records = new LoggedRecords(movedThrough: 0);
        var record = Prefixed(RecordKind.Begun);
        records.TryKeep(record, most: record.Length, _arrays).Should().BeTrue();

        records.TryKeep(record, most: (2 * record.Length) - 1, _arrays).Should().BeFalse();

        records.Length.Should().Be(record.Length);
    }

    [Test]
    public void Cut_OfRecords_KeepsTheFirstAndLaterTheEnd([Values] bool keepsFirst)
    {
        var records = new LoggedRecords(movedThrough: 0);
        var first = Prefixed(RecordKind.Begun);
        var end = PrefixedEnd();
        records.TryKeep(first, most: 100, _arrays);
        records.TryKeep(Prefixed(RecordKind.Parked), most: 100, _arrays);

        records.Cut(keepsFirst);
        records.TryKeep(Prefixed(RecordKind.Parked), most: 100, _arrays).Should().BeTrue("nothing is asked of it any more");
        records.TryKeep(end, most: 100, _arrays).Should().BeTrue();

        records.IsCut.Should().BeTrue();
        records.Bytes.ToArray().Should().Equal([.. keepsFirst ? first : [], .. end]);
    }

    [Test]
    public void OnMoved_WhileTheyAreRead_DropsNone([Values] bool areRead)
    {
        var records = new LoggedRecords(movedThrough: 0);
        var record = Prefixed(RecordKind.Begun);
        records.TryKeep(record, most: 100, _arrays);

        records.OnMoved(through: 3, record.Length, _arrays, areRead);

        (records.MovedThrough, records.Length).Should().Be((3L, areRead ? record.Length : 0));
        records.AreOver(lastRow: 3).Should().Be(!areRead);
    }

    private static byte[] Prefixed(RecordKind kind)
    {
        var buffer = new RecordBuffer(32);
        RecordCodec.WriteMark(buffer, kind, 1);
        return [(byte)buffer.Length, .. buffer.Written];
    }

    private static byte[] PrefixedEnd()
    {
        var buffer = new RecordBuffer(32);
        RecordCodec.WriteEnded(buffer, new EndedRecord(1, ExecutionStatus.Succeeded, "1", Error: null));
        return [(byte)buffer.Length, .. buffer.Written];
    }
}
