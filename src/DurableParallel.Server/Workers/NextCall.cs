namespace DurableParallel.Server.Workers;

/// <summary>A worker's call for its next event.</summary>
internal sealed class NextCall(WorkerFunctions functions, Delivery delivery)
{
    private readonly TaskCompletionSource<FunctionEvent> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WorkerFunctions Functions => functions;

    public Delivery Delivery => delivery;

    public Task<FunctionEvent> Event => _next.Task;

    public bool TryGive(FunctionEvent next) => _next.TrySetResult(next);

    /// <summary>False when it was given an event before.</summary>
    public bool TryCancel() => _next.TrySetCanceled();
}
