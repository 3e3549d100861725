using DurableParallel.Console.Api;
using DurableParallel.Engine;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Scopes.Summary;

namespace DurableParallel.Console.Timeline;

/// <summary>A Parallel or a Map of an execution, from what is known of it: its records, its summary once it has ended, and the scope itself while it runs here.</summary>
internal sealed class ScopeFacts
{
    private readonly ScopeView? _live;
    private readonly BranchSummary? _summary;

    private ScopeFacts(ExecutionView view, NodeFacts facts, ScopeView? live, BranchSummary? summary)
    {
        View = view;
        Facts = facts;
        _live = live;
        _summary = summary;
    }

    public ExecutionView View { get; }

    public NodeFacts Facts { get; }

    public OperationNode Node => Facts.Node;

    /// <summary>The branches that have records, in the order of those.</summary>
    public IEnumerable<OperationNode> Branches => Node.Children.Where(static node => node.SubType is OperationSubTypes.ParallelBranch or OperationSubTypes.MapIteration);

    /// <summary>How many branches there are; null when that is not known.</summary>
    public int? Total => _summary?.Count ?? _live?.Branches.Count ?? Node.ScopeRules?.BranchCount;

    /// <summary>Which rule decided; null while none has, and where the record does not say.</summary>
    public CompletionReason? Reason => _summary?.Verdict.Reason;

    public bool? IsSuccess => _summary?.Verdict.IsSuccess;

    /// <summary>The rules of the scope where it runs in this process, else those on record; null when neither is there.</summary>
    public ScopeRules? KnownRules => _live is null ? Node.ScopeRules : ScopeRules.Of(_live.Config);

    public ScopeRulesView Rules => KnownRules is not { } rules ? new ScopeRulesView { Total = Total, Known = false } : new ScopeRulesView
    {
        MaxConcurrency = rules.MaxConcurrency,
        MinSuccessful = rules.MinSuccessful,
        ToleratedFailureCount = rules.ToleratedFailureCount,
        ToleratedFailurePercentage = rules.ToleratedFailurePercentage,
        HasShouldComplete = rules.HasShouldComplete ? true : null,
        RunningBranches = rules.RunningBranches.ToString(),
        TimeoutMs = rules.Timeout?.TotalMilliseconds,
        Start = rules.Start.ToString(),
        Total = Total,
        Nesting = rules.Nesting.ToString(),
        Known = true,
    };

    public static bool IsScope(OperationNode node) => node.SubType is OperationSubTypes.Parallel or OperationSubTypes.Map && node.Type == OperationType.Context;

    /// <summary>Looks at a scope.</summary>
    public static ScopeFacts Of(ExecutionHandle execution, ExecutionView view, NodeFacts facts) => new(
        view,
        facts,
        facts.Node.IsOpen && view.IsRunning ? execution.LookAtScope(facts.Node.Id) : null,
        SummaryOf(view, facts));

    /// <summary>The branches that have not started, in the order of their registration.</summary>
    public IEnumerable<(int Index, string? Name, BranchStatus Status)> NotStarted() =>
        _summary is null && _live is null
            ? NotRecorded()
            : Enumerable.Range(0, Total ?? 0)
                .Select(index => (index, NameOf(index), StatusOf(index)))
                .Where(static branch => branch.Item3 is BranchStatus.Pending or BranchStatus.Skipped);

    // Branches start in the order of their indexes, so those that have no record are the last ones. Flat ones have none at all.
    private IEnumerable<(int Index, string? Name, BranchStatus Status)> NotRecorded()
    {
        var started = Branches.Count();
        return Node.ScopeRules?.Nesting == NestingType.Flat
            ? []
            : Enumerable.Range(started, Math.Max(0, (Total ?? 0) - started)).Select(static index => (index, (string?)null, BranchStatus.Pending));
    }

    private static BranchSummary? SummaryOf(ExecutionView view, NodeFacts facts)
    {
        if (facts.Node.Status != OperationStatus.Succeeded && facts.Node.Status != OperationStatus.Failed)
        {
            return null;
        }

        var payload = view.EventsOf(facts).LastOrDefault(static e => e.EventType == HistoryEventType.ContextSucceeded)?.Payload;
        if (payload is null)
        {
            return null;
        }

        try
        {
            return BranchSummary.Decode(payload);
        }
        catch (DurableException)
        {
            // A map with a serializer of its own has a payload of the user's, which says nothing of branches.
            return null;
        }
    }

    private BranchStatus StatusOf(int index) => _summary?.Status(index) ?? _live!.Branches[index].Status;

    private string? NameOf(int index) => _summary is not null ? _summary.Name(index) : _live!.Branches[index].Name;
}
