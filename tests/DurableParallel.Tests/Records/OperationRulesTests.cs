using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

public sealed class OperationRulesTests
{
    private static readonly DateTimeOffset Begun = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Now = Begun.AddSeconds(5);
    private static readonly DurableError Error = new("Type", "message");

    // Of functions. "-" is an operation that is not on record.
    private const string Allowed = """
        Execution Succeed: - Started
        Execution Fail: - Started
        Context Start: -
        Context Succeed: - Started
        Context Fail: - Started
        Step Start: - Ready
        Step Succeed: - Started Ready
        Step Fail: - Started Ready
        Step Retry: - Started Ready
        Wait Start: -
        Wait Cancel: Started
        Callback Start: -
        ChainedInvoke Start: -
        ChainedInvoke Cancel: Started
        EventWait Start: -
        EventWait Succeed: Started Ready
        EventWait Heartbeat: Started Ready
        EventRaise Start: -
        EventRaise Succeed: Started
        EventRaise Fail: Started
        """;

    // Of hosts.
    private const string AllowedToHosts = """
        Wait Succeed: Started
        Callback Succeed: Started
        Callback Fail: Started
        Callback TimeOut: Started
        Callback Heartbeat: Started
        ChainedInvoke Succeed: Started
        ChainedInvoke Fail: Started
        ChainedInvoke TimeOut: Started
        ChainedInvoke Stop: Started
        EventWait TimeOut: Started Ready
        """;

    [Test]
    public void Actions_OfEachTypeInEachStatus_AreThoseOfTheTable()
    {
        Table(OperationRules.IsOfFunctions).Should().Be(Allowed);
        Table(IsOfHosts).Should().Be(AllowedToHosts);
    }

    [Test]
    public void Action_OfAnOperationThatHasEnded_NeverFollows()
    {
        var following =
            from type in Enum.GetValues<OperationType>()
            from action in Enum.GetValues<OperationAction>()
            from status in Enum.GetValues<OperationStatus>()
            where OperationRecord.IsEnd(status) && OperationRules.MayFollow(type, action, status)
            select (type, action, status);

        following.Should().BeEmpty();
    }

    [Test]
    public void End_OfEachAction_IsAnEndedStatusAndOfNoOther()
    {
        foreach (var action in Enum.GetValues<OperationAction>())
        {
            OperationRecord.IsEnd(OperationRules.StatusAfter(action)).Should().Be(OperationRules.IsEnd(action), action.ToString());
        }
    }

    [TestCase(OperationAction.Start, OperationStatus.Started, 1)]
    [TestCase(OperationAction.Retry, OperationStatus.Pending, 2)]
    [TestCase(OperationAction.Succeed, OperationStatus.Succeeded, 2)]
    [TestCase(OperationAction.Fail, OperationStatus.Failed, 2)]
    [TestCase(OperationAction.Cancel, OperationStatus.Canceled, 2)]
    [TestCase(OperationAction.TimeOut, OperationStatus.TimedOut, 2)]
    [TestCase(OperationAction.Stop, OperationStatus.Stopped, 2)]
    public void After_EachActionOnAStep_HasStatusAndAttempts(object action, OperationStatus status, int attempts)
    {
        var after = OperationRules.After(Step(), Update(OperationType.Step, (OperationAction)action), Now);

        after.Status.Should().Be(status);
        after.Attempt.Should().Be(attempts);
        after.EndTimestamp.Should().Be(after.IsEnded ? Now : null);
        after.StartTimestamp.Should().Be(Begun);
    }

    [Test]
    public void Attempts_OfWhateverIsNoStep_AreNotCounted()
    {
        foreach (var type in Enum.GetValues<OperationType>().Where(static type => type != OperationType.Step))
        {
            foreach (var action in Enum.GetValues<OperationAction>())
            {
                OperationRules.AttemptsAfter(type, action, 0).Should().Be(0, $"{type} {action}");
            }
        }
    }

