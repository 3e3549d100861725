using DurableParallel.Logging;

namespace DurableParallel.Running.Activity;

/// <summary>Cancels tokens of user code in a work item of its own: their callbacks are user code too.</summary>
internal sealed class TokenCancellation : IThreadPoolWorkItem
{
    private readonly Invocation _invocation;
    private readonly List<CancellationTokenSource> _sources;
    private readonly ActivityHold _hold;

    private TokenCancellation(Invocation invocation, List<CancellationTokenSource> sources, ActivityHold hold)
    {
        _invocation = invocation;
        _sources = sources;
        _hold = hold;
    }

    /// <summary>Signals every token that was handed out by a context and by those below it.</summary>
    /// <param name="invocation">Whose contexts they are.</param>
    /// <param name="node">The context.</param>
    /// <param name="held">The context that does not park before all is signalled; null for none.</param>
    public static void Queue(Invocation invocation, ActivityNode node, ActivityNode? held = null) =>
        Queue(invocation, invocation.Cancellation.TokenSourcesOf(node), held);

    /// <summary>Signals every token of the invocation, those too that its code asks for from now on.</summary>
    public static void QueueAll(Invocation invocation) => Queue(invocation, invocation.Cancellation.SignalTokens(), held: null);

    private static void Queue(Invocation invocation, List<CancellationTokenSource> sources, ActivityNode? held)
    {
        if (sources.Count > 0)
        {
            var hold = held is null ? default : invocation.Activity.Hold(held);
            invocation.Scheduler.Queue(new TokenCancellation(invocation, sources, hold));
        }
    }

    public void Execute()
    {
        using var hold = _hold;
        foreach (var source in _sources)
        {
            try
            {
                source.Cancel();
            }
            catch (AggregateException exception)
            {
                _invocation.Logger.CancellationCallbackFailed(exception);
            }
        }
    }
}
