namespace DurableParallel.Console.WhatIf;

/// <summary>Answers what would have become of a recorded scope under other rules. Pure.</summary>
internal sealed class WhatIfQuestion
{
    private const int MostNames = 100;
    private const int MostBranches = 1000;
    private const int MostPoints = 200;
    private readonly RecordedScope _scope;
    private readonly BranchLengths _lengths;

    public WhatIfQuestion(RecordedScope scope)
    {
        _scope = scope;
        _lengths = new BranchLengths(scope.Branches);
        Today = scope.Rules is not { } rules ? InferredRules.Of(scope)
            : scope.HasCustomRule ? rules with { ShouldComplete = InferredRules.CustomOf(scope) }
            : rules;
    }

    /// <summary>The rules that the scope ran under, or that explain what became of it.</summary>
    public WhatIfRules Today { get; }

    // Left out where the rules are on record.
    private bool? IsInferred => _scope.Rules is null ? true : null;

    /// <summary>What would have happened.</summary>
    /// <exception cref="ArgumentException">A value is out of its range, or two rules exclude each other.</exception>
    public WhatIfOutcome Answer(WhatIfChanges settings)
    {
        var rules = settings.Over(Today);
        var run = Simulate(rules);
        List<string> skipped = [];
        List<WhatIfBranch> branches = [];
        for (var index = 0; index < run.Branches.Count; index++)
        {
            var (name, branch) = (_scope.Branches[index].Name, run.Branches[index]);
            if (branch.Status == BranchStatus.Skipped && skipped.Count < MostNames)
            {
                skipped.Add(name ?? $"#{index}");
            }

            if (index < MostBranches)
            {
                branches.Add(new WhatIfBranch(index, name, branch.From.TotalMilliseconds, branch.To.TotalMilliseconds, branch.Status.ToString()));
            }
        }

        return new WhatIfOutcome
        {
            DurationMs = run.Duration.TotalMilliseconds,
            Peak = run.Peak,
            Started = run.Counts.Total - run.Counts.Skipped,
            Succeeded = run.Counts.Succeeded,
            Failed = run.Counts.Failed,
            Skipped = run.Counts.Skipped,
            Canceled = run.Counts.Canceled,
            Reason = run.Verdict.Reason.ToString(),
            Sentence = WhatIfSentence.Of(run, rules, _lengths),
            SkippedNames = skipped,
            Recorded = new WhatIfRecorded(_scope.Duration.TotalMilliseconds, _scope.Peak(), _scope.Reason?.ToString(), IsInferred),
            Branches = branches,
        };
    }

    /// <summary>How long it would have taken with other values of MaxConcurrency.</summary>
    /// <param name="settings">The other rules; its MaxConcurrency is not used.</param>
    /// <param name="values">The values, where 0 is no limit; null for a choice of them from 1 to no limit.</param>
    /// <exception cref="ArgumentException">A value is out of its range, or there are too many.</exception>
    public WhatIfSweep Sweep(WhatIfChanges settings, IReadOnlyList<int>? values = null)
    {
        if (values?.Count > MostPoints)
        {
            throw new ArgumentException($"values must have at most {MostPoints} members; found {values.Count}.", nameof(values));
        }

        var points =
            from value in values ?? Choice()
            let run = Simulate(settings.Over(Today) with { MaxConcurrency = value == 0 ? null : value })
            orderby value == 0 ? int.MaxValue : value
            select new WhatIfPoint(value, run.Duration.TotalMilliseconds, run.Peak);
        return new WhatIfSweep([.. points], Today.MaxConcurrency ?? 0, IsInferred);
    }

    /// <summary>The run itself, with all that a test may want to know of it.</summary>
    /// <exception cref="ArgumentException">A value is out of its range, or two rules exclude each other.</exception>
    public SimulatedScope Simulate(WhatIfRules rules) => VirtualScope.Run(_scope.Branches, _lengths, rules.ToConfig());

    // Each of the small ones, then by steps of a quarter: a chart needs no more, and 100,000 branches have few dozens.
    private List<int> Choice()
    {
        var values = new SortedSet<int>();
        for (var value = 1; value < _scope.Branches.Count; value += Math.Max(1, value / 4))
        {
            values.Add(value);
        }

        if (Today.MaxConcurrency is { } today)
        {
            values.Add(today);
        }

        return [.. values, 0];
    }
}
