namespace DurableParallel.Errors;

/// <summary>What ends an invocation and may be put right by another build, so that no host takes it for the function's failure.</summary>
internal static class BuildFaults
{
    /// <summary>Whether the fault is that this build cannot read what is on record.</summary>
    public static bool IsUnreadable(Exception? fault) =>
        fault is DurableException { Code: ErrorCodes.NotReadByThisBuild or ErrorCodes.RecordUnreadable };

    /// <summary>Whether an error that another process reported stands for such a fault.</summary>
    public static bool IsUnreadable(DurableError error) =>
        string.Equals(error.ErrorType, typeof(UnreadableRecordException).FullName, StringComparison.Ordinal);
}
