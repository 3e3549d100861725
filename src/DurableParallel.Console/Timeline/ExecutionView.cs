using System.Collections.Concurrent;
using DurableParallel.Engine;
using DurableParallel.Engine.History;

namespace DurableParallel.Console.Timeline;

/// <summary>
/// An execution as it was at one moment, made ready to be asked for in parts: its tree with an index of operations, and its
/// history with the events of each operation linked. Immutable but for what is found on the way. Safe from any thread.
/// </summary>
internal sealed class ExecutionView
{
    private readonly NodeFacts?[] _byOrdinal;
    private readonly ConcurrentDictionary<string, NodeFacts> _shown = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, NodeFacts>> _byId;
    private readonly bool _isNumbered;
    private readonly int[] _nextEvent;
    private readonly ConcurrentDictionary<string, IReadOnlyList<OperationNode>> _failedFirst = new(StringComparer.Ordinal);

    public ExecutionView(ExecutionHandle execution, ExecutionSnapshot snapshot, long version, DateTimeOffset now)
    {
        var (tree, events) = (snapshot.Tree, snapshot.Events);
        Tree = tree;
        Events = events;
        _isNumbered = snapshot.IsNumbered;
        Version = version;
        Start = execution.StartTimestamp;
        IsRunning = tree.Status is ExecutionStatus.Running or ExecutionStatus.Blocked;
        End = execution.EndTimestamp ?? now;
        Owner = new Http.PayloadOwner(execution.Name, execution.FunctionName);
        _nextEvent = new int[events.Count];
        var all = IndexNodes(tree);
        _byOrdinal = ByOrdinal(all);
        _byId = new Lazy<Dictionary<string, NodeFacts>>(() => ById(all));
        CountFailures(all);
        LinkEvents(events);
    }

    public OperationTree Tree { get; }

    public IReadOnlyList<HistoryEvent> Events { get; }

    /// <summary>The execution's history version when it was made.</summary>
    public long Version { get; }

    public DateTimeOffset Start { get; }

    /// <summary>When the execution ended; while it has not, when this was made.</summary>
    public DateTimeOffset End { get; }

    /// <summary>Whether it had not ended; one that is blocked has not.</summary>
    public bool IsRunning { get; }

    public Http.PayloadOwner Owner { get; }

    /// <summary>What it weighs, for those who keep several: operations and events.</summary>
    public long Weight => (long)Tree.Count + Events.Count;

    /// <summary>The operation of that id. One that was shown is found at once; for another the ids of all are made, once.</summary>
    public NodeFacts? Find(string id) => _shown.TryGetValue(id, out var shown) ? shown : _byId.Value.GetValueOrDefault(id);

    /// <summary>Whether an operation, or several, have this path.</summary>
    public bool HasPath(string path) => _byOrdinal.Any(facts => facts?.Node.Path == path);

    /// <summary>It is shown, so that its id is likely to be asked for.</summary>
    public void OnShown(NodeFacts facts) => _shown.TryAdd(facts.Node.Id, facts);

    public NodeFacts FactsOf(OperationNode node) => _byOrdinal[node.Ordinal]!;

    /// <summary>The operation that an event is of; null for none.</summary>
    public NodeFacts? OperationOf(HistoryEvent e) => !_isNumbered
        ? e.Id is { } id ? _byId.Value.GetValueOrDefault(id) : null
        : e.Operation.Ordinal < _byOrdinal.Length ? _byOrdinal[e.Operation.Ordinal] : null;

    /// <summary>The operations below one, or those of the function itself.</summary>
    /// <param name="parent">Its id; null for the function.</param>
    /// <returns>The operations in the order of their records; null when there is none of that id.</returns>
    public IReadOnlyList<OperationNode>? ChildrenOf(string? parent) => parent is null ? Tree.Operations : Find(parent)?.Node.Children;

    /// <summary>Likewise, those that have failed, or have something below them that did, before the others.</summary>
    public IReadOnlyList<OperationNode>? ChildrenFailedFirst(string? parent) => ChildrenOf(parent) is not { } children
        ? null
        : _failedFirst.GetOrAdd(parent ?? "", _ => [.. children.OrderBy(node => Rank(FactsOf(node)))]);

    /// <summary>The events of an operation, the earliest first.</summary>
    public IEnumerable<HistoryEvent> EventsOf(NodeFacts facts)
    {
        for (var index = facts.FirstEvent; index >= 0; index = _nextEvent[index])
        {
            yield return Events[index];
        }
    }

    /// <summary>The operations above one, from the function down.</summary>
    public static IReadOnlyList<OperationNode> Above(OperationNode node)
    {
        var above = new List<OperationNode>();
        for (var next = node.Parent; next is not null; next = next.Parent)
        {
            above.Add(next);
        }

        above.Reverse();
        return above;
    }

    private static int Rank(NodeFacts facts) => facts.HasFailed ? 0 : facts.FailedBelow > 0 ? 1 : 2;

    private static NodeFacts?[] ByOrdinal(List<NodeFacts> all)
    {
        var byOrdinal = new NodeFacts?[all.Count == 0 ? 1 : all.Max(static facts => facts.Node.Ordinal) + 1];
        foreach (var facts in all)
        {
            byOrdinal[facts.Node.Ordinal] = facts;
        }

        return byOrdinal;
    }

    private static Dictionary<string, NodeFacts> ById(List<NodeFacts> all)
    {
        var byId = new Dictionary<string, NodeFacts>(all.Count, StringComparer.Ordinal);
        foreach (var facts in all)
        {
            byId[facts.Node.Id] = facts;
        }

        return byId;
    }

    private static List<NodeFacts> IndexNodes(OperationTree tree)
    {
        var all = new List<NodeFacts>(tree.Count);
        Index(tree.Operations);

        // Those above come before those below, so that the list grows while it is gone through.
        for (var next = 0; next < all.Count; next++)
        {
            Index(all[next].Node.Children);
        }

        return all;

        void Index(IReadOnlyList<OperationNode> siblings)
        {
            for (var index = 0; index < siblings.Count; index++)
            {
                all.Add(new NodeFacts(siblings[index], index));
            }
        }
    }

    private void CountFailures(List<NodeFacts> all)
    {
        for (var index = all.Count - 1; index >= 0; index--)
        {
            if (all[index].Node.Parent is { } parent)
            {
                FactsOf(parent).FailedBelow += all[index].FailedBelow + (all[index].HasFailed ? 1 : 0);
            }
        }
    }

    private void LinkEvents(IReadOnlyList<HistoryEvent> events)
    {
        for (var index = 0; index < events.Count; index++)
        {
            _nextEvent[index] = -1;
            if (OperationOf(events[index]) is not { } facts)
            {
                continue;
            }

            if (facts.LastEvent < 0)
            {
                facts.FirstEvent = index;
            }
            else
            {
                _nextEvent[facts.LastEvent] = index;
            }

            facts.LastEvent = index;
        }
    }
}
