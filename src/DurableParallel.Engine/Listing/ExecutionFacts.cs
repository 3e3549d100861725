using System.Runtime.InteropServices;

namespace DurableParallel.Engine.Listing;

/// <summary>What of an execution a query looks at, of one moment.</summary>
/// <param name="IsVisible">Whether it is durable and not purged.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="StartedAt">Milliseconds since 1970.</param>
/// <param name="EndedAt">Milliseconds since 1970; null while it has not ended.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ExecutionFacts(bool IsVisible, ExecutionStatus Status, long StartedAt, long? EndedAt)
{
    public bool IsEnded => Status is not (ExecutionStatus.Running or ExecutionStatus.Blocked);
}
