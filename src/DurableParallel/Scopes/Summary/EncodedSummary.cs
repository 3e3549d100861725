using System.Runtime.InteropServices;

namespace DurableParallel.Scopes.Summary;

/// <summary>A scope's payload, and whether its children stay on record because values and errors did not fit.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EncodedSummary(string Payload, bool ReplayChildren);
