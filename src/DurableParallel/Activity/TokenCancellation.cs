using DurableParallel.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Activity;

/// <summary>Cancels tokens of user code in a work item of its own: their callbacks are user code too.</summary>
internal sealed class TokenCancellation : IThreadPoolWorkItem
{
    private readonly Invocation _invocation;
    private readonly List<CancellationTokenSource> _sources;

    private TokenCancellation(Invocation invocation, List<CancellationTokenSource> sources)
    {
        _invocation = invocation;
        _sources = sources;
    }

    /// <summary>Signals every token that was handed out by a context and by those below it.</summary>
    public static void Queue(Invocation invocation, ActivityNode node)
    {
        var sources = invocation.Tracker.TokenSourcesOf(node);
        if (sources.Count > 0)
        {
            invocation.Scheduler.Queue(new TokenCancellation(invocation, sources));
        }
    }

    public void Execute()
    {
        foreach (var source in _sources)
        {
            try
            {
                source.Cancel();
            }
            catch (AggregateException exception)
            {
                _invocation.Logger.LogWarning(exception, "A callback on a branch's cancellation token failed.");
            }
        }
    }
}
