using DurableParallel.Engine;

namespace DurableParallel.Console.Timeline;

/// <summary>What is known of an operation beside its node: its place among its siblings, and what is below it.</summary>
internal sealed class NodeFacts(OperationNode node, int index)
{
    public OperationNode Node => node;

    /// <summary>Its place among the rows of what is above it, from 0.</summary>
    public int Index => index;

    /// <summary>How many operations below it have failed, at any depth.</summary>
    public int FailedBelow { get; set; }

    /// <summary>The place of its first event in the history; -1 for none.</summary>
    public int FirstEvent { get; set; } = -1;

    /// <summary>The place of its last event in the history; -1 for none.</summary>
    public int LastEvent { get; set; } = -1;

    public bool HasFailed => node.Status is OperationStatus.Failed or OperationStatus.TimedOut;
}
