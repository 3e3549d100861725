using DurableParallel.Records;

namespace DurableParallel.Running.Activity;

/// <summary>An operation that has not ended, for messages about what an execution waits for.</summary>
/// <param name="Id">Its place, or that of what it waits for.</param>
/// <param name="Description">What it is, or what it waits for.</param>
/// <param name="Context">Whose operation it is.</param>
/// <param name="IsInProgress">Whether something of it runs or is on its way, so that it waits for nobody.</param>
/// <param name="IsSiblingWait">Whether it waits for a branch of the same execution.</param>
/// <param name="IsExternal">Whether it waits for its host.</param>
internal readonly record struct PendingOperation(OperationId Id, string Description, string Context, bool IsInProgress, bool IsSiblingWait, bool IsExternal);
