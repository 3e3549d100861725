using System.Runtime.InteropServices;

namespace DurableParallel.Scopes.Summary;

/// <summary>A branch as an inline summary holds it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredBranch(string Name, BranchStatus Status, bool HasResult, string? Payload, DurableError? Error, DateTimeOffset? EndTimestamp = null);
