using DurableParallel.Console.Timeline;
using DurableParallel.Engine;

namespace DurableParallel.Console.WhatIf;

/// <summary>Makes the input of a simulation of what is on record of a scope.</summary>
internal static class RecordedScopes
{
    /// <summary>The scope as it was; null when its branches have no records of their own, as flat ones.</summary>
    public static RecordedScope? Of(ScopeFacts scope)
    {
        var begin = scope.Node.StartTimestamp;
        var nodes = scope.Branches.ToList();
        var total = Math.Max(scope.Total ?? 0, nodes.Count);
        var skipped = scope.NotStarted().ToDictionary(static branch => branch.Index, static branch => branch.Name);
        if (nodes.Count < total - skipped.Count)
        {
            return null;
        }

        // Without a limit a branch that starts at once starts when it is registered.
        var isRegisteredAtStart = scope.KnownRules is { Start: BranchStart.AtRegistration, MaxConcurrency: null };

        // Branches start in the order of their indexes, so that their records are in that order too.
        var branches = new RecordedBranch[total];
        var next = 0;
        for (var index = 0; index < total; index++)
        {
            branches[index] = skipped.TryGetValue(index, out var name) || next == nodes.Count
                ? new RecordedBranch(name, BranchStatus.Skipped)
                : Of(scope.View, nodes[next++], begin, isRegisteredAtStart);
        }

        return new RecordedScope(
            branches,
            (scope.Node.EndTimestamp ?? scope.View.End) - begin,
            scope.Reason,
            RulesOf(scope),
            Failed: scope.IsSuccess == false,
            HasCustomRule: scope.KnownRules is { HasShouldComplete: true });
    }

    /// <summary>The rules that are on record; null for none, and then they are inferred.</summary>
    private static WhatIfRules? RulesOf(ScopeFacts scope) => scope.KnownRules is not { } rules ? null : new WhatIfRules
    {
        MaxConcurrency = rules.MaxConcurrency,
        MinSuccessful = rules.MinSuccessful,
        ToleratedFailureCount = rules.ToleratedFailureCount,
        ToleratedFailurePercentage = rules.ToleratedFailurePercentage,
        RunningBranches = rules.RunningBranches,
        Timeout = rules.Timeout,
    };

    private static RecordedBranch Of(ExecutionView view, OperationNode node, DateTimeOffset begin, bool isRegisteredAtStart) => new(
        node.Name,
        node.Status switch
        {
            OperationStatus.Succeeded => BranchStatus.Succeeded,
            OperationStatus.Failed => BranchStatus.Failed,
            _ => BranchStatus.Canceled,
        },
        node.StartTimestamp - begin,
        Segments.EndOf(view, node) - begin)
    {
        Busy = BusyOf(view, node),
        Registered = isRegisteredAtStart ? node.StartTimestamp - begin : TimeSpan.Zero,
    };

    /// <summary>When a step ran that is anywhere below a branch.</summary>
    private static List<BusySpan> BusyOf(ExecutionView view, OperationNode branch)
    {
        List<BusySpan> busy = [];
        var below = new Stack<OperationNode>(branch.Children);
        while (below.TryPop(out var node))
        {
            if (node.Type == OperationType.Step)
            {
                foreach (var segment in Segments.AllOf(view, view.FactsOf(node)))
                {
                    if (segment is { Kind: Segments.Running, To: { } to })
                    {
                        busy.Add(new BusySpan(segment.From - branch.StartTimestamp, to - branch.StartTimestamp));
                    }
                }
            }

            foreach (var child in node.Children)
            {
                below.Push(child);
            }
        }

        return busy;
    }
}
