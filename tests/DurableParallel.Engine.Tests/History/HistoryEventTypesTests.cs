using DurableParallel.Engine.History;
using DurableParallel.Records;

namespace DurableParallel.Engine.Tests.History;

public sealed class HistoryEventTypesTests
{
    // What functions may ask for and what hosts do, each with its event. A condition that does not hold yet is a retry
    // without an error.
    private const string Table = """
        Context Start: ContextStarted
        Context Succeed: ContextSucceeded
        Context Fail: ContextFailed
        Step Start: StepStarted
        Step Succeed: StepSucceeded
        Step Fail: StepFailed
        Step Retry: StepFailed or StepSucceeded
        Wait Start: WaitStarted
        Wait Succeed: WaitSucceeded
        Wait Cancel: WaitCanceled
        Callback Start: CallbackStarted
        Callback Succeed: CallbackSucceeded
        Callback Fail: CallbackFailed
        Callback TimeOut: CallbackTimedOut
        ChainedInvoke Start: ChainedInvokeStarted
        ChainedInvoke Succeed: ChainedInvokeSucceeded
        ChainedInvoke Fail: ChainedInvokeFailed
        ChainedInvoke Cancel: ChainedInvokeCanceled
        Step Cancel: StepCanceled
        Callback Cancel: CallbackCanceled
        EventWait Cancel: EventWaitCanceled
        EventRaise Cancel: EventRaiseCanceled
        ChainedInvoke TimeOut: ChainedInvokeTimedOut
        ChainedInvoke Stop: ChainedInvokeStopped
        EventWait Start: EventWaitStarted
        EventWait Succeed: EventWaitSucceeded
        EventWait TimeOut: EventWaitTimedOut
        EventWait Heartbeat: EventSetAside
        EventRaise Start: EventRaiseStarted
        EventRaise Succeed: EventRaiseSucceeded
        EventRaise Fail: EventRaiseFailed
        """;

    private static readonly HistoryEventType[] OfNoStatus =
        [HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionRetried, HistoryEventType.EventReceived, HistoryEventType.EventSetAside, HistoryEventType.ExecutionContinuedAsNew, HistoryEventType.ExecutionCancelRequested];

    [Test]
    public void Of_EveryTypeAndAction_IsThatOfTheTable()
    {
        var events = Table.Split('\n').Select(static line => line.Split(' ', ':')).ToDictionary(
            static words => (Enum.Parse<OperationType>(words[0]), Enum.Parse<OperationAction>(words[1])),
            static words => (WithError: Enum.Parse<HistoryEventType>(words[3]), Without: Enum.Parse<HistoryEventType>(words[^1])));

        foreach (var ((type, action), expected) in events)
        {
            HistoryEventTypes.Of(type, action, hasError: true).Should().Be(expected.WithError, $"{type} {action}");
            HistoryEventTypes.Of(type, action, hasError: false).Should().Be(expected.Without, $"{type} {action}");
        }

        events.Keys.Should().Contain(
            from type in Enum.GetValues<OperationType>()
            from action in Enum.GetValues<OperationAction>()
            where type != OperationType.Execution && OperationRules.IsOfFunctions(type, action)
            select (type, action));
    }

    [Test]
    public void OperationOf_EveryEvent_IsWhatItIsCalledAfter([Values] HistoryEventType type) =>
        HistoryEventTypes.OperationOf(type).Should().Match<(OperationType Type, OperationStatus Status)?>(operation =>
            OfNoStatus.Contains(type) ? operation == null : $"{operation!.Value.Type}{operation.Value.Status}" == type.ToString());

    [Test]
    public void NameOf_EveryType_IsReadBack([Values] HistoryEventType type)
    {
        HistoryEventTypes.TryParse(HistoryEventTypes.NameOf(type), out var read).Should().BeTrue();

        read.Should().Be(type);
    }

    [Test]
    public void NameOf_CanceledWait_IsSpeltAsTheServiceSpellsIt() =>
        HistoryEventTypes.NameOf(HistoryEventType.WaitCanceled).Should().Be("WaitCancelled");

    [TestCase("WaitCanceled")]
    [TestCase("waitStarted")]
    [TestCase("11")]
    [TestCase("")]
    public void TryParse_AnotherText_IsRefused(string name) =>
        HistoryEventTypes.TryParse(name, out _).Should().BeFalse();
}
