using DurableParallel.Engine;

namespace DurableParallel.Testing.InMemory;

/// <summary>How an invoked execution ended, as its invoker records it.</summary>
internal sealed record InvokedEnd(OperationStatus Status, string? Payload, DurableError? Error)
{
    /// <summary>Null of an execution that is blocked, and so has not ended.</summary>
    public static InvokedEnd? Of(ExecutionReport report) => report.Status switch
    {
        ExecutionStatus.Succeeded => new InvokedEnd(OperationStatus.Succeeded, report.Payload, null),
        ExecutionStatus.Failed => new InvokedEnd(OperationStatus.Failed, null, report.Error),
        ExecutionStatus.Stopped or ExecutionStatus.Canceled => new InvokedEnd(OperationStatus.Stopped, null, report.Error),
        ExecutionStatus.TimedOut => new InvokedEnd(OperationStatus.TimedOut, null, report.Error),
        _ => null,
    };
}
