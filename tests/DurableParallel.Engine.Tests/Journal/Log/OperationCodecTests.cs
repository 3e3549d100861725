using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Tests.Journal.Log;

[TestFixture]
internal sealed class OperationCodecTests
{
    [Test]
    public void Read_WhatWasWritten_IsTheSame([ValueSource(nameof(Changes))] object boxed)
    {
        var change = (OperationChange)boxed;
        var buffer = new RecordBuffer(1);

        OperationCodec.Write(buffer, change);

        RecordCodec.KindOf(buffer.Written).Should().Be(RecordKind.Operation);
        OperationCodec.Read(buffer.Written).Should().Be(change);
    }

    [Test]
    public void Write_AStepsEnd_TakesFewBytes()
    {
        var buffer = new RecordBuffer();

        OperationCodec.Write(buffer, new OperationChange
        {
            Ordinal = 5,
            Action = OperationAction.Succeed,
            At = 1200,
            StartedAt = 1199,
            Payload = "\"Hello, 12345678\"",
            Mention = new OperationMention(5, 0, 0, OperationType.Step, "Step", "say-5"),
        });

        buffer.Length.Should().BeLessThanOrEqualTo(36);
    }

    [Test]
    public void CallbackThatBegins_WithTheTypeOfItsResult_IsTheSame()
    {
        var change = CallbackStart(new CallbackOptions { TimeoutSeconds = 60, HeartbeatTimeoutSeconds = 5, ResultType = "System.Boolean" });
        var buffer = new RecordBuffer();

        OperationCodec.Write(buffer, change);

        OperationCodec.Read(buffer.Written).Should().Be(change);
    }

    [Test]
    public void CallbackThatBegins_OfAnEarlierVersion_HasNoTypeOfItsResult()
    {
        byte[] saved = [2, 65, 1, 10, 2, 0, (byte)OperationType.Callback, 8, 3, (byte)'a', (byte)'s', (byte)'k', 60, 5];

        OperationCodec.Read(saved).Should().Be(CallbackStart(new CallbackOptions { TimeoutSeconds = 60, HeartbeatTimeoutSeconds = 5 }));
    }

    [TestCase("")]
    [TestCase("c5n9m2")]
    public void ScopeThatBegins_WithItsRules_IsTheSame(string rules)
    {
        var change = ScopeStart(new ScopeOptions(rules));
        var buffer = new RecordBuffer();
        var without = new RecordBuffer();

        OperationCodec.Write(buffer, change);
        OperationCodec.Write(without, change with { Options = null });

        OperationCodec.Read(buffer.Written).Should().Be(change);
        OperationCodec.Skim(buffer.Written).Payload.Should().BeNull();
        buffer.Length.Should().Be(without.Length + 1 + rules.Length);
    }

    [Test]
    public void ScopeThatBegins_OfAnEarlierVersion_HasNoRules()
    {
        byte[] saved = [2, 65, 1, 10, 2, 0, (byte)OperationType.Context, 4, 3, (byte)'a', (byte)'s', (byte)'k'];

        OperationCodec.Read(saved).Should().Be(ScopeStart(rules: null));
    }

    [TestCase("")]
    [TestCase("c5n9m2")]
    public void ScopeThatEnds_UnderOtherRules_IsTheSame(string rules)
    {
        var change = new OperationChange { Ordinal = 3, Action = OperationAction.Succeed, At = 7, Payload = "{}", ReplayChildren = true, Options = new ScopeOptions(rules) };
        var buffer = new RecordBuffer();

        OperationCodec.Write(buffer, change);

        OperationCodec.Read(buffer.Written).Should().Be(change);
        OperationCodec.Skim(buffer.Written).Ordinal.Should().Be(3);
        for (var length = 0; length < buffer.Length; length++)
        {
            var prefix = buffer.Written[..length].ToArray();
            FluentActions.Invoking(() => OperationCodec.Read(prefix)).Should().Throw<JournalDamagedException>();
        }
    }

    [Test]
    public void ScopeThatEnds_BytesBehindTheRules_AreRefused()
    {
        var buffer = new RecordBuffer();
        OperationCodec.Write(buffer, new OperationChange { Ordinal = 3, Action = OperationAction.Succeed, At = 7, Options = new ScopeOptions("c5") });
        byte[] longer = [.. buffer.Written, 0];

        FluentActions.Invoking(() => OperationCodec.Read(longer)).Should().Throw<JournalDamagedException>();
    }

    private static OperationChange ScopeStart(ScopeOptions? rules) => new()
    {
        Ordinal = 1,
        Action = OperationAction.Start,
        At = 5,
        Options = rules,
        Mention = new OperationMention(1, 0, 0, OperationType.Context, OperationSubTypes.Parallel, "ask"),
    };

    private static OperationChange CallbackStart(CallbackOptions options) => new()
    {
        Ordinal = 1,
        Action = OperationAction.Start,
        At = 5,
        Options = options,
        Mention = new OperationMention(1, 0, 0, OperationType.Callback, "Callback", "ask"),
    };

    [Test]
    public void Read_EveryPrefix_IsRefused()
    {
        var buffer = new RecordBuffer();
        OperationCodec.Write(buffer, (OperationChange)Changes()[3]);

        for (var length = 0; length < buffer.Length; length++)
        {
            var prefix = buffer.Written[..length].ToArray();

            FluentActions.Invoking(() => OperationCodec.Read(prefix)).Should().Throw<JournalDamagedException>();
        }
    }

    private static object[] Changes() =>
    [
        new OperationChange { Ordinal = 1, Action = OperationAction.Start, At = 0 },
        new OperationChange { Ordinal = int.MaxValue, Action = OperationAction.Cancel, At = long.MaxValue, ReplayChildren = true },
        new OperationChange
        {
            Ordinal = 300,
            Action = OperationAction.Start,
            At = -5,
            DelayMilliseconds = 31_622_400_000,
            Mention = new OperationMention(-7, 12, 3, OperationType.Wait, null, null),
        },
        new OperationChange
        {
            Ordinal = 2,
            Action = OperationAction.Retry,
            At = 77,
            StartedAt = 70,
            DelayMilliseconds = 3000,
            Payload = "ünïcode \u0001 𝄞",
            Error = new DurableError("System.Exception", "no\n", "data", ["at A", "at B"]),
            Mention = new OperationMention(1, 1, 0, OperationType.Step, "of my own", "name"),
        },
        new OperationChange
        {
            Ordinal = 4,
            Action = OperationAction.Fail,
            At = 1,
            Payload = "",
            Error = new DurableError("", "", null, []),
            Mention = new OperationMention(1, 0, 0, OperationType.Context, "ParallelBranch", ""),
        },
        new OperationChange
        {
            Ordinal = 5,
            Action = OperationAction.Succeed,
            At = 9,
            Payload = "7",
            Options = new CompletedFrom("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        },
    ];
}
