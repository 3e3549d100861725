using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Tests.Journal.Log;

public sealed class DurationCodecTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(999)]
    [TestCase(1000)]
    [TestCase(1001)]
    [TestCase(31_622_399_999)]
    [TestCase(31_622_400_000)]
    [TestCase(2_147_483_647_000)]
    public void Read_WhatWasWritten_IsTheSame(long milliseconds)
    {
        var buffer = new RecordBuffer();
        DurationCodec.Write(buffer, milliseconds);
        var reader = new RecordReader(buffer.Written);

        DurationCodec.Read(ref reader, int.MaxValue).Should().Be(milliseconds);
        reader.Left.Should().Be(0);
    }

    [TestCase(1000)]
    [TestCase(90_000)]
    [TestCase(31_622_400_000)]
    public void Write_WholeSeconds_AreTheBytesOfEarlierVersions(long milliseconds)
    {
        var now = new RecordBuffer();
        DurationCodec.Write(now, milliseconds);
        var before = new RecordBuffer();
        before.WriteVarint((int)(milliseconds / 1000));

        now.Written.ToArray().Should().Equal(before.Written.ToArray());
    }

    [TestCase(1)]
    [TestCase(31_622_399_999)]
    public void Write_PartOfASecond_IsRefusedByEarlierVersions(long milliseconds)
    {
        var buffer = new RecordBuffer();
        DurationCodec.Write(buffer, milliseconds);

        FluentActions.Invoking(() =>
        {
            var reader = new RecordReader(buffer.Written);
            return reader.ReadCount(int.MaxValue);
        }).Should().Throw<JournalDamagedException>();
    }

    [TestCase(31_622_401UL)]
    [TestCase(2_147_483_647UL)]
    [TestCase(2_147_483_647UL + 31_622_400_001UL)]
    [TestCase(ulong.MaxValue)]
    public void Read_LongerThanADurationCanBe_IsDamage(ulong value)
    {
        var buffer = new RecordBuffer();
        buffer.WriteVarint(value);

        FluentActions.Invoking(() =>
        {
            var reader = new RecordReader(buffer.Written);
            return DurationCodec.Read(ref reader);
        }).Should().Throw<JournalDamagedException>().WithMessage("*a duration is written as*");
    }
}
