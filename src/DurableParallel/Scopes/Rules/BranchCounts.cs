using System.Runtime.InteropServices;

namespace DurableParallel.Scopes.Rules;

/// <summary>How many branches of a scope are where.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BranchCounts(int Total, int Succeeded, int Failed, int Canceled, int Skipped, int Running)
{
    public int Pending => Total - Succeeded - Failed - Canceled - Skipped - Running;

    public bool AllSettled => Running == 0 && Pending == 0;
}
