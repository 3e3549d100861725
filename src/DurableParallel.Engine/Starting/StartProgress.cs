using System.Runtime.InteropServices;

namespace DurableParallel.Engine;

/// <summary>How far a starting of many executions is.</summary>
/// <param name="Started">How many are new and durable.</param>
/// <param name="AlreadyThere">How many were there already.</param>
/// <param name="Problems">How many could not be started.</param>
/// <param name="Ended">How many have ended; counted only when their ends are waited for.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StartProgress(long Started, long AlreadyThere, long Problems, long Ended)
{
    /// <summary>How many requests are decided.</summary>
    public long Decided => Started + AlreadyThere + Problems;
}
