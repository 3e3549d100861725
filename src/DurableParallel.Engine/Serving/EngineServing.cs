namespace DurableParallel.Engine.Serving;

/// <summary>What an engine has that serves executions to function processes.</summary>
internal sealed class EngineServing(ServingSettings settings, Action? quietSignal)
{
    private int _openInvocations;

    /// <summary>How many invocations function processes are at.</summary>
    public int OpenInvocations => Volatile.Read(ref _openInvocations);

    /// <summary>Whether any function process has something to do.</summary>
    public bool HasOpenInvocations => OpenInvocations > 0;

    public ServingSettings Settings => settings;

    public LastCheckpoints LastCheckpoints { get; } = new();

    public void OnInvocationOpened() => Interlocked.Increment(ref _openInvocations);

    public void OnInvocationClosed()
    {
        if (Interlocked.Decrement(ref _openInvocations) == 0)
        {
            quietSignal?.Invoke();
        }
    }
}
