using DurableParallel.Running.Activity;

namespace DurableParallel.Running.Watching;

/// <summary>A body that plugins were told of, from its start to its end. Its links are guarded by <see cref="InvocationEvents"/>.</summary>
internal sealed class UserFunctionRun(UserFunctionInfo info) : ILinked<UserFunctionRun>
{
    public UserFunctionInfo Info { get; } = info;

    /// <summary>The flow that the start left to the body.</summary>
    public ExecutionContext? Flow { get; set; }

    public bool IsEnded { get; set; }

    public UserFunctionRun? Next { get; set; }

    public UserFunctionRun? Previous { get; set; }

    public UserFunctionEndInfo ToEnd(UserFunctionOutcome outcome, Exception? error, DateTimeOffset timestamp) => new()
    {
        ExecutionArn = Info.ExecutionArn,
        OperationId = Info.OperationId,
        Name = Info.Name,
        Path = Info.Path,
        Type = Info.Type,
        SubType = Info.SubType,
        ParentId = Info.ParentId,
        Attempt = Info.Attempt,
        StartTimestamp = Info.StartTimestamp,
        IsReplay = Info.IsReplay,
        IsReplayingChildren = Info.IsReplayingChildren,
        EndTimestamp = timestamp,
        Outcome = outcome,
        Error = error,
    };
}
