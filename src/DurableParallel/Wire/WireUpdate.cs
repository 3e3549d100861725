using System.Text.Json.Serialization;
using DurableParallel.Records;

namespace DurableParallel.Wire;

/// <summary>One change of an operation that a function asks for: the wire's OperationUpdate.</summary>
internal sealed record WireUpdate
{
    public required string Id { get; init; }

    /// <summary>The context above; null at the root.</summary>
    public string? ParentId { get; init; }

    public string? Name { get; init; }

    public required OperationType Type { get; init; }

    public string? SubType { get; init; }

    /// <summary>Never one of the host's own.</summary>
    public required OperationAction Action { get; init; }

    public string? Payload { get; init; }

    public WireError? Error { get; init; }

    public WireContextOptions? ContextOptions { get; init; }

    public WireStepOptions? StepOptions { get; init; }

    public WireWaitOptions? WaitOptions { get; init; }

    public CallbackOptions? CallbackOptions { get; init; }

    public ChainedInvokeOptions? ChainedInvokeOptions { get; init; }

    /// <summary>On a START, the options of its type, as records have them; null where the type has none, or they are missing and there are no defaults.</summary>
    [JsonIgnore]
    public OperationOptions? Options
    {
        get => (Action, Type) switch
        {
            (OperationAction.Start, OperationType.Callback) => CallbackOptions ?? new CallbackOptions(),
            (OperationAction.Start, OperationType.ChainedInvoke) => ChainedInvokeOptions,
            _ => null,
        };
        init => (CallbackOptions, ChainedInvokeOptions) = (value as CallbackOptions, value as ChainedInvokeOptions);
    }
}
