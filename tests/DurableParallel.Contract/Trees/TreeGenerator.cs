namespace DurableParallel.Contract.Trees;

/// <summary>Draws trees from a seed. Those without races must stay as they are: saved journals were recorded by them.</summary>
internal sealed class TreeGenerator(int seed, bool withRaces = false)
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

    private TreeNode DrawNode(int depth) => _random.Next(depth < MaxDepth ? (withRaces ? 11 : 10) : 5) switch
    {
        < 4 => new TreeNode.Step(NextName(), Failures: _random.Next(6) == 0 ? _random.Next(1, 3) : 0, FailsForGood: _random.Next(5) == 0),
        4 => new TreeNode.Wait(_random.Next(1, 100)),
        < 7 => new TreeNode.Child(DrawBody(depth + 1), DrawNesting()),
        < 10 => DrawScope(depth),
        _ => DrawRace(depth),
    };

    private TreeNode.Race DrawRace(int depth)
    {
        var seconds = TimeoutOf(depth);
        var body = DrawBody(depth + 1) with { Throws = null };
        return new TreeNode.Race((TreeLoser)_random.Next(4), body with { Nodes = [.. body.Nodes, new TreeNode.Wait(2 * seconds)] }, seconds);
    }

    private TreeNode.Scope DrawScope(int depth)
    {
        var branches = Enumerable.Range(0, _random.Next(0, 5)).Select(_ => DrawBody(depth + 1)).ToList();
        var rule = branches.Count == 0 ? TreeRule.AllCompleted : (TreeRule)_random.Next(5);
        if (rule == TreeRule.TimesOut)
        {
            return DrawTimedScope(depth, branches);
        }

        var parameter = rule == TreeRule.Minimum ? _random.Next(1, branches.Count + 1) : _random.Next(0, 3);
        int? limit = rule != TreeRule.AllCompleted ? 1 : _random.Next(3) == 0 ? null : _random.Next(1, 4);
        return new TreeNode.Scope(rule, parameter, limit, DrawNesting(), Drains: _random.Next(2) == 0, branches);
    }

    private TreeNode.Scope DrawTimedScope(int depth, List<TreeBody> branches)
    {
        var timeout = TimeoutOf(depth);
        var sleeper = new TreeBody([new TreeNode.Wait(2 * timeout)], Catches: false, Throws: null);
        for (var i = _random.Next(1, 3); i > 0; i--)
        {
            branches.Insert(_random.Next(branches.Count + 1), sleeper);
        }

        // Branches with records that ended, drained, after the deadline count before it when the decision is lost in a crash.
        var nesting = DrawNesting();
        var drains = nesting == NestingType.Flat && _random.Next(3) == 0;
        return new TreeNode.Scope(TreeRule.TimesOut, timeout, MaxConcurrency: null, nesting, drains, branches);
    }

    // A body takes at most 300 s at the greatest depth, and 3 times 4 times as long a level above.
    private static int TimeoutOf(int depth) => depth switch
    {
        0 => 50_000,
        1 => 5_000,
        _ => 600,
    };

    private NestingType DrawNesting() => _random.Next(2) == 0 ? NestingType.Flat : NestingType.Nested;

    private string NextName() => $"n{++_names}";
}
