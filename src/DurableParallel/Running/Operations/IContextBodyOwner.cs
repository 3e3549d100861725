namespace DurableParallel.Running.Operations;

/// <summary>What a context's body is run for: the execution, a child context or a branch.</summary>
internal interface IContextBodyOwner<T>
{
    /// <summary>Calls the body; null when it returns none.</summary>
    Task? CallBody(DurableContext context);

    /// <summary>What the body has returned, by its task, which has succeeded.</summary>
    T ValueOf(Task ended, DurableContext context) => ended is Task<T> withValue ? withValue.Result : default!;

    /// <summary>The body has ended, with a value or an exception. The context is counted until the owner ends it.</summary>
    void OnBodyEnded(T value, Exception? exception);
}
