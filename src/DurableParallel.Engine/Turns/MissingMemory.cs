namespace DurableParallel.Engine.Turns;

/// <summary>What is said where there was no memory for a record.</summary>
internal static class MissingMemory
{
    /// <summary>What a caller gets who waits for a record that there was no memory for.</summary>
    public static ExecutionBlockedException Refusal(string execution, Exception fault) => new(execution, BlockedReason.TooLarge, MessageOf(execution), fault);

    public static string MessageOf(string execution) =>
        $"There was no memory in this process to record what the execution '{execution}' did. All that was recorded before is kept, and it goes on "
        + "from there when it is unblocked, or when a process opens the journal. Give the process more memory.";
}
