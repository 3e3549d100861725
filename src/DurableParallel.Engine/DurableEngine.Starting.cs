using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal;
using DurableParallel.Replay;

namespace DurableParallel.Engine;

/// <content>Starting an execution with terms of its own.</content>
public sealed partial class DurableEngine
{
    /// <summary>Starts an execution with terms of its own, or finds the one of that name; see <see cref="StartWithPayloadAsync(string, string, string?, StartOptions, CancellationToken)"/>.</summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="input">The input, which the engine's serializer makes a payload of.</param>
    /// <param name="options">What holds for the execution; one that is there already keeps its own.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may be started all the same.</param>
    public Task<ExecutionHandle> StartAsync<TIn>(
        string functionName,
        string executionName,
        TIn input,
        StartOptions options,
        CancellationToken cancellationToken = default) =>
        StartWithPayloadAsync(functionName, executionName, Serializer.Serialize(input, new SerializationContext("", "")), options, cancellationToken);

    /// <inheritdoc cref="StartWithPayloadAsync(string, string, string?, CancellationToken)"/>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name, 1 to 64 characters of A-Z, a-z, 0-9, - and _.</param>
    /// <param name="inputPayload">The input as it is to be recorded, at most 6 MiB of UTF-8; null is no payload.</param>
    /// <param name="options">What holds for the execution; one that is there already keeps its own.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may be started all the same.</param>
    public Task<ExecutionHandle> StartWithPayloadAsync(
        string functionName,
        string executionName,
        string? inputPayload,
        StartOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StartCoreAsync(functionName, executionName, inputPayload, options, cancellationToken);
    }

    /// <summary>The names of all executions.</summary>
    internal IReadOnlyCollection<string> ListExecutionNames() => [.. _executions.All.Select(static execution => execution.Name)];

    private async Task<ExecutionHandle> StartLaterAsync(
        Task room,
        string functionName,
        string executionName,
        string? inputPayload,
        StartOptions? options,
        CancellationToken cancellationToken)
    {
        await room.ConfigureAwait(false);
        return await StartInRoomAsync(functionName, executionName, inputPayload, options, cancellationToken).ConfigureAwait(false);
    }

    // The room that was taken is given back once the start itself is counted.
    private Task<ExecutionHandle> StartInRoomAsync(
        string functionName,
        string executionName,
        string? inputPayload,
        StartOptions? options,
        CancellationToken cancellationToken)
    {
        Execution execution;
        bool isNew;
        try
        {
            execution = Accept(functionName, executionName, inputPayload, options, out isNew);
        }
        finally
        {
            _services.Budget.Return(WriteBudget.CostOf(inputPayload));
        }

        return isNew
            ? execution.CreatedAsync().WaitAsync(cancellationToken)
            : FindStartedAsync(execution, functionName, inputPayload, options, cancellationToken);
    }

    private static ExecutionTerms? TermsOf(StartOptions? options, RegisteredFunction function)
    {
        var seconds = options?.Timeout is { } timeout
            ? DurationRule.ToWholeSeconds(timeout, nameof(options.Timeout))
            : function.Function.ExecutionTimeoutSeconds;
        return seconds == 0 ? null : new ExecutionTerms { TimeoutSeconds = seconds };
    }
}
