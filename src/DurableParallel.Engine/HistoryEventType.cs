namespace DurableParallel.Engine;

/// <summary>What an event of a history says.</summary>
public enum HistoryEventType
{
    /// <summary>The execution was accepted.</summary>
    ExecutionStarted,

    /// <summary>The execution ended with a result.</summary>
    ExecutionSucceeded,

    /// <summary>The execution ended with an error.</summary>
    ExecutionFailed,

    /// <summary>The execution's time was up.</summary>
    ExecutionTimedOut,

    /// <summary>The execution was stopped from outside.</summary>
    ExecutionStopped,

    /// <summary>A context began.</summary>
    ContextStarted,

    /// <summary>A context ended with a value.</summary>
    ContextSucceeded,

    /// <summary>A context ended with an error.</summary>
    ContextFailed,

    /// <summary>An attempt of a step began.</summary>
    StepStarted,

    /// <summary>An attempt of a step ended without an error.</summary>
    StepSucceeded,

    /// <summary>An attempt of a step ended with an error.</summary>
    StepFailed,

    /// <summary>A delay began.</summary>
    WaitStarted,

    /// <summary>A delay is over.</summary>
    WaitSucceeded,

    /// <summary>A delay was taken back; the service writes <c>WaitCancelled</c>.</summary>
    WaitCanceled,

    /// <summary>A callback can be completed from now on.</summary>
    CallbackStarted,

    /// <summary>A callback was completed with a value.</summary>
    CallbackSucceeded,

    /// <summary>A callback was completed with an error.</summary>
    CallbackFailed,

    /// <summary>A callback's time was up.</summary>
    CallbackTimedOut,

    /// <summary>Another function was called.</summary>
    ChainedInvokeStarted,

    /// <summary>Another function returned.</summary>
    ChainedInvokeSucceeded,

    /// <summary>Another function failed.</summary>
    ChainedInvokeFailed,

    /// <summary>Another function's time was up.</summary>
    ChainedInvokeTimedOut,

    /// <summary>Another function was stopped.</summary>
    ChainedInvokeStopped,

    /// <summary>An invocation of a function process ended, well or not. Only executions that are served to function processes have such events.</summary>
    InvocationCompleted,

    /// <summary>The execution had ended badly and was retried; see <see cref="HistoryEvent.Retried"/>.</summary>
    ExecutionRetried,

    /// <summary>The code waits for an event from now on.</summary>
    EventWaitStarted,

    /// <summary>A wait for an event has taken one.</summary>
    EventWaitSucceeded,

    /// <summary>The time of a wait for an event was up.</summary>
    EventWaitTimedOut,

    /// <summary>An event is being raised in another execution.</summary>
    EventRaiseStarted,

    /// <summary>An event was raised in another execution.</summary>
    EventRaiseSucceeded,

    /// <summary>Another execution did not take an event.</summary>
    EventRaiseFailed,

    /// <summary>An event was raised in the execution, and is kept until code takes it.</summary>
    EventReceived,

    /// <summary>A wait could not read the event that was there, which is gone; the wait goes on.</summary>
    EventSetAside,

    /// <summary>A run has ended and goes on with the next one.</summary>
    ExecutionContinuedAsNew,

    /// <summary>The execution is to be canceled; the payload is the reason.</summary>
    ExecutionCancelRequested,

    /// <summary>The execution ended as canceled.</summary>
    ExecutionCanceled,

    /// <summary>A step ended because its execution was canceled.</summary>
    StepCanceled,

    /// <summary>A callback takes nothing any more, because its execution was canceled.</summary>
    CallbackCanceled,

    /// <summary>Another function is waited for no more, because the execution was canceled.</summary>
    ChainedInvokeCanceled,

    /// <summary>An event is waited for no more, because the execution was canceled.</summary>
    EventWaitCanceled,

    /// <summary>Whether an event was raised is waited for no more, because the execution was canceled. It may have been.</summary>
    EventRaiseCanceled,
}
