using DurableParallel.Records;

namespace DurableParallel.Testing.Tests.InMemory;

internal static class Sample
{
    public static OperationId Root(int number) => new(null, number);

    public static OperationUpdate Step(OperationId id, OperationAction action, string? payload = null, DurableError? error = null, int delay = 0, OperationId? parent = null) => new()
    {
        Id = id,
        Type = OperationType.Step,
        Action = action,
        SubType = OperationSubTypes.Step,
        ParentId = parent,
        Payload = payload,
        Error = error,
        DelayMilliseconds = 1000L * delay,
    };

    public static OperationUpdate Wait(OperationId id, int seconds, OperationId? parent = null) => new()
    {
        Id = id,
        Type = OperationType.Wait,
        Action = OperationAction.Start,
        SubType = OperationSubTypes.Wait,
        ParentId = parent,
        DelayMilliseconds = 1000L * seconds,
    };

    public static OperationUpdate Context(OperationId id, OperationAction action, OperationId? parent = null, bool replayChildren = false) => new()
    {
        Id = id,
        Type = OperationType.Context,
        Action = action,
        SubType = OperationSubTypes.ChildContext,
        ParentId = parent,
        ReplayChildren = replayChildren,
    };
}
