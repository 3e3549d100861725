namespace DurableParallel.Running.Activity;

/// <summary>What goes on when the task of a context's body has ended.</summary>
internal interface IBodyContinuation
{
    /// <summary>The context whose body it is.</summary>
    ActivityNode Node { get; }
}
