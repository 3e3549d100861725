using System.Text;

namespace DurableParallel.Engine;

/// <summary>
/// The operations of an execution at one moment, nested as their contexts are: what is durable, and the steps that run in
/// this process. Immutable, and safe to use from several threads.
/// </summary>
public sealed class OperationTree
{
    private const int DeepestIndent = 64;

    internal OperationTree()
    {
    }

    /// <summary>The execution's name.</summary>
    public required string ExecutionName { get; init; }

    /// <summary>The function that it runs.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The version of the function.</summary>
    public required int Version { get; init; }

    /// <summary>Where the execution stood when the tree was read.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>The operations of the function itself, each with those below it, in the order in which they were first recorded.</summary>
    public required IReadOnlyList<OperationNode> Operations { get; init; }

    /// <summary>
    /// When it began again after its process had died, the earliest first. An engine that was stopped in good order leaves no mark, and
    /// neither does a death while the execution was parked.
    /// </summary>
    public IReadOnlyList<DateTimeOffset> RestartTimestamps { get; init; } = [];

    /// <summary>How many operations there are in all.</summary>
    public required int Count { get; init; }

    /// <summary>All operations, each before those below it.</summary>
    public IEnumerable<OperationNode> All => Walk().Select(static item => item.Node);

    /// <summary>The operation of that path. Where several have it, for example two steps of one name in one context, the first.</summary>
    /// <param name="path">A path as <see cref="OperationNode.Path"/> is; upper and lower case differ.</param>
    /// <returns>The operation; null when there is none.</returns>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    public OperationNode? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        // The last name first, since the path of each would have to be made.
        return All.FirstOrDefault(node => path.EndsWith(node.Segment, StringComparison.Ordinal) && string.Equals(node.Path, path, StringComparison.Ordinal));
    }

    /// <summary>The execution in a line, and every operation in one below it, indented by two spaces for each context.</summary>
    /// <returns>The text, of several lines.</returns>
    public override string ToString()
    {
        var text = new StringBuilder($"{ExecutionName} ({FunctionName}): {Status}");
        foreach (var (node, depth) in Walk())
        {
            text.Append('\n').Append(' ', 2 * Math.Min(depth + 1, DeepestIndent)).Append(node);
        }

        return text.ToString();
    }

    // Without recursion, since what is nested may be nested deeply.
    private IEnumerable<(OperationNode Node, int Depth)> Walk()
    {
        var open = new Stack<(IReadOnlyList<OperationNode> Nodes, int Next)>();
        open.Push((Operations, 0));
        while (open.TryPop(out var level))
        {
            if (level.Next == level.Nodes.Count)
            {
                continue;
            }

            var node = level.Nodes[level.Next];
            open.Push((level.Nodes, level.Next + 1));
            yield return (node, open.Count - 1);
            open.Push((node.Children, 0));
        }
    }
}
