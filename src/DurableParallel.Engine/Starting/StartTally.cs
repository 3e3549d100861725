namespace DurableParallel.Engine.Starting;

/// <summary>Counts what became of requests, and tells of it now and then. Safe from any thread.</summary>
internal sealed class StartTally(StartManyOptions options)
{
    private const int ReportsPerWindow = 4;

    private readonly Lock _gate = new();
    private readonly Lock _reporting = new();
    private readonly int _reportEvery = Math.Max(1, options.MaxInFlight / ReportsPerWindow);
    private readonly List<StartOutcome> _problems = [];
    private readonly Dictionary<ExecutionStatus, long> _ended = [];
    private StartProgress _progress;
    private long _sinceReport;

    public void Add(in StartOutcome outcome)
    {
        lock (_gate)
        {
            switch (outcome.Kind)
            {
                case StartOutcomeKind.Started:
                    _progress = _progress with { Started = _progress.Started + 1 };
                    break;
                case StartOutcomeKind.AlreadyThere:
                    _progress = _progress with { AlreadyThere = _progress.AlreadyThere + 1 };
                    break;
                default:
                    _progress = _progress with { Problems = _progress.Problems + 1 };
                    if (_problems.Count < StartManyResult.MostProblems)
                    {
                        _problems.Add(outcome);
                    }

                    break;
            }
        }

        options.OnOutcome?.Invoke(outcome);
        ReportNowAndThen();
    }

    public void AddEnd(ExecutionStatus status)
    {
        lock (_gate)
        {
            _progress = _progress with { Ended = _progress.Ended + 1 };
            _ended[status] = _ended.GetValueOrDefault(status) + 1;
        }

        ReportNowAndThen();
    }

    /// <summary>Tells how far it is, one at a time, so that what is told never goes back.</summary>
    public void Report()
    {
        if (options.Progress is not { } listener)
        {
            return;
        }

        lock (_reporting)
        {
            StartProgress progress;
            lock (_gate)
            {
                progress = _progress;
            }

            try
            {
                listener.Report(progress);
            }
            catch (Exception)
            {
                // It only watches; what it throws is not the starting's.
            }
        }
    }

    public StartManyResult ToResult()
    {
        lock (_gate)
        {
            return new StartManyResult(_progress, [.. _problems], new Dictionary<ExecutionStatus, long>(_ended));
        }
    }

    private void ReportNowAndThen()
    {
        if (options.Progress is not null && Interlocked.Increment(ref _sinceReport) % _reportEvery == 0)
        {
            Report();
        }
    }
}
