namespace DurableParallel.Running.Activity;

/// <summary>What holds for a context and for all those below it, in one value, as it is asked for before every record.</summary>
[Flags]
internal enum NodeMarks : byte
{
    None = 0,
    Ended = 1,
    Sealed = 2,
    Refusing = 4,
    Canceled = 8,

    /// <summary>Of the context alone: its code has seen that the execution is being canceled.</summary>
    Reached = 16,
}