    [Test]
    public void After_ARetryWithoutAState_KeepsTheOneBefore()
    {
        var before = Step() with { Payload = "state" };

        OperationRules.After(before, Update(OperationType.Step, OperationAction.Retry, delaySeconds: 3), Now)
            .Should().Match<OperationRecord>(after => after.Payload == "state" && after.DueTimestamp == Now.AddSeconds(3));
    }

    [Test]
    public void After_AStart_HasTheUpdatesNameAndTimes()
    {
        var after = OperationRules.After(before: null, Update(OperationType.Wait, OperationAction.Start, delaySeconds: 7), Now);

        after.Should().Match<OperationRecord>(wait => wait.Name == "name" && wait.SubType == "SubType" && wait.StartTimestamp == Now && wait.DueTimestamp == Now.AddSeconds(7));
        OperationRules.After(after, Update(OperationType.Wait, OperationAction.Cancel), Now)
            .Should().Match<OperationRecord>(ended => ended.DueTimestamp == Now.AddSeconds(7) && ended.EndTimestamp == Now, "it shows until when it was to last");
    }

    [Test]
    public void After_AHeartbeatOfAWaitForAnEvent_IsAsBeforeTheOffer()
    {
        var started = new OperationRecord { Type = OperationType.EventWait, Status = OperationStatus.Started, StartTimestamp = Begun, DueTimestamp = Now.AddSeconds(9) };
        var offered = started with { Status = OperationStatus.Ready, Payload = "offered" };

        OperationRules.After(offered, Update(OperationType.EventWait, OperationAction.Heartbeat), Now)
            .Should().Be(started with { Name = "name", SubType = "SubType" });
    }

    [Test]
    public void Due_OfACallbackWithTimeouts_IsTheEarlierOne()
    {
        OperationRules.DueAfter(new CallbackOptions { TimeoutSeconds = 60, HeartbeatTimeoutSeconds = 5 }, 0, Now).Should().Be(Now.AddSeconds(5));
        OperationRules.DueAfter(new CallbackOptions(), 0, Now).Should().BeNull();
        OperationRules.DueAfter(options: null, 0, Now).Should().BeNull();
    }

    [Test]
    public void Pending_OfEachTypeInEachStatus_IsWhatAHostMayStillChange()
    {
        var pending =
            from type in Enum.GetValues<OperationType>()
            from status in Enum.GetValues<OperationStatus>()
            where OperationRules.IsPending(new OperationRecord { Type = type, Status = status })
            select $"{type} {status}";

        pending.Should().BeEquivalentTo("Step Pending", "Wait Started", "Callback Started", "ChainedInvoke Started", "EventWait Started");
    }

    [TestCase(OperationType.Step, OperationStatus.Ready)]
    [TestCase(OperationType.Wait, OperationStatus.Succeeded)]
    [TestCase(OperationType.Callback, OperationStatus.TimedOut)]
    [TestCase(OperationType.EventWait, OperationStatus.TimedOut)]
    public void AfterDue_OfEachTypeWithATime_EndsAllButSteps(OperationType type, OperationStatus status)
    {
        var before = new OperationRecord { Type = type, Status = OperationStatus.Started, StartTimestamp = Begun, DueTimestamp = Now };

        var after = OperationRules.AfterDue(before, Now);

        after.Status.Should().Be(status);
        after.DueTimestamp.Should().Be(type == OperationType.Wait ? Now : null, "a wait shows until when it was to last");
        after.EndTimestamp.Should().Be(after.IsEnded ? Now : null);
        (after.Error is not null).Should().Be(type is OperationType.Callback or OperationType.EventWait);
    }

    [Test]
    public void Put_OfEachTypeInEachStatus_IsWhereOnlyTheHostPutsIt()
    {
        var put =
            from type in Enum.GetValues<OperationType>()
            let statuses = Enum.GetValues<OperationStatus>().Where(status => OperationRules.IsPutByHost(type, status)).ToList()
            where statuses.Count > 0
            select $"{type}: {string.Join(' ', statuses)}";

        put.Should().BeEquivalentTo(
            "Step: Ready",
            "Wait: Succeeded Failed TimedOut Stopped",
            "Callback: Succeeded Failed TimedOut Stopped",
            "ChainedInvoke: Succeeded Failed TimedOut Stopped",
            "EventWait: Succeeded Failed TimedOut Stopped");
    }

