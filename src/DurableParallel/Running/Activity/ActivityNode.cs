using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <summary>
/// What one context is doing. It is active while something of it is counted, or while no continuation of it waits for
/// a durable operation; else it is parked. All members change under the gate of the invocation. What holds for the contexts below it, too, is never
/// taken back, and may be read without.
/// </summary>
internal sealed class ActivityNode(ActivityNode? parent, IParkListener? listener) : ILinked<ActivityNode>
{
    private Chain<DurableOperation> _pending;
    private Chain<ActivityNode> _children;
    private volatile NodeMarks _marks;

    public ActivityNode? Parent { get; } = parent;

    public IParkListener? Listener { get; } = listener;

    /// <summary>Step bodies in progress, checkpoints in flight, continuations being resumed; at first the start of the context's own body.</summary>
    public int Busy { get; set; } = 1;

    /// <summary>Pending operations that somebody awaits.</summary>
    public int Awaited { get; set; }

    public int ActiveChildren { get; set; }

    public bool IsSelfActive { get; set; } = true;

    /// <summary>The body has returned: nothing of this context runs, writes or completes any more.</summary>
    public bool IsEnded
    {
        get => (_marks & NodeMarks.Ended) != NodeMarks.None;
        set => Mark(NodeMarks.Ended, value);
    }

    /// <summary>The body has returned and its end is on its way: what it left behind has no effect any more.</summary>
    public bool IsSealed
    {
        get => (_marks & NodeMarks.Sealed) != NodeMarks.None;
        set => Mark(NodeMarks.Sealed, value);
    }

    /// <summary>The scope above is decided: what has begun may end, nothing new begins.</summary>
    public bool IsRefusing
    {
        get => (_marks & NodeMarks.Refusing) != NodeMarks.None;
        set => Mark(NodeMarks.Refusing, value);
    }

    /// <summary>This branch was released or refused something: it writes nothing more, however its body ends.</summary>
    public bool IsCanceled
    {
        get => (_marks & NodeMarks.Canceled) != NodeMarks.None;
        set => Mark(NodeMarks.Canceled, value);
    }

    /// <summary>The code of this context has seen that the execution is being canceled, or was begun by code that has.</summary>
    public bool IsReached
    {
        get => (_marks & NodeMarks.Reached) != NodeMarks.None;
        set => Mark(NodeMarks.Reached, value);
    }

    /// <summary>Source of the context's token, made when somebody first asks for the token.</summary>
    public CancellationTokenSource? TokenSource { get; set; }

    /// <summary>When the context last became a candidate of the quiet period.</summary>
    public long QuietSince { get; set; }

    /// <summary>Operations that have not ended.</summary>
    public ref Chain<DurableOperation> Pending => ref _pending;

    /// <summary>Contexts directly below whose bodies have not ended.</summary>
    public ref Chain<ActivityNode> Children => ref _children;

    public ActivityNode? Next { get; set; }

    public ActivityNode? Previous { get; set; }

    public bool IsSubtreeActive => IsSelfActive || ActiveChildren > 0;

    /// <summary>Nothing is counted and nobody visibly waits, yet there are operations, its own or those of other contexts, that the framework may wait for.</summary>
    public bool IsQuiet => !IsEnded && Busy == 0 && Awaited == 0 && (_pending.First is not null || _children.First is not null || Parent is not null);

    /// <summary>Whether the context has operations that have not ended; a glance, which may be late.</summary>
    public bool HasPending => _pending.First is not null;

    /// <summary>This context and all below it.</summary>
    public IEnumerable<ActivityNode> Subtree()
    {
        var stack = new Stack<ActivityNode>();
        stack.Push(this);
        while (stack.TryPop(out var node))
        {
            yield return node;
            for (var child = node.Children.First; child is not null; child = child.Next)
            {
                stack.Push(child);
            }
        }
    }

    /// <summary>The operations of this context and of all below it that have not ended.</summary>
    public IEnumerable<DurableOperation> PendingBelow()
    {
        foreach (var node in Subtree())
        {
            for (var operation = node.Pending.First; operation is not null; operation = operation.Next)
            {
                yield return operation;
            }
        }
    }

    /// <summary>Lets go of everything around this context and all below it; their invocation has ended.</summary>
    public void DetachAll()
    {
        if (_children.First is null)
        {
            Detach();
            return;
        }

        foreach (var node in Subtree().ToList())
        {
            node.Detach();
        }
    }

    /// <summary>Whether a decided scope above refuses new operations here; marks the branch that asked as canceled.</summary>
    public bool RefuseNew()
    {
        for (var node = this; node is not null; node = node.Parent)
        {
            if (node.IsRefusing || node.IsCanceled)
            {
                node.IsCanceled = true;
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a decided scope above refuses new operations here, without asking for one.</summary>
    public bool IsUnderDecidedScope => Any(NodeMarks.Refusing | NodeMarks.Canceled);

    public bool IsUnderCanceledBranch => Any(NodeMarks.Canceled);

    public bool IsUnderEndedContext => Any(NodeMarks.Ended | NodeMarks.Sealed);

    private bool Any(NodeMarks marks)
    {
        for (var node = this; node is not null; node = node.Parent)
        {
            if ((node._marks & marks) != NodeMarks.None)
            {
                return true;
            }
        }

        return false;
    }

    private void Detach()
    {
        _pending.Clear();
        _children.Clear();
        Next = null;
        Previous = null;
    }

    private void Mark(NodeMarks mark, bool isSet) => _marks = isSet ? _marks | mark : _marks & ~mark;
}
