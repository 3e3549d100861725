using DurableParallel.Protocol;
using DurableParallel.Replay;

namespace DurableParallel.Engine.Serving;

/// <summary>An operation of a served execution in memory. Guarded by the execution.</summary>
internal sealed class ServedOperation(string wireId, int ordinal, ServedOperation? parent, OperationId position, OperationRecord record)
{
    /// <summary>The id as the function process gave it.</summary>
    public string WireId => wireId;

    /// <summary>The number in the order of first mentions, from 1.</summary>
    public int Ordinal => ordinal;

    /// <summary>The context above; null at the root.</summary>
    public ServedOperation? Parent => parent;

    /// <summary>Where the engine has put it: below its parent, in the order of first mentions.</summary>
    public OperationId Position => position;

    public OperationRecord Record { get; set; } = record;

    /// <summary>Of an invoke, the input.</summary>
    public string? Input { get; set; }

    /// <summary>How many operations were put below it.</summary>
    public int Children { get; set; }

    /// <summary>Whether a context above it has ended: then it wakes nobody.</summary>
    public bool IsBelowEnded
    {
        get
        {
            for (var above = parent; above is not null; above = above.Parent)
            {
                if (above.Record.IsEnded)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether it stands where only the host puts it.</summary>
    public bool IsChangedByHost => Record switch
    {
        { Type: OperationType.Step } => Record.Status == OperationStatus.Ready,
        { Type: OperationType.Wait or OperationType.Callback or OperationType.ChainedInvoke } => Record.IsEnded && Record.Status != OperationStatus.Cancelled,
        _ => false,
    };

    /// <summary>Whether something outside the function may still change it.</summary>
    public bool IsPending => Record switch
    {
        { Type: OperationType.Step, Status: OperationStatus.Pending } => true,
        { Type: OperationType.Wait or OperationType.Callback or OperationType.ChainedInvoke, Status: OperationStatus.Started } => true,
        _ => false,
    };
}
