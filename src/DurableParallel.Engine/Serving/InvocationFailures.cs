using System.Runtime.InteropServices;
using DurableParallel.Errors;

namespace DurableParallel.Engine.Serving;

/// <summary>
/// The failed invocations in a row of a served execution. Those of a process that cannot read what is on record are counted
/// apart: they say that the wrong build is deployed, and never fail the execution.
/// </summary>
/// <param name="Failed">Those that count.</param>
/// <param name="Unreadable">Those of a build that cannot read the records, since the last other one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct InvocationFailures(int Failed, int Unreadable)
{
    private const int MostDoublings = 20;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>The counts after one more invocation, which ended well when there is no error.</summary>
    public InvocationFailures After(DurableError? error)
    {
        if (error is null)
        {
            return default;
        }

        return BuildFaults.IsUnreadable(error) ? this with { Unreadable = Unreadable + 1 } : new InvocationFailures(Failed + 1, 0);
    }

    /// <summary>How long after the latest of them the function is invoked again: longer each time while only another build can help.</summary>
    /// <param name="plain">The time after a failure that counts.</param>
    public TimeSpan Delay(TimeSpan plain)
    {
        if (Unreadable == 0)
        {
            return plain;
        }

        var pause = (plain > ShortestPause ? plain : ShortestPause) * Math.Pow(2, Math.Min(Unreadable - 1, MostDoublings));
        return pause < LongestPause ? pause : LongestPause;
    }
}
