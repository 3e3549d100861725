namespace DurableParallel.Engine;

/// <summary>The stable codes of the engine's errors, beside those of the library. Each has a page in docs/errors; a code is never used twice.</summary>
internal static class EngineErrorCodes
{
    public const string JournalDamaged = "DP4001";
    public const string JournalLocked = "DP4002";
    public const string JournalTooNew = "DP4003";
    public const string EngineFaulted = "DP4004";
    public const string EngineStopped = "DP4005";
    public const string ExecutionFailed = "DP4006";
    public const string ExecutionBlocked = "DP4007";
    public const string ExecutionNameTaken = "DP4008";
    public const string FunctionNotRegistered = "DP4009";
    public const string CallbackClosed = "DP4010";
    public const string CallbackNotFound = "DP4011";
    public const string StartManyInterrupted = "DP4016";
    public const string ExecutionNotFound = "DP4017";
    public const string ClockOutOfRange = "DP4018";
    public const string JournalUnreachable = "DP4019";
    public const string PayloadRefused = "DP4020";
    public const string ExecutionNotRetried = "DP4030";
    public const string EventAfterEnd = "DP4031";
    public const string EventMailboxFull = "DP4032";
    public const string EventToServed = "DP4033";
    public const string CallbackNameAmbiguous = "DP4034";
    public const string ScheduleNotFound = "DP4039";
    public const string ScheduleNameTaken = "DP4040";
    public const string JournalMissing = "DP4048";
    public const string JournalTooOld = "DP4049";
    public const string EngineReadOnly = "DP4050";
    public const string JournalChanged = "DP4051";
    public const string ExecutionTooLarge = "DP5009";
    public const string JournalWrittenByOther = "DP5010";
    public const string JournalFileGone = "DP5011";
    public const string JournalNotLockable = "DP5012";
}
