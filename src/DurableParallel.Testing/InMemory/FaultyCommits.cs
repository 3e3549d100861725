namespace DurableParallel.Testing.InMemory;

/// <summary>Makes the batches of a lane durable as far as the test's fault plan lets it, and the rules of updates. Takes the execution's lock.</summary>
internal sealed class FaultyCommits(InMemoryHost host, Lock gate, MemoryJournal journal, InMemoryPhase phase, CurrentInvocation current, ExecutionTimer timer, OutsideChanges outside, FaultPlan faults)
{
    /// <param name="lane">The lane, which may be dead.</param>
    /// <param name="batch">What it has submitted.</param>
    /// <param name="durable">How many of them are durable now, from the first one.</param>
    public CommitResult Commit(CheckpointLane lane, IReadOnlyList<PendingCheckpoint> batch, out int durable)
    {
        durable = 0;
        FaultVerdict verdict;
        DateTimeOffset now;
        lock (gate)
        {
            now = host.Clock.GetUtcNow();
            if (lane.IsDead)
            {
                return new CommitResult(0, now, IsCrash: false);
            }

            current.OnProgress();
            host.OnProgress();
            verdict = faults.Admit(batch.Count);
        }

        // The others go on meanwhile, and what comes due is told to them.
        if (verdict.Delay > TimeSpan.Zero)
        {
            host.Clock.Advance(verdict.Delay);
        }

        lock (gate)
        {
            now = host.Clock.GetUtcNow();
            if (lane.IsDead)
            {
                return new CommitResult(0, now, IsCrash: false);
            }

            try
            {
                for (var i = 0; i < verdict.Durable; i++)
                {
                    journal.Keep(batch[i].Status);
                    journal.Apply(batch[i].Update, now, lane.Invocation);
                }
            }
            catch (HostViolationException violation)
            {
                phase.Break(violation);
                host.Report(violation);
                return new CommitResult(0, now, IsCrash: true);
            }

            outside.OnApplied();
            timer.Arm();
        }

        durable = verdict.Durable;
        return new CommitResult(verdict.Acknowledged, now, verdict.IsCrash);
    }

    /// <summary>The process of a lane dies: by the plan, by a broken rule, or by the test.</summary>
    public void Crash(CheckpointLane lane)
    {
        IRunningInvocation? invocation;
        lock (gate)
        {
            // Under the lock, so that no batch of the dead process becomes durable after its successor has read the journal.
            lane.Kill();
            invocation = current.Lane == lane ? current.Running : null;
        }

        invocation?.Abort(phase.Violation as Exception ?? new SimulatedCrashException($"The process died: {faults}."));
    }
}
