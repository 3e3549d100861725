using DurableParallel.Scopes.Rules;

namespace DurableParallel.Console.WhatIf;

/// <summary>
/// One scope on a virtual clock: the product's own ledger and policy are asked as its pump asks them, once after every end,
/// and ends come when the recorded lengths say so. Pure: the same input gives the same answer.
/// </summary>
internal sealed class VirtualScope
{
    private readonly IReadOnlyList<RecordedBranch> _branches;
    private readonly BranchLengths _lengths;
    private readonly ParallelConfig _config;
    private readonly BranchLedger _ledger;
    private readonly SimulatedBranch[] _outcomes;
    private readonly List<int> _order = [];

    // At one moment: the time-out, then what is registered, then ends in the order of their starts.
    private readonly PriorityQueue<int, (TimeSpan At, int Sequence)> _ends = new();
    private Progress _progress;

    private VirtualScope(IReadOnlyList<RecordedBranch> branches, BranchLengths lengths, ParallelConfig config)
    {
        _branches = branches;
        _lengths = lengths;
        _config = config;
        _ledger = new BranchLedger(branches.Count, config.MaxConcurrency);
        _outcomes = new SimulatedBranch[branches.Count];
        while (IsOpen && branches[_progress.Registered].Registered <= TimeSpan.Zero)
        {
            _progress.Registered++;
        }
    }

    /// <summary>Runs the branches to the end under those rules.</summary>
    public static SimulatedScope Run(IReadOnlyList<RecordedBranch> branches, BranchLengths lengths, ParallelConfig config) =>
        new VirtualScope(branches, lengths, config).Run();

    private bool IsOpen => _progress.Registered < _branches.Count;

    private SimulatedScope Run()
    {
        Decide(lastSettled: null);
        Admit();
        while (TryStep())
        {
            Admit();
        }

        var counts = _ledger.Counts;
        var verdict = PolicyNow().Finish(_progress.Verdict!.Value, counts);
        return new SimulatedScope(verdict, counts, _progress.AtDecision, _progress.Last, _progress.Decided, _progress.Peak, _outcomes, _order);
    }

    /// <summary>Moves the clock to what comes next; false when nothing does.</summary>
    private bool TryStep()
    {
        var arrival = IsOpen && _progress.Verdict is null ? _branches[_progress.Registered].Registered : TimeSpan.MaxValue;
        var hasEnd = _ends.TryPeek(out var index, out var end);
        var deadline = _progress.Verdict is null ? _config.Timeout ?? TimeSpan.MaxValue : TimeSpan.MaxValue;
        var endAt = hasEnd ? end.At : TimeSpan.MaxValue;
        if (arrival < TimeSpan.MaxValue && arrival <= endAt && arrival < deadline)
        {
            MoveTo(arrival);
            Register();
            return true;
        }

        if (hasEnd && (endAt < deadline || deadline == TimeSpan.MaxValue))
        {
            _ends.Dequeue();
            if (_ledger[index] == BranchStatus.Running && _outcomes[index].To == endAt)
            {
                MoveTo(endAt);
                Settle(index);
            }

            return true;
        }

        if (deadline == TimeSpan.MaxValue)
        {
            return false;
        }

        MoveTo(deadline);
        Decide(lastSettled: null, isTimedOut: true);
        return true;
    }

    private void MoveTo(TimeSpan moment) => _progress.Now = moment > _progress.Now ? moment : _progress.Now;

    private void Register()
    {
        while (IsOpen && _branches[_progress.Registered].Registered <= _progress.Now)
        {
            _progress.Registered++;
        }

        Decide(lastSettled: null);
    }

    private void Admit()
    {
        while (_ledger.TryAdmit(out var index, _progress.Registered))
        {
            _outcomes[index] = new SimulatedBranch(_progress.Now, _progress.Now + _lengths.Of(index), _lengths.OutcomeOf(index));
            _ends.Enqueue(index, (_outcomes[index].To, _progress.Sequence++));
            _progress.Peak = Math.Max(_progress.Peak, _ledger.Counts.Running);
        }
    }

    private void Settle(int index)
    {
        var status = _outcomes[index].Status;
        _ledger.Settle(index, status);
        _progress.Last = _progress.Now;
        if (status != BranchStatus.Canceled)
        {
            _order.Add(index);
            Decide(new BranchOutcome(index, _branches[index].Name ?? string.Empty, status, Error: null));
        }
    }

    private CompletionPolicy PolicyNow() => IsOpen ? CompletionPolicy.WhileOpen(_config) : CompletionPolicy.For(_config, _branches.Count);

    private void Decide(BranchOutcome? lastSettled, bool isTimedOut = false)
    {
        if (_progress.Verdict is not null)
        {
            return;
        }

        var counts = _ledger.Counts;
        _progress.Verdict = PolicyNow().Decide(counts, lastSettled, isTimedOut);
        if (_progress.Verdict is not null)
        {
            (_progress.AtDecision, _progress.Decided, _progress.Last) = (counts, _progress.Now, _progress.Now);
            _ledger.Close();
            Release();
        }
    }

    /// <summary>What never started is skipped; what runs and waits is released, and what runs and works goes on until it parks.</summary>
    private void Release()
    {
        for (var index = 0; index < _outcomes.Length; index++)
        {
            if (_ledger[index] == BranchStatus.Skipped)
            {
                _outcomes[index] = new SimulatedBranch(_progress.Now, _progress.Now, BranchStatus.Skipped);
            }
            else if (_ledger[index] == BranchStatus.Running && _config.RunningBranches == RunningBranches.Finish)
            {
                Cut(index);
            }
        }
    }

    private void Cut(int index)
    {
        var branch = _outcomes[index];
        var ran = _progress.Now - branch.From;
        var busyUntil = ran;
        foreach (var busy in _branches[index].Busy)
        {
            // What the branch asks for behind it is refused, and ends it.
            busyUntil = busy.From <= ran && busy.To > busyUntil ? busy.To : busyUntil;
        }

        if (branch.From + busyUntil < branch.To)
        {
            _outcomes[index] = branch with { To = branch.From + busyUntil, Status = BranchStatus.Canceled };
            _ends.Enqueue(index, (_outcomes[index].To, _progress.Sequence++));
        }
    }

    /// <summary>How far the simulation has come.</summary>
    private struct Progress
    {
        public TimeSpan Now;
        public TimeSpan Last;
        public TimeSpan Decided;
        public CompletionVerdict? Verdict;
        public BranchCounts AtDecision;
        public int Registered;
        public int Sequence;
        public int Peak;
    }
}
