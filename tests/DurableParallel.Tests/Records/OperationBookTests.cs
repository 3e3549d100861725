using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

public sealed class OperationBookTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly OperationId Outer = new(null, 1);
    private static readonly OperationId Inner = new(Outer, 1);

    private OperationBook _book = null!;

    [SetUp]
    public void SetUp() => _book = new OperationBook();

    [Test]
    public void Apply_SeveralUpdates_KeepsEachOperationOnceWithItsParent()
    {
        Apply(Context(Outer, OperationAction.Start));
        Apply(Context(Inner, OperationAction.Start, Outer));
        Apply(Context(Inner, OperationAction.Succeed, Outer));

        _book.Entries.Select(static entry => entry.Id).Should().Equal(Outer, Inner);
        _book.Find(new OperationId(Outer, 1)).Should().BeSameAs(_book.Entries[1], "positions are compared");
        _book.Entries[1].Parent.Should().BeSameAs(_book.Entries[0]);
        _book.Entries[1].Record.Status.Should().Be(OperationStatus.Succeeded);
        _book.Find(new OperationId(Outer, 2)).Should().BeNull();
    }

    [Test]
    public void CompleteDue_SeveralKinds_ChangesEachInTheOrderOfTheirTimes()
    {
        Apply(Wait(3, seconds: 30));
        Apply(new OperationUpdate { Id = new OperationId(null, 4), Type = OperationType.Step, Action = OperationAction.Retry, DelayMilliseconds = 10_000 });
        Apply(Callback(5, timeout: 20));
        Apply(Wait(6, seconds: 31));

        _book.NextDue.Should().Be(Now.AddSeconds(10));
        _book.CompleteDue(Now.AddSeconds(30)).Select(static entry => entry.Record.Status)
            .Should().Equal(OperationStatus.Ready, OperationStatus.TimedOut, OperationStatus.Succeeded);
        _book.NextDue.Should().Be(Now.AddSeconds(31));
    }

    [Test]
    public void CompleteDue_SameTime_KeepsTheOrderOfTheUpdates()
    {
        for (var number = 1; number <= 20; number++)
        {
            Apply(Wait(number, seconds: 5));
        }

        _book.CompleteDue(Now.AddSeconds(5)).Select(static entry => entry.Id.Number).Should().Equal(Enumerable.Range(1, 20));
    }

    [Test]
    public void NextDue_AfterAHeartbeat_IsTheNewTime()
    {
        Apply(Callback(1, timeout: 60, heartbeat: 10));

        _book.Heartbeat(_book.Entries[0], Now.AddSeconds(7));

        _book.CompleteDue(Now.AddSeconds(10)).Should().BeEmpty();
        _book.NextDue.Should().Be(Now.AddSeconds(17));
        _book.CompleteDue(Now.AddSeconds(17)).Should().ContainSingle()
            .Which.Record.Error.Should().Be(new DurableError("Callback.Heartbeat", "Callback timed out on heartbeat"));
    }

    [Test]
    public void NextDue_OperationThatHasEnded_IsSkipped()
    {
        Apply(Callback(1, timeout: 60));
        _book.End(_book.Entries[0], OperationStatus.Succeeded, "7", error: null, Now.AddSeconds(1));

        _book.NextDue.Should().BeNull();
        _book.Entries[0].Record.Should().Match<OperationRecord>(static ended =>
            ended.Payload == "7" && ended.EndTimestamp == Now.AddSeconds(1) && ended.DueTimestamp == null);
    }

    [Test]
    public void Pending_OfEachKind_AreInTheOrderOfTheirStarts()
    {
        Apply(Callback(1, timeout: 60));
        Apply(Context(new OperationId(null, 2), OperationAction.Start));
        Apply(Wait(3, seconds: 5));
        Apply(Callback(4, timeout: 60));
        _book.End(_book.Entries[3], OperationStatus.Failed, payload: null, error: null, Now);

        _book.Pending().Should().Equal(_book.Entries[0], _book.Entries[2]);
        _book.Pending().Select(static entry => entry.Ordinal).Should().Equal(1, 3);
        _book.CompleteDue(Now.AddSeconds(5));
        _book.Pending().Should().Equal(_book.Entries[0]);
    }

    [Test]
    public void Pending_BelowAContext_EndsWithIt()
    {
        Apply(Context(Outer, OperationAction.Start));
        Apply(Context(Inner, OperationAction.Start, Outer));
        var callback = new OperationId(Inner, 1);
        Apply(new OperationUpdate { Id = callback, ParentId = Inner, Type = OperationType.Callback, Action = OperationAction.Start, Options = new CallbackOptions { TimeoutSeconds = 60, HeartbeatTimeoutSeconds = 0 } });

        _book.Find(callback)!.IsPending.Should().BeTrue();
        _book.HasPending(OperationType.Callback).Should().BeTrue();
        _book.NextDue.Should().NotBeNull();

        Apply(Context(Outer, OperationAction.Fail));

        _book.Find(callback)!.IsPending.Should().BeFalse();
        _book.Find(callback)!.IsBelowEnded.Should().BeTrue();
        _book.Pending().Should().BeEmpty();
        _book.HasPending(OperationType.Callback).Should().BeFalse();
        _book.NextDue.Should().BeNull();
        OperationEntry.NearestEnded(_book.Find(callback)!.Parent).Should().BeSameAs(_book.Entries[0]);
    }

    [TestCase(false, 2)]
    [TestCase(true, 4)]
    public void Visible_BelowAnEndedContext_FollowsWhetherItsChildrenAreReplayed(bool replayChildren, int count)
    {
        Apply(Context(Outer, OperationAction.Start));
        Apply(Context(Inner, OperationAction.Start, Outer));
        Apply(Wait(new OperationId(Inner, 1), seconds: 5, Inner));
        Apply(Wait(2, seconds: 5));

        _book.Visible().Should().Equal(_book.Entries);
        Apply(Context(Outer, OperationAction.Succeed, replayChildren: replayChildren));

        _book.Visible().Should().HaveCount(count).And.Contain(_book.Entries[0]).And.Contain(_book.Entries[3]);
    }

    private static OperationUpdate Context(OperationId id, OperationAction action, OperationId? parent = null, bool replayChildren = false) =>
        new() { Id = id, ParentId = parent, Type = OperationType.Context, Action = action, ReplayChildren = replayChildren };

    private static OperationUpdate Wait(int number, int seconds) => Wait(new OperationId(null, number), seconds);

    private static OperationUpdate Wait(OperationId id, int seconds, OperationId? parent = null) =>
        new() { Id = id, ParentId = parent, Type = OperationType.Wait, Action = OperationAction.Start, DelayMilliseconds = 1000L * seconds };

    private static OperationUpdate Callback(int number, int timeout, int heartbeat = 0) => new()
    {
        Id = new OperationId(null, number),
        Type = OperationType.Callback,
        Action = OperationAction.Start,
        Options = new CallbackOptions { TimeoutSeconds = timeout, HeartbeatTimeoutSeconds = heartbeat },
    };

    private void Apply(in OperationUpdate update) => _book.Apply(update, Now);
}
