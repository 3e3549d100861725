using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Tests.Journal.Log;

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
    public void CreatedWithTerms_WhatWasWritten_IsTheSame([Values(0, 90)] int timeout, [Values] bool isUnsettled, [Values] bool isInvoked, [Values(null, "acme")] string? tenant, [Values] bool isServed, [Values] bool isPlain)
    {
        var terms = new ExecutionTerms
        {
            TimeoutMilliseconds = 1000L * timeout,
            IsUnsettled = isUnsettled,
            Invoker = isInvoked ? new Invoker(7, "order-7", new OperationId(new OperationId(null, 1), 3)) : null,
            TenantId = tenant,
            IsServed = isServed,
            IsPlain = isPlain,
        };
        var created = new CreatedRecord(1, "order-7--1-3", "stock", ExecutionTerms.AnyVersion, "1", terms);
        var buffer = new RecordBuffer();

        RecordCodec.WriteCreated(buffer, created);

        RecordCodec.ReadCreated(buffer.Written).Should().Be(created);
        TermsCodec.FromBytes(TermsCodec.ToBytes(terms)).Should().Be(terms);
    }

    [Test]
    public void Terms_WithAnIdempotencyKey_AreTheSame()
    {
        var terms = new ExecutionTerms { TimeoutMilliseconds = 90_000, TenantId = "acme", IdempotencyKey = "order-1" };

        TermsCodec.FromBytes(TermsCodec.ToBytes(terms)).Should().Be(terms);
    }

    [Test]
    public void Terms_OfALimitedFunction_AreTheSame([Values] bool isLimited, [Values(null, "k")] string? key, [Values(0, -7, int.MaxValue)] int priority, [Values(null, 5L)] long? beganAt, [Values(null, 4L)] long? startAt)
    {
        var terms = new ExecutionTerms { IsLimited = isLimited, ConcurrencyKey = key, Priority = priority, BeganAt = beganAt, StartAt = startAt };

        TermsCodec.FromBytes(TermsCodec.ToBytes(terms)).Should().Be(terms);
    }

    [Test]
    public void Terms_OfALimitedFunction_BeginAsNoEarlierVersionReads() =>
        TermsCodec.ToBytes(new ExecutionTerms { IsLimited = true, ConcurrencyKey = "k" }).Should().Equal(128, 64, 3, 1, (byte)'k');

    [Test]
    public void Terms_OfAFork_AreTheSameAndBeginAsNoEarlierVersionReads()
    {
        var terms = new ExecutionTerms { ForkedFrom = "order-1" };

        TermsCodec.FromBytes(TermsCodec.ToBytes(terms)).Should().Be(terms);
        TermsCodec.ToBytes(new ExecutionTerms { ForkedFrom = "e" }).Should().Equal(128, 64, 32, 1, (byte)'e');
    }

    [TestCase(new byte[] { 128, 64, 32 })]
    [TestCase(new byte[] { 128, 64, 64, 1, 65 })]
    [TestCase(new byte[] { 128, 64, 0 })]
    [TestCase(new byte[] { 128, 64, 16 })]
    [TestCase(new byte[] { 128, 64, 4, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    public void Terms_WhoseBeginningIsNone_AreRefused(byte[] bytes) =>
        FluentActions.Invoking(() => TermsCodec.FromBytes(bytes)).Should().Throw<JournalDamagedException>();

    [Test]
    public void Terms_WithTags_AreTheSameAndBeginAsNoEarlierVersionReads()
    {
        var tags = TagSet.Of(new Dictionary<string, string> { ["tenant"] = "acme", ["ort"] = "Köln" }, "tags");
        var terms = new ExecutionTerms { TimeoutMilliseconds = 90_000, TenantId = "acme", IdempotencyKey = "order-1", Tags = tags };

        var bytes = TermsCodec.ToBytes(terms);

        TermsCodec.FromBytes(bytes).Should().Be(terms);
        bytes[0].Should().BeGreaterThan(127, "earlier versions refuse that bit");
        TermsCodec.ToBytes(new ExecutionTerms { Tags = TagSet.Of(new Dictionary<string, string> { ["a"] = "" }, "tags") }).Should().Equal(128, 1, 1, 1, 65 + 32, 0);
    }

    [TestCase(new byte[] { 128, 0 })]
    [TestCase(new byte[] { 128, 128 })]
    [TestCase(new byte[] { 128, 1, 0 })]
    [TestCase(new byte[] { 128, 1, 17 })]
    [TestCase(new byte[] { 128, 1, 1, 0, 0 })]
    [TestCase(new byte[] { 128, 1, 1, 1, 65 })]
    [TestCase(new byte[] { 128, 1, 2, 1, 66, 0, 1, 65, 0 })]
    [TestCase(new byte[] { 128, 1, 2, 1, 65, 0, 1, 65, 0 })]
    [TestCase(new byte[] { 128, 1, 1, 1, 65, 0, 9 })]
    public void Terms_WithWhatAreNoTags_AreRefused(byte[] bytes) =>
        FluentActions.Invoking(() => TermsCodec.FromBytes(bytes)).Should().Throw<JournalDamagedException>();

    [Test]
    public void Created_ThatAnEarlierVersionWrote_HasNoIdempotencyKey()
    {
        byte[] plain = [1, 2, 1, (byte)'e', 1, (byte)'f', 2, 1, 1, (byte)'1'];
        byte[] limited = [.. plain, 1, 90];

        RecordCodec.ReadCreated(plain).Terms.Should().BeNull();
        RecordCodec.ReadCreated(limited).Terms.Should().Be(new ExecutionTerms { TimeoutMilliseconds = 90_000 });
    }

    [Test]
    public void Completed_WhatWasWritten_IsTheSame([Values] bool needsInvocation, [Values] bool hasFailed)
    {
        var completed = new CompletedRecord(9, 5, "request-1", needsInvocation, hasFailed ? new DurableError("", "It broke.", "data", ["at a"]) : null);
        var buffer = new RecordBuffer();

        completed.Write(buffer);

        CompletedRecord.Read(buffer.Written).Should().Be(completed);
        RecordCodec.KindOf(buffer.Written).Should().Be(RecordKind.InvocationCompleted);
    }

    [TestCase(new byte[] { 13 })]
    [TestCase(new byte[] { 13, 2, 2, 1, 65, 4 })]
    [TestCase(new byte[] { 13, 2, 2, 1, 65, 0, 0 })]
    [TestCase(new byte[] { 13, 2, 2, 9, 65 })]
    public void Completed_WhatIsNone_IsRefused(byte[] bytes) =>
        FluentActions.Invoking(() => CompletedRecord.Read(bytes)).Should().Throw<JournalDamagedException>();

    [Test]
    public void WireOperation_WhatWasWritten_IsTheSame()
    {
        var change = new OperationChange
        {
            Ordinal = 3,
            Action = DurableParallel.Records.OperationAction.Start,
            At = 7,
            Payload = "{}",
            Options = new DurableParallel.Records.ChainedInvokeOptions { FunctionName = "stock" },
            Mention = new OperationMention(2, 1, 1, OperationType.ChainedInvoke, "ChainedInvoke", "call"),
        };
        var buffer = new RecordBuffer();

        WireOperationCodec.Write(buffer, "0123456789abcdef", change);

        WireOperationCodec.Read(buffer.Written).Should().Be(("0123456789abcdef", change));
    }

    [TestCase(new byte[] { 12 })]
    [TestCase(new byte[] { 12, 1, 65 })]
    [TestCase(new byte[] { 12, 9, 65 })]
    [TestCase(new byte[] { 12, 1, 65, 5, 0 })]
    [TestCase(new byte[] { 12, 1, 65, 18, 0, 1, 0 })]
    public void WireOperation_WhatIsNone_IsRefused(byte[] bytes) =>
        FluentActions.Invoking(() => WireOperationCodec.Read(bytes)).Should().Throw<JournalDamagedException>();

    [Test]
    public void Settled_WhatWasWritten_IsTheSame()
    {
        var settled = new SettledRecord(5, 7, 90);
        var buffer = new RecordBuffer();

        RecordCodec.WriteSettled(buffer, settled);

        RecordCodec.ReadSettled(buffer.Written).Should().Be(settled);
    }

    [TestCase(new byte[0])]
    [TestCase(new byte[] { 64 })]
    [TestCase(new byte[] { 128 })]
    [TestCase(new byte[] { 1 })]
    [TestCase(new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x07 })]
    [TestCase(new byte[] { 4, 2, 1, 65, 1, 65 })]
    [TestCase(new byte[] { 8, 100, 65 })]
    [TestCase(new byte[] { 0, 0 })]
    public void Terms_WhatAreNone_AreRefused(byte[] bytes) =>
        FluentActions.Invoking(() => TermsCodec.FromBytes(bytes)).Should().Throw<JournalDamagedException>();

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
    [TestCase(new byte[] { 0xFF })]
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
