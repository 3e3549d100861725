using System.Runtime.InteropServices;

namespace DurableParallel.Scopes.Rules;

/// <summary>What the rules have decided. It is recorded with the scope and never derived again.</summary>
/// <param name="Reason">Which rule decided.</param>
/// <param name="Failed">Whether that rule calls the scope a failure.</param>
/// <param name="MinimumMet">Whether enough branches succeeded.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CompletionVerdict(CompletionReason Reason, bool Failed = false, bool MinimumMet = true)
{
    public bool IsSuccess => !Failed && MinimumMet;
}
