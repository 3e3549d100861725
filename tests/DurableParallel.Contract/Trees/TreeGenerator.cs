namespace DurableParallel.Contract.Trees;

/// <summary>Draws trees from a seed.</summary>
internal sealed class TreeGenerator(int seed)
{
    private const int MaxDepth = 3;

    private readonly Random _random = new(seed);
    private int _names;

    public TreeBody Draw() => DrawBody(0) with { Catches = true, Throws = null };

    private TreeBody DrawBody(int depth)
    {
        var nodes = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => DrawNode(depth)).ToList();
        return new TreeBody(nodes, Catches: _random.Next(2) == 0, Throws: _random.Next(6) == 0 ? $"thrown by {NextName()}" : null);
    }

    private TreeNode DrawNode(int depth) => _random.Next(depth < MaxDepth ? 10 : 5) switch
    {
        < 4 => new TreeNode.Step(NextName(), Failures: _random.Next(6) == 0 ? _random.Next(1, 3) : 0, FailsForGood: _random.Next(5) == 0),
        4 => new TreeNode.Wait(_random.Next(1, 100)),
        < 7 => new TreeNode.Child(DrawBody(depth + 1)),
        _ => DrawScope(depth),
    };

    private TreeNode.Scope DrawScope(int depth)
    {
        var branches = Enumerable.Range(0, _random.Next(0, 5)).Select(_ => DrawBody(depth + 1)).ToList();
        var rule = branches.Count == 0 ? TreeRule.AllCompleted : (TreeRule)_random.Next(4);
        var parameter = rule == TreeRule.Minimum ? _random.Next(1, branches.Count + 1) : _random.Next(0, 3);
        int? limit = rule != TreeRule.AllCompleted ? 1 : _random.Next(3) == 0 ? null : _random.Next(1, 4);
        return new TreeNode.Scope(rule, parameter, limit, branches);
    }

    private string NextName() => $"n{++_names}";
}
