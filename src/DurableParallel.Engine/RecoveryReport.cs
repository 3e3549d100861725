namespace DurableParallel.Engine;

/// <summary>What an engine found when it opened its journal.</summary>
/// <param name="ExecutionsResumed">How many executions had not ended and go on, parked ones included, blocked ones not.</param>
/// <param name="RecordsRead">How many records were read from the log.</param>
/// <param name="TornBytesCut">How many bytes at the end of the write-ahead log were no whole commit and were cut, or were committed and are missing.</param>
/// <param name="WasStoppedCleanly">Whether the engine before had stopped in good order; true for a new journal.</param>
public sealed record RecoveryReport(int ExecutionsResumed, long RecordsRead, long TornBytesCut, bool WasStoppedCleanly);
