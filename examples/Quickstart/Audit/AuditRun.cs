using DurableParallel.Engine;

namespace DurableParallel.Quickstart;

/// <summary>Which of a folder's audits this run carries out: the unfinished one, or else a new one.</summary>
internal sealed record AuditRun(string Name, bool Resumes)
{
    public static async Task<AuditRun> ChooseAsync(DurableEngine engine, string series)
    {
        // A new audit is begun only when the one before it has finished, so that only the last can be unfinished.
        AuditRun? last = null;
        for (var number = 1; ; number++)
        {
            var name = AuditName.Run(series, number);
            if (await engine.FindAsync(name) is not { } found)
            {
                return last ?? new AuditRun(name, Resumes: false);
            }

            last = found.Status is ExecutionStatus.Running or ExecutionStatus.Blocked ? new AuditRun(name, Resumes: true) : null;
        }
    }
}
