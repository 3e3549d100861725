using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Starting;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;
using DurableParallel.Serialization;
using DurableParallel.Telemetry;

namespace DurableParallel.Engine;

/// <content>Starting an execution with terms of its own.</content>
public sealed partial class DurableEngine
{
    /// <summary>Starts an execution without an input, or finds the one of that name; see <see cref="StartWithPayloadAsync(string, string, string?, CancellationToken)"/>.</summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name, 1 to 256 characters without control characters and line separators.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may be started all the same.</param>
    /// <returns>The execution, which is durable.</returns>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    /// <exception cref="FunctionNotRegisteredException">The function is not registered, and there is no execution of that name.</exception>
    /// <exception cref="ExecutionNameTakenException">The name is taken by an execution of another function or with an input.</exception>
    public Task<ExecutionHandle> StartAsync(string functionName, string executionName, CancellationToken cancellationToken = default) =>
        StartWithPayloadAsync(functionName, executionName, inputPayload: null, cancellationToken);

    /// <inheritdoc cref="StartAsync(string, string, CancellationToken)"/>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name, 1 to 256 characters without control characters and line separators.</param>
    /// <param name="options">What holds for the execution; one that is there already keeps its own.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may be started all the same.</param>
    public Task<ExecutionHandle> StartAsync(string functionName, string executionName, StartOptions options, CancellationToken cancellationToken = default) =>
        StartWithPayloadAsync(functionName, executionName, inputPayload: null, options, cancellationToken);

    /// <summary>Starts an execution with terms of its own, or finds the one of that name; see <see cref="StartWithPayloadAsync(string, string, string?, StartOptions, CancellationToken)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="input">The input, which the function's serializer makes a payload of.</param>
    /// <param name="options">What holds for the execution; one that is there already keeps its own.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may be started all the same.</param>
    /// <returns>The execution, which is durable.</returns>
    /// <exception cref="ArgumentException">A name or the input is not valid.</exception>
    /// <exception cref="FunctionNotRegisteredException">The function is not registered, and there is no execution of that name.</exception>
    /// <exception cref="ExecutionNameTakenException">The name is taken by an execution of another function, input or idempotency key.</exception>
    public Task<ExecutionHandle> StartAsync<TIn>(
        string functionName,
        string executionName,
        TIn input,
        StartOptions options,
        CancellationToken cancellationToken = default) =>
        options is null
            ? Task.FromException<ExecutionHandle>(new ArgumentNullException(nameof(options)))
            : StartTypedAsync(functionName, executionName, input, options, cancellationToken);

    /// <inheritdoc cref="StartWithPayloadAsync(string, string, string?, CancellationToken)"/>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name, 1 to 256 characters without control characters and line separators.</param>
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
        return options is null
            ? Task.FromException<ExecutionHandle>(new ArgumentNullException(nameof(options)))
            : StartCoreAsync(functionName, executionName, new StartInput(inputPayload), options, cancellationToken);
    }

    /// <summary>A value as the input of an execution: written by its function's serializer, which is what reads it.</summary>
    internal StartInput WriteInput<TIn>(string functionName, string executionName, TIn input)
    {
        var existing = _executions.FindLatest(executionName);
        var version = existing?.FunctionName == functionName ? existing.Version : ExecutionTerms.AnyVersion;
        if (FindFunction(functionName, version) is not { } function)
        {
            return new StartInput(Serializer.Serialize(input, SerializationContext.Input), Given: PayloadType<TIn>.Instance);
        }

        var payload = function.Input.Write(input, Serializer, out var isKnownToFit);
        return new StartInput(payload, isKnownToFit, PayloadType<TIn>.Instance);
    }

    /// <summary>What reads an execution's result, and has written it. A version that is not registered any more is taken for like the highest.</summary>
    internal IDurableSerializer SerializerOf(Execution execution) => FindFunction(execution.FunctionName, execution.Version)?.Serializer ?? Serializer;

    private DurableFunction? FindFunction(string name, int version) =>
        (_services.Functions.Find(name, version) ?? _services.Functions.Find(name, ExecutionTerms.AnyVersion))?.Function;

    private Task<ExecutionHandle> StartTypedAsync<TIn>(
        string functionName,
        string executionName,
        TIn input,
        StartOptions? options,
        CancellationToken cancellationToken)
    {
        StartInput written;
        try
        {
            RefuseIfReadOnly("starting an execution");
            PlainName.Check(functionName, nameof(functionName));
            ExecutionName.Check(executionName, nameof(executionName));
            written = WriteInput(functionName, executionName, input);
        }
        catch (Exception refusal)
        {
            return Task.FromException<ExecutionHandle>(refusal);
        }

        return StartCoreAsync(functionName, executionName, written, options, cancellationToken);
    }

    private static void RequireInput(RegisteredFunction function, string functionName, string executionName, in StartInput input)
    {
        var expected = function.Function.Input;
        if (!input.IsKnownToFit && expected.WhyUnreadable(input.Payload) is { } unreadable)
        {
            throw new PayloadRefusedException(
                $"The input of the execution '{executionName}' of the function '{functionName}'",
                executionName,
                expected.Type!.Type,
                unreadable);
        }
    }

    /// <summary>The names of all executions.</summary>
    internal IReadOnlyCollection<string> ListExecutionNames() => [.. _executions.All.Select(static execution => execution.Name)];

    private async Task<ExecutionHandle> StartLaterAsync(
        Task room,
        string functionName,
        string executionName,
        StartInput input,
        StartOptions? options,
        CancellationToken cancellationToken)
    {
        await room.ConfigureAwait(false);
        return await StartInRoomAsync(functionName, executionName, input, options, cancellationToken).ConfigureAwait(false);
    }

    // The room that was taken is given back once the start itself is counted.
    private Task<ExecutionHandle> StartInRoomAsync(
        string functionName,
        string executionName,
        StartInput input,
        StartOptions? options,
        CancellationToken cancellationToken)
    {
        Execution execution;
        bool isNew;
        try
        {
            execution = Accept(functionName, executionName, input, options, out isNew);
        }
        finally
        {
            _services.Budget.Return(WriteBudget.CostOf(input.Payload));
        }

        return isNew
            ? _services.Starts.CreatedAsync(execution).WaitAsync(cancellationToken)
            : FindStartedAsync(execution, functionName, input, options, cancellationToken);
    }

    private static ExecutionTerms? TermsOf(StartOptions? options, RegisteredFunction function, string? input, long now)
    {
        var limit = options?.Timeout is { } timeout
            ? DurationRule.ToMilliseconds(timeout, nameof(options.Timeout))
            : function.Function.ExecutionTimeoutMilliseconds;
        var limits = function.Function.Limits;
        var startedFrom = TraceParent.Current;
        return limit == 0 && limits is null && startedFrom is null && options is null or { IdempotencyKey: null, TenantId: null, RecordedTags: null, StartAt: null, Priority: 0 }
            ? null
            : new ExecutionTerms
            {
                TimeoutMilliseconds = limit,
                IdempotencyKey = options?.IdempotencyKey,
                TenantId = options?.TenantId,
                Tags = options?.RecordedTags,
                StartAt = options?.RecordedStartAt is { } startAt && startAt > now ? startAt : null,
                IsLimited = limits is not null,
                ConcurrencyKey = limits?.Key?.KeyOf(input, function.Function.Serializer),
                Priority = options?.Priority ?? 0,
                StartedFrom = startedFrom,
            };
    }
}
