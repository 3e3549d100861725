namespace DurableParallel.HelloSequence.Terminal;

/// <param name="Count">How many executions.</param>
/// <param name="Journal">The journal's file.</param>
/// <param name="Prefix">Of the executions' names; the same one goes on with a run that was stopped.</param>
/// <param name="InFlight">How many may be started and not ended.</param>
internal sealed record RunOptions(int Count, string Journal, string Prefix, int InFlight)
{
    public const int DefaultInFlight = 2000;
}