    [Test]
    public void Delay_OfEachTypeAndAction_IsThatOfAWaitsStartAndOfAStepsRetry()
    {
        var delayed =
            from type in Enum.GetValues<OperationType>()
            from action in Enum.GetValues<OperationAction>()
            where OperationRules.HasDelay(type, action)
            select (type, action);

        delayed.Should().BeEquivalentTo([(OperationType.Wait, OperationAction.Start), (OperationType.Step, OperationAction.Retry)]);
    }

    [Test]
    public void DueAtEnd_OfEachType_IsKeptOfWaits()
    {
        foreach (var type in Enum.GetValues<OperationType>())
        {
            OperationRules.DueAtEnd(type, Now).Should().Be(type == OperationType.Wait ? Now : null, type.ToString());
        }
    }

    [Test]
    public void Ending_InEachStatusThatAHostEndsIn_IsTheActionThatLeadsThere()
    {
        OperationStatus[] ended = [OperationStatus.Succeeded, OperationStatus.Failed, OperationStatus.TimedOut, OperationStatus.Stopped];

        ended.Should().AllSatisfy(static status => OperationRules.StatusAfter(OperationRules.EndingIn(status)).Should().Be(status));
    }

    [Test]
    public void WhenDue_OfEachTypeInEachStatus_IsTheSameUnlessThereIsATime()
    {
        foreach (var type in Enum.GetValues<OperationType>())
        {
            foreach (var status in Enum.GetValues<OperationStatus>())
            {
                var record = new OperationRecord { Type = type, Status = status, StartTimestamp = Begun, DueTimestamp = Now };

                OperationRules.StatusWhenDue(record).Should().Be(
                    type switch
                    {
                        OperationType.Step => OperationStatus.Ready,
                        OperationType.Wait => OperationStatus.Succeeded,
                        OperationType.Callback or OperationType.EventWait => OperationStatus.TimedOut,
                        _ => status,
                    },
                    $"{type} {status}");
                (OperationRules.ErrorWhenDue(record) is not null).Should().Be(type is OperationType.Callback or OperationType.EventWait, $"{type} {status}");
            }
        }
    }

    private static string Table(Func<OperationType, OperationAction, bool> isOne) => string.Join(
        '\n',
        from type in Enum.GetValues<OperationType>()
        from action in Enum.GetValues<OperationAction>()
        where isOne(type, action)
        select $"{type} {action}: {string.Join(' ', Statuses().Where(status => OperationRules.MayFollow(type, action, status)).Select(static status => status?.ToString() ?? "-"))}");

    // What the engine does by itself.
    private static bool IsOfHosts(OperationType type, OperationAction action) => type switch
    {
        OperationType.Wait => action is OperationAction.Succeed,
        OperationType.Callback => action is OperationAction.Succeed or OperationAction.Fail or OperationAction.TimeOut or OperationAction.Heartbeat,
        OperationType.ChainedInvoke => action is OperationAction.Succeed or OperationAction.Fail or OperationAction.TimeOut or OperationAction.Stop,
        OperationType.EventWait => action is OperationAction.TimeOut,
        _ => false,
    };

    private static IEnumerable<OperationStatus?> Statuses() => [null, .. Enum.GetValues<OperationStatus>().Cast<OperationStatus?>()];

    private static OperationRecord Step() => new() { Type = OperationType.Step, Status = OperationStatus.Ready, Attempt = 1, StartTimestamp = Begun };

    private static OperationUpdate Update(OperationType type, OperationAction action, int delaySeconds = 0) => new()
    {
        Id = new OperationId(null, 1),
        Type = type,
        Action = action,
        Name = "name",
        SubType = "SubType",
        DelayMilliseconds = DurationRule.FromWire(delaySeconds),
        Error = action == OperationAction.Fail ? Error : null,
    };
}
