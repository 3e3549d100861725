using System.Runtime.InteropServices;

namespace DurableParallel.Console.WhatIf;

/// <summary>A time in which the code of a branch ran, as offsets from the branch's start.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BusySpan(TimeSpan From, TimeSpan To);
