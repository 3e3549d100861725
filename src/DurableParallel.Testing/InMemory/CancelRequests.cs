using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>
/// Cancels one execution: the request is durable at once; what runs of it is cut when no step runs any more or they have had
/// their time, and another invocation begins. Takes the execution's lock.
/// </summary>
internal sealed class CancelRequests(InMemoryHost host, Lock gate, MemoryJournal journal, InMemoryPhase phase, CurrentInvocation current, ExecutionTimer timer, FaultyCommits commits)
{
    /// <inheritdoc cref="CheckpointLane.MayRunStep"/>
    public bool MayRunStep(OperationId id)
    {
        CheckpointLane? lane;
        lock (gate)
        {
            lane = current.Lane;
        }

        return lane is null || lane.MayRunStep(id);
    }

    /// <summary>Nothing, if it was asked before or has ended.</summary>
    public void Request(string? reason, long cleanupMilliseconds)
    {
        CheckpointLane? lane;
        lock (gate)
        {
            if (journal.Cancel is not null || phase.IsOver || phase.IsEndedFromOutside)
            {
                return;
            }

            journal.RequestCancel(reason, host.Clock.GetUtcNow());
            timer.BeginCleanup(cleanupMilliseconds);
            current.RequireAnother();
            host.OnProgress();
            phase.WakeUp();
            lane = current.Lane;
        }

        if (lane is null)
        {
            return;
        }

        // In this order: an invocation that is starting finds the lane draining, and signals the tokens then.
        lane.Drain(new Cut(host, commits, lane).Request);
        IRunningInvocation? invocation;
        lock (gate)
        {
            invocation = ReferenceEquals(current.Lane, lane) ? current.Running : null;
        }

        invocation?.SignalTokens();
    }

    /// <summary>Cuts what runs, in a work item of its own: a lane drains under locks of its invocation.</summary>
    private sealed class Cut : IThreadPoolWorkItem
    {
        private readonly InMemoryHost _host;
        private readonly FaultyCommits _commits;
        private readonly CheckpointLane _lane;
        private readonly ITimer _grace;
        private int _requests;

        public Cut(InMemoryHost host, FaultyCommits commits, CheckpointLane lane)
        {
            (_host, _commits, _lane) = (host, commits, lane);
            _grace = host.Clock.CreateTimer(static cut => ((Cut)cut!).Request(), this, StepConfig.DefaultTimeoutGrace, Timeout.InfiniteTimeSpan);
        }

        public void Request()
        {
            if (Interlocked.Exchange(ref _requests, 1) == 0)
            {
                _host.Options.Scheduler.Queue(this);
            }
        }

        public void Execute()
        {
            _grace.Dispose();
            _commits.Crash(_lane);
        }
    }
}
