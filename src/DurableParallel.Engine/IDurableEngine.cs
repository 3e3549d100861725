namespace DurableParallel.Engine;

/// <summary>
/// What programs ask of an engine: to start, find, list, complete, purge and stop. Take it in a constructor instead of
/// <see cref="DurableEngine"/>, and tests can pass an engine of their own. Safe to use from several threads.
/// </summary>
/// <remarks>Members are added to it as the engine grows, so implement it in tests only.</remarks>
public interface IDurableEngine
{
    /// <inheritdoc cref="DurableEngine.Schedules"/>
    DurableSchedules Schedules { get; }

    /// <inheritdoc cref="DurableEngine.IsReadOnly"/>
    bool IsReadOnly { get; }

    /// <inheritdoc cref="DurableEngine.StartAsync(string, string, CancellationToken)"/>
    Task<ExecutionHandle> StartAsync(string functionName, string executionName, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.StartAsync(string, string, StartOptions, CancellationToken)"/>
    Task<ExecutionHandle> StartAsync(string functionName, string executionName, StartOptions options, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.StartAsync{TIn}(string, string, TIn, CancellationToken)"/>
    Task<ExecutionHandle> StartAsync<TIn>(string functionName, string executionName, TIn input, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.StartAsync{TIn}(string, string, TIn, StartOptions, CancellationToken)"/>
    Task<ExecutionHandle> StartAsync<TIn>(
        string functionName,
        string executionName,
        TIn input,
        StartOptions options,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.StartAsync{TIn, TOut}(DurableFunction{TIn, TOut}, string, TIn, CancellationToken)"/>
    Task<ExecutionHandle<TOut>> StartAsync<TIn, TOut>(
        DurableFunction<TIn, TOut> function,
        string executionName,
        TIn input,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.StartAsync{TIn, TOut}(DurableFunction{TIn, TOut}, string, TIn, StartOptions, CancellationToken)"/>
    Task<ExecutionHandle<TOut>> StartAsync<TIn, TOut>(
        DurableFunction<TIn, TOut> function,
        string executionName,
        TIn input,
        StartOptions options,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.StartWithPayloadAsync(string, string, string?, CancellationToken)"/>
    Task<ExecutionHandle> StartWithPayloadAsync(
        string functionName,
        string executionName,
        string? inputPayload,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.StartWithPayloadAsync(string, string, string?, StartOptions, CancellationToken)"/>
    Task<ExecutionHandle> StartWithPayloadAsync(
        string functionName,
        string executionName,
        string? inputPayload,
        StartOptions options,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.StartManyAsync(IEnumerable{StartRequest}, StartManyOptions?, CancellationToken)"/>
    Task<StartManyResult> StartManyAsync(
        IEnumerable<StartRequest> requests,
        StartManyOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.StartManyAsync(IAsyncEnumerable{StartRequest}, StartManyOptions?, CancellationToken)"/>
    Task<StartManyResult> StartManyAsync(
        IAsyncEnumerable<StartRequest> requests,
        StartManyOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.FindAsync"/>
    Task<ExecutionHandle?> FindAsync(string executionName, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.ListAsync"/>
    Task<ExecutionPage> ListAsync(
        ExecutionQuery? query = null,
        int pageSize = 100,
        string? continuationToken = null,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.CountByStatusAsync"/>
    Task<IReadOnlyDictionary<ExecutionStatus, long>> CountByStatusAsync(ExecutionQuery? query = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.CountAsync"/>
    Task<long> CountAsync(ExecutionQuery? query = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.CountByStateAsync"/>
    Task<IReadOnlyDictionary<ExecutionState, long>> CountByStateAsync(ExecutionQuery? query = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.ListCallbacksAsync"/>
    Task<CallbackPage> ListCallbacksAsync(
        CallbackQuery? query = null,
        int limit = 100,
        string? continuationToken = null,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.ListFunctions"/>
    IReadOnlyList<FunctionInfo> ListFunctions();

    /// <inheritdoc cref="DurableEngine.GetFigures"/>
    EngineFigures GetFigures();

    /// <inheritdoc cref="DurableEngine.ListBlockedAsync"/>
    Task<IReadOnlyList<BlockedExecution>> ListBlockedAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.UnblockAsync"/>
    Task<bool> UnblockAsync(string executionName, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.RetryAsync"/>
    Task<ExecutionHandle> RetryAsync(string executionName, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.RetryManyAsync(ExecutionQuery, CancellationToken)"/>
    Task<long> RetryManyAsync(ExecutionQuery query, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.CancelAsync"/>
    Task<ExecutionHandle> CancelAsync(string executionName, string? reason = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.ForkAsync"/>
    Task<ExecutionHandle> ForkAsync(string sourceName, string at, ForkOptions options, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.ForkManyAsync(ExecutionQuery, string, Func{ExecutionHandle, ForkOptions}, CancellationToken)"/>
    Task<long> ForkManyAsync(ExecutionQuery query, string at, Func<ExecutionHandle, ForkOptions> optionsFor, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.SucceedCallbackAsync(string, CancellationToken)"/>
    Task SucceedCallbackAsync(string callbackId, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.SucceedCallbackAsync{T}(string, T, CancellationToken)"/>
    Task SucceedCallbackAsync<T>(string callbackId, T value, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.SucceedCallbackWithPayloadAsync(string, string, CancellationToken)"/>
    Task SucceedCallbackWithPayloadAsync(string callbackId, string? payload = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.FailCallbackAsync(string, DurableError, CancellationToken)"/>
    Task FailCallbackAsync(string callbackId, DurableError error, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.FailCallbackAsync(string, Exception, CancellationToken)"/>
    Task FailCallbackAsync(string callbackId, Exception exception, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.HeartbeatCallbackAsync(string, CancellationToken)"/>
    Task HeartbeatCallbackAsync(string callbackId, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.SucceedCallbackAsync{T}(string, string, T, CancellationToken)"/>
    Task SucceedCallbackAsync<T>(string executionName, string callbackName, T value, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.SucceedCallbackWithPayloadAsync(string, string, string, CancellationToken)"/>
    Task SucceedCallbackWithPayloadAsync(string executionName, string callbackName, string? payload, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.FailCallbackAsync(string, string, DurableError, CancellationToken)"/>
    Task FailCallbackAsync(string executionName, string callbackName, DurableError error, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.FailCallbackAsync(string, string, Exception, CancellationToken)"/>
    Task FailCallbackAsync(string executionName, string callbackName, Exception exception, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.HeartbeatCallbackAsync(string, string, CancellationToken)"/>
    Task HeartbeatCallbackAsync(string executionName, string callbackName, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.RaiseEventAsync(string, string, CancellationToken)"/>
    Task RaiseEventAsync(string executionName, string eventName, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.RaiseEventAsync{T}(string, string, T, string, CancellationToken)"/>
    Task RaiseEventAsync<T>(string executionName, string eventName, T value, string? eventId = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.RaiseEventWithPayloadAsync(string, string, string, string, CancellationToken)"/>
    Task RaiseEventWithPayloadAsync(string executionName, string eventName, string? payload, string? eventId = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.PurgeAsync(TimeSpan, CancellationToken)"/>
    Task<long> PurgeAsync(TimeSpan olderThan, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.PurgeAsync(string, CancellationToken)"/>
    Task<bool> PurgeAsync(string executionName, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.PurgeAsync(ExecutionQuery, CancellationToken)"/>
    Task<long> PurgeAsync(ExecutionQuery query, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DurableEngine.StopAsync"/>
    Task StopAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default);
}
