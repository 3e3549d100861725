using DurableParallel.Engine.Journal;

namespace DurableParallel.Engine.Tests.Journal;

[TestFixture]
internal sealed class RecordCodecTests
{
    [TestCase(null)]
    [TestCase("")]
    [TestCase("{\"a\":1}")]
    public void Created_WhatWasWritten_IsTheSame(string? input)
    {
        var created = new CreatedRecord(1_900_000_000_000, "order-1", "approve", 3, input);
        var buffer = new RecordBuffer();

        RecordCodec.WriteCreated(buffer, created);

        RecordCodec.ReadCreated(buffer.Written).Should().Be(created);
    }

    [Test]
    public void Ended_WhatWasWritten_IsTheSame()
    {
        var failed = new EndedRecord(12, ExecutionStatus.Failed, null, new DurableError("T", "m"));
        var succeeded = new EndedRecord(12, ExecutionStatus.Succeeded, "1", null);
        var (first, second) = (new RecordBuffer(), new RecordBuffer());

        RecordCodec.WriteEnded(first, failed);
        RecordCodec.WriteEnded(second, succeeded);

        RecordCodec.ReadEnded(first.Written).Should().Be(failed);
        RecordCodec.ReadEnded(second.Written).Should().Be(succeeded);
    }

    [Test]
    public void BlockedAndPosition_WhatWasWritten_IsTheSame()
    {
        var blocked = new BlockedRecord(9, BlockedReason.Poison, "why");
        var (first, second) = (new RecordBuffer(), new RecordBuffer());

        RecordCodec.WriteBlocked(first, blocked);
        RecordCodec.WritePosition(second, 7, 3, 2);

        RecordCodec.ReadBlocked(first.Written).Should().Be(blocked);
        RecordCodec.ReadPosition(second.Written).Should().Be((7, 3, 2));
    }

    [TestCase(new byte[0])]
    [TestCase(new byte[] { 0 })]
    [TestCase(new byte[] { 11 })]
    public void KindOf_WhatIsNoRecord_IsRefused(byte[] record) =>
        FluentActions.Invoking(() => RecordCodec.KindOf(record)).Should().Throw<JournalDamagedException>();

    [Test]
    public void Ended_StatusOfOneThatHasNotEnded_IsRefused() =>
        FluentActions.Invoking(() => RecordCodec.ReadEnded([(byte)RecordKind.Ended, 0, (byte)ExecutionStatus.Running, 0, 0]))
            .Should().Throw<JournalDamagedException>().WithMessage("*status 0*");

    [Test]
    public void Text_LongerThanWhatIsLeft_IsRefusedBeforeItIsAllocated() =>
        FluentActions.Invoking(() => RecordCodec.ReadCreated([(byte)RecordKind.Created, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 65]))
            .Should().Throw<JournalDamagedException>();

    [Test]
    public void Text_NotUtf8_IsRefused() =>
        FluentActions.Invoking(() => RecordCodec.ReadCreated([(byte)RecordKind.Created, 0, 1, 0xC3, 1, 65, 0, 0]))
            .Should().Throw<JournalDamagedException>().WithMessage("*UTF-8*");
}
