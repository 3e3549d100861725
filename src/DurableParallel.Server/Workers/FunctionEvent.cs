namespace DurableParallel.Server.Workers;

/// <summary>One event for a function, from the moment at which it is to be run to its answer.</summary>
internal sealed class FunctionEvent(FunctionEntry function)
{
    private readonly TaskCompletionSource<FunctionAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FunctionEntry Function => function;

    public required string RequestId { get; init; }

    public required string FunctionArn { get; init; }

    public required byte[] Payload { get; init; }

    public string? TenantId { get; init; }

    public string? ClientContext { get; init; }

    /// <summary>Whether the execution's last invocation was suspended.</summary>
    public bool IsResumed { get; init; }

    /// <summary>When the invocation must have ended, in milliseconds since 1970; set when it is handed over.</summary>
    public long Deadline { get; set; }

    /// <summary>Whom it was handed to; null while it waits. Guarded by the desk.</summary>
    public Delivery? Delivery { get; set; }

    /// <summary>Fires when its time is over, and does not outlive the answer. Set when it is handed over.</summary>
    public ITimer? TimeLimit { get; set; }

    public Task<FunctionAnswer> Answered => _answer.Task;

    /// <summary>Completes when whoever wanted the answer has made of it what there was to make.</summary>
    public Task Taken => _taken.Task;

    public void OnTaken() => _taken.TrySetResult();

    /// <summary>Only the first answer counts.</summary>
    public bool TryAnswer(FunctionAnswer answer)
    {
        TimeLimit?.Dispose();
        return _answer.TrySetResult(answer);
    }
}
