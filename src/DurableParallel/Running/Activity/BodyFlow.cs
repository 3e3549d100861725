namespace DurableParallel.Running.Activity;

/// <summary>
/// The flow of control around a body's call: marks the body's, and restores the caller's as a whole, which also takes
/// back what a synchronous body did to it, as an async method would.
/// </summary>
internal readonly struct BodyFlow
{
    private readonly ExecutionContext? _outer;

    private BodyFlow(ExecutionContext? outer) => _outer = outer;

    public static BodyFlow Enter(object frame)
    {
        var outer = ExecutionContext.Capture();
        BodyFrame.Current = frame;
        return new BodyFlow(outer);
    }

    public void Exit() => Restore(_outer);

    /// <summary>Goes back to a flow that was captured before; null where the flow was suppressed.</summary>
    public static void Restore(ExecutionContext? outer)
    {
        if (outer is null)
        {
            BodyFrame.Current = null;
        }
        else
        {
            ExecutionContext.Restore(outer);
        }
    }
}
