namespace DurableParallel.Contract.Hosts;

/// <summary>What a host does its own way, for the few tests that must know.</summary>
internal sealed record HostTraits
{
    /// <summary>Every park ends the invocation, and the next one replays.</summary>
    public bool SuspendsWhenParked { get; init; }

    /// <summary>Several versions of a function can be registered, and an execution keeps its own.</summary>
    public bool KeepsVersions { get; init; }

    /// <summary>The start of a step that runs is on record only together with its end.</summary>
    public bool FoldsStepStarts { get; init; }

    /// <summary>Nothing goes to a disk, so that thousands of runs take seconds.</summary>
    public bool IsInMemory { get; init; }

    /// <summary>Every execution takes its time, so that there are fewer of those that are drawn at random.</summary>
    public bool IsCostly { get; init; }

    /// <summary>Keeps what an execution says of itself; others refuse the call.</summary>
    public bool KeepsStatus { get; init; }

    /// <summary>Keeps the rules of scopes on record; AWS's wire has no place for them.</summary>
    public bool KeepsRules { get; init; }

    /// <summary>Takes only AWS's names of operations.</summary>
    public bool HasPlainNames { get; init; }

    /// <summary>Events can be raised in executions; others refuse the calls.</summary>
    public bool HasEvents { get; init; }

    /// <summary>Enforces <see cref="ContractHostOptions.Limits"/>.</summary>
    public bool TakesLimits { get; init; }

    /// <summary>Runs its work on the scheduler of <see cref="ContractHostOptions.Scheduler"/>.</summary>
    public bool TakesScheduler { get; init; }

    /// <summary>Code that does not fit what is on record fails its execution, rather than blocking it until it is put right.</summary>
    public bool FailsOnDrift { get; init; }

    /// <summary>A body that runs hears of the end of its execution at once, and not only with the next checkpoint.</summary>
    public bool InterruptsBodies { get; init; } = true;

    /// <summary>Runs the functions in its own process, so that it knows what they take and await, and refuses everything else.</summary>
    public bool KnowsTypes { get; init; }

    /// <summary>Executions can be canceled; elsewhere they are only stopped.</summary>
    public bool Cancels { get; init; }

    /// <summary>Delays and time-outs go over the wire, which has whole seconds: a part of one is rounded up.</summary>
    public bool HasWholeSeconds { get; init; }

    /// <summary>Executions may go on with new runs.</summary>
    public bool HasRuns { get; init; }

    /// <summary>Takes executions that begin at a time.</summary>
    public bool StartsLater { get; init; }

    /// <summary>Holds back what is beyond the limits of a function.</summary>
    public bool HasFairShares { get; init; }

    /// <summary>Takes no function that has limits.</summary>
    public bool RefusesFairShares { get; init; }

    /// <summary>Executions that ended badly can be retried.</summary>
    public bool Retries { get; init; }

    /// <summary>How an invoke of a function that is not there fails; null where it waits for the function.</summary>
    public string? UnknownFunctionFailure { get; init; }

    /// <summary>What is recorded of an execution that was stopped without a word.</summary>
    public string StoppedMessage { get; init; } = "The execution was stopped by a request from outside.";

    /// <summary>The input of an execution has to be JSON, whatever the function's serializer makes of it.</summary>
    public bool WantsInputAsJson { get; init; }

    /// <summary>An empty payload is one of its own, and not the absence of one.</summary>
    public bool TakesEmptyPayloads { get; init; } = true;

    /// <summary>The largest payload in bytes that a callback takes.</summary>
    public int MaxCallbackPayload { get; init; } = int.MaxValue;
}
