using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>
/// An execution as its turn sees it: its records, what it has found out between two turns, and what may become of it. Its
/// gate guards the turn as well. "Gated" is what the caller calls under the gate; all else takes the gate itself.
/// </summary>
internal interface ITurnOwner : IExecutionIdentity, IExecutionRecords
{
    long Number { get; }

    string FunctionName { get; }

    int Version { get; }

    ExecutionTerms? Terms { get; }

    /// <summary>The name as it was given.</summary>
    string DisplayName { get; }

    /// <summary>The last part of the ARN.</summary>
    string ArnId { get; }

    /// <summary>Whether it has slept in this process until the earliest of its delays was over.</summary>
    bool HasSleptEnough { get; }

    /// <summary>How often in a row it began after its process had died, without getting anywhere. Gated.</summary>
    int Begun { get; set; }

    /// <summary>What the execution says of itself is durable. Gated.</summary>
    void ShowStatus(string? status);

    /// <summary>Its function; null when that is not registered. Then the execution goes on when it is.</summary>
    RegisteredFunction? FindFunction();

    /// <summary>Takes version and timeout of its function, if that was unknown when the execution was invoked.</summary>
    void Settle(in RegisteredFunction function);

    /// <summary>
    /// Takes what the last turn did not hear of. Returns how many bytes of its records it left behind: what follows is
    /// the host's own. More than there are when that is not known.
    /// </summary>
    /// <param name="untold">The operations that ended without its hearing of it.</param>
    /// <param name="isResumed">Whether it was suspended, in this process: after a restart nothing tells.</param>
    int TakeTold(out List<OperationId>? untold, out bool isResumed);

    /// <summary>Keeps for the next turn that an operation has ended and the invocation did not hear of it. Gated.</summary>
    void KeepUntold(OperationId id);

    /// <summary>Whether its beginning must be marked; asks once.</summary>
    bool TakeBegunMark();

    /// <summary>Has <see cref="ExecutionTurn.OnDue"/> called at a time, by the running time. Gated.</summary>
    void WakeAt(long due);

    /// <summary>Begins its next turn if it is at rest.</summary>
    void Wake();

    /// <summary>The run of it; null while it is at rest. Gated.</summary>
    ExecutionTurn? Turn { get; }

    /// <summary>Something has changed that a signal may wait for.</summary>
    void LookAgain();

    void OnSignalDurable(DurableSignal signal);

    /// <summary>The turn is over, and the execution sleeps. Does nothing when it has another turn or has ended. Gated.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="rest">What it waits for.</param>
    void EndTurn(ExecutionTurn turn, in Rest rest);

    /// <summary>Ends the execution, unless something else did before.</summary>
    ExecutionTurn? End(ExecutionStatus status, string? payload, DurableError? error);

    /// <summary>Takes the execution out of work until a person acts. Never under the gate, as it is logged.</summary>
    void Block(BlockedReason reason, string? message, Exception? cause = null, bool isDurable = false);

    /// <summary>Takes the execution out of work until its function is registered. Never under the gate.</summary>
    void BlockMissing();

    /// <summary>Starts the execution of an invoke whose START is durable. False when the engine takes none any more.</summary>
    bool StartInvoke(OperationId id, OperationOptions options, string? input);

    /// <summary>Takes up an open invoke: starts what is missing, and returns how it ended if it has.</summary>
    EndedRecord? TakeUpInvoke(OperationId id, OperationOptions options, Func<OperationId, string?> readInput);

    /// <summary>Raises the event of an operation in another execution; see <see cref="IInvocationHost.RaiseEvent"/>.</summary>
    void RaiseEvent(OperationId id, string target, string name, string? payload, Action<DurableError?> onRaised);

    /// <summary>The function of an invoke, and the execution that it has become; null when the function does not run in this process.</summary>
    InvokedFunction? FindInvoked(OperationId id, string functionName);
}
