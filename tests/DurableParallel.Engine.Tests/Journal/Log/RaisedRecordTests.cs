using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Tests.Journal.Log;

[TestFixture]
internal sealed class RaisedRecordTests
{
    private const long CreatedAt = 1_700_000_000_000;

    private static readonly RaisedEvent[] Events =
    [
        new("n", null, null, CreatedAt),
        new("a name", "{\"value\":1}", "an id", CreatedAt + 5),
        new("n", "", "i", CreatedAt - 3),
        new("n", "1", null, CreatedAt) { From = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
    ];

    [Test]
    public void Read_WhatWasWritten_IsTheSame([ValueSource(nameof(Events))] object boxed)
    {
        var raised = (RaisedEvent)boxed;
        var buffer = new RecordBuffer(1);

        RaisedRecord.Write(buffer, raised, CreatedAt);

        RecordCodec.KindOf(buffer.Written).Should().Be(RecordKind.Raised);
        buffer.Written[0].Should().Be(0x1F, "that is on disk");
        RaisedRecord.Read(buffer.Written, CreatedAt).Should().Be(raised);
    }

    [Test]
    public void WriteMoved_ToALaterExecution_MeansTheSameMoment()
    {
        var (buffer, moved) = (new RecordBuffer(), new RecordBuffer());
        RaisedRecord.Write(buffer, Events[1], CreatedAt);

        RaisedRecord.WriteMoved(moved, buffer.Written, later: 1000);

        RaisedRecord.Read(moved.Written, CreatedAt + 1000).Should().Be(Events[1]);
    }

    [Test]
    public void Read_BytesThatNoEngineWrites_AreDamage()
    {
        var buffer = new RecordBuffer();
        RaisedRecord.Write(buffer, Events[1], CreatedAt);
        var whole = buffer.Written.ToArray();

        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            FluentActions.Invoking(() => RaisedRecord.Read(cut, CreatedAt)).Should().Throw<JournalDamagedException>($"of {length} bytes");
        }

        FluentActions.Invoking(() => RaisedRecord.Read([.. whole, 0], CreatedAt)).Should().Throw<JournalDamagedException>();
        FluentActions.Invoking(() => RaisedRecord.Read([0x1F, 0, 0, 0, 0], CreatedAt)).Should().Throw<JournalDamagedException>("it has no name");
        FluentActions.Invoking(() => RecordCodec.KindOf([0xFF])).Should().Throw<JournalDamagedException>("there is no such kind");
    }
}
