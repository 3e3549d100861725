namespace DurableParallel.Server.Workers;

/// <summary>A function that the server was told of.</summary>
internal sealed record FunctionEntry(string Name)
{
    /// <summary>Whether it is an ordinary function that knows nothing of checkpoints.</summary>
    public bool IsPlain { get; init; }

    /// <summary>How long an execution may take, in whole seconds; 0 is for ever.</summary>
    public int ExecutionTimeoutSeconds { get; init; }

    /// <summary>How long one invocation may take.</summary>
    public required TimeSpan InvocationTimeout { get; init; }

    /// <summary>Where it is called; null when workers come for its events.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Whether the server starts the processes that run it.</summary>
    public bool HasProcess { get; init; }

    /// <summary>Whether it runs where workers attach that the server does not start.</summary>
    public bool NeedsWorker => Endpoint is null && Handler is null && !HasProcess;

    /// <summary>Runs it in this process; null when it does not run here.</summary>
    public FunctionHandler? Handler { get; init; }
}
