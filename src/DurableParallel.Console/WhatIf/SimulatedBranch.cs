using System.Runtime.InteropServices;

namespace DurableParallel.Console.WhatIf;

/// <summary>What became of a branch in a simulation. Of one that was skipped both times are the moment of the decision.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SimulatedBranch(TimeSpan From, TimeSpan To, BranchStatus Status);
