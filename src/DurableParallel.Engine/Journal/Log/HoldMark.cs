using DurableParallel.Records;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>
/// Says when a callback's end takes effect that came while an invocation was in flight. It is the record of a heartbeat of
/// the callback that has ended, which means nothing else and changes nothing for a reader that does not know of it. The
/// first one, right behind the end, holds it. The end takes effect at the second one, or else behind the next record of
/// kind <see cref="RecordKind.InvocationCompleted"/>.
/// </summary>
internal static class HoldMark
{
    public static void Write(RecordBuffer buffer, int ordinal, long at) =>
        OperationCodec.Write(buffer, new OperationChange { Ordinal = ordinal, Action = OperationAction.Heartbeat, At = at });

    /// <param name="change">A change of an operation.</param>
    /// <param name="hasEnded">Whether the operation had ended before.</param>
    public static bool Is(in OperationChange change, bool hasEnded) => hasEnded && change.Action == OperationAction.Heartbeat;
}
