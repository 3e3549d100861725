namespace DurableParallel.Running.Operations;

/// <summary>What an invocation knows of an operation, in one byte: there may be very many operations.</summary>
[Flags]
internal enum OperationMarks : byte
{
    None = 0,
    Tracked = 1,
    Counted = 2,
    Awaited = 4,
    ForEver = 8,
}
