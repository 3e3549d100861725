namespace DurableParallel.Contract;

/// <summary>Something that one part of a test opens and others wait for.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Opened => _source.Task;

    public bool IsOpen => _source.Task.IsCompleted;

    public void Open() => _source.TrySetResult();

    /// <summary>Completes when the token is signalled.</summary>
    public static Task SignalOf(CancellationToken token)
    {
        var gate = new Gate();
        token.Register(gate.Open);
        return gate.Opened;
    }
}
