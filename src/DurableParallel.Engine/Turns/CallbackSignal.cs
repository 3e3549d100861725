using System.Text;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Telemetry;

namespace DurableParallel.Engine.Turns;

/// <summary>What the outside does to a callback.</summary>
internal sealed class CallbackSignal(OperationAction action, string? payload = null, DurableError? error = null) : DurableSignal
{
    private readonly CompletedFrom? _from = action != OperationAction.Heartbeat && TraceParent.Current is { } trace ? new CompletedFrom(trace) : null;

    /// <summary>About how many bytes its record has.</summary>
    public int Length => (payload is null ? 0 : Encoding.UTF8.GetByteCount(payload)) + (error is null ? 0 : ErrorRecorder.MaxJsonBytes);

    /// <summary>The result, where it is not sure that it is what the function awaits; null elsewhere.</summary>
    public string? Unchecked => IsKnownToFit ? null : payload;

    public bool IsKnownToFit { get; init; }

    /// <summary>Whether it would change nothing: a sign of life to a callback that needs none.</summary>
    public bool IsVoidFor(OperationRecord callback) => action == OperationAction.Heartbeat && callback.Options is not CallbackOptions { HeartbeatTimeoutMilliseconds: > 0 };

    /// <param name="ordinal">The callback's number in its execution.</param>
    /// <param name="at">Milliseconds since the execution was created.</param>
    public OperationChange ChangeOf(int ordinal, long at) => new()
    {
        Ordinal = ordinal,
        Action = action,
        At = at,
        Payload = payload,
        Error = error,
        Options = _from,
    };
}
