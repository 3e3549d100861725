using System.Text;
using DurableParallel.Engine.Serving;
using DurableParallel.Records;
using DurableParallel.Server.Api;
using DurableParallel.Server.Logging;
using DurableParallel.Wire;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Workers;

/// <summary>The functions that are configured or have workers, and the way to what runs them.</summary>
internal sealed class FunctionTable : IFunctionHost
{
    /// <summary>What Lambda gives a function that is invoked with nothing.</summary>
    public const string NoInput = "{}";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(15);
    private readonly Dictionary<string, FunctionEntry> _functions = new(StringComparer.Ordinal);
    private readonly ServerSettings _settings;
    private readonly WorkerDesk _desk;
    private readonly EndpointCaller _endpoints;
    private readonly ILogger _logger;
    private readonly AttachedWorkers _attached;

    public FunctionTable(ServerSettings settings, WorkerDesk desk, EndpointCaller endpoints, ILogger logger)
    {
        _settings = settings;
        _desk = desk;
        _endpoints = endpoints;
        _logger = logger;
        _attached = new AttachedWorkers(settings.WorkerTimeout, settings.TimeProvider, logger);
        foreach (var function in settings.Functions)
        {
            _functions[function.Name] = function;
        }
    }

    ServedFunction? IFunctionHost.Find(FunctionReference function) => Find(function.Name, function.Version ?? 0);

    IReadOnlyCollection<string> IFunctionHost.List() => [.. _functions.Keys.Union(_attached.Names, StringComparer.Ordinal)];

    public ServedFunction? Find(string name, int version) => _functions.TryGetValue(name, out var function)
        ? new ServedFunction(version, function.ExecutionTimeoutSeconds, function.IsPlain)
        : _attached.Has(name) ? new ServedFunction(version, 0, IsPlain: false) : null;

    /// <summary>A worker has come for functions, which are known from now on.</summary>
    public void OnAttached(WorkerFunctions functions) => _attached.OnAttached(functions);

    /// <summary>Completes when there is a worker of the function, or when it needs none to attach.</summary>
    /// <exception cref="ApiException">None has attached in time.</exception>
    public Task WaitForWorkerAsync(string name, CancellationToken aborted) =>
        Entry(name).NeedsWorker ? _attached.WaitAsync(name, aborted) : Task.CompletedTask;

    /// <summary>Calls a plain function for a request, whose id the function sees.</summary>
    public async Task<FunctionAnswer> CallAsync(string name, ServedFunction served, byte[] payload, string? tenant, ApiRequest request)
    {
        var function = Entry(name);
        var next = new FunctionEvent(function)
        {
            RequestId = request.Id,
            FunctionArn = FunctionArns.Of(name, VersionOf(served.Version)),
            Payload = payload,
            TenantId = tenant,
            ClientContext = request.Header("X-Amz-Client-Context"),
        };
        try
        {
            return await RunAsync(next, Task.Delay(Timeout.InfiniteTimeSpan, _settings.TimeProvider, request.Aborted)).ConfigureAwait(false);
        }
        finally
        {
            next.OnTaken();
        }
    }

    void IFunctionHost.Invoke(ServedInvocation invocation) => _ = InvokeAsync(invocation);

    private async Task InvokeAsync(ServedInvocation invocation)
    {
        ServedOutcome outcome;
        FunctionEvent? next = null;
        try
        {
            next = new FunctionEvent(Entry(invocation.FunctionName))
            {
                RequestId = invocation.RequestId,
                FunctionArn = FunctionArns.Of(invocation.FunctionName, VersionOf(invocation.Version)),
                Payload = invocation.IsPlain ? Encoding.UTF8.GetBytes(string.IsNullOrEmpty(invocation.Input) ? NoInput : invocation.Input) : Envelope(invocation),
                TenantId = invocation.TenantId,
                IsResumed = invocation.IsResumed,
            };
            var answer = await RunAsync(next, invocation.Closed).ConfigureAwait(false);
            outcome = OutcomeReader.Read(answer, invocation.IsPlain);
        }
        catch (Exception fault)
        {
            _logger.InvocationFaulted(fault, invocation.FunctionName);
            outcome = ServedOutcome.Broken("Runtime.Unknown", fault.Message);
        }

        // A worker is told that its answer was taken only when it was: whatever it does next comes after the invocation's end.
        await invocation.CompleteAsync(outcome).ConfigureAwait(false);
        next?.OnTaken();
    }

    private async Task<FunctionAnswer> RunAsync(FunctionEvent next, Task unwanted)
    {
        if (next.Function.Handler is { } handler)
        {
            return await HandlerCaller.CallAsync(handler, next, _settings.TimeProvider).ConfigureAwait(false);
        }

        return next.Function.Endpoint is { } endpoint
            ? await _endpoints.CallAsync(endpoint, next, unwanted).ConfigureAwait(false)
            : await _desk.RunAsync(next, unwanted).ConfigureAwait(false);
    }

    private byte[] Envelope(ServedInvocation invocation)
    {
        WireOperation[] operations =
        [
            WireMapping.ToWire(invocation.ExecutionId, invocation.ExecutionName, invocation.ExecutionStart, invocation.Input),
            .. invocation.Operations.Select(static view => WireOperations.Of(view)),
        ];
        return WireJson.Milliseconds.Write(new WireInvocationInput
        {
            DurableExecutionArn = invocation.Arn,
            CheckpointToken = invocation.Token,
            InitialExecutionState = WireOperations.Page(operations, 0, _settings.FirstPageCount, _settings.PageBytes),
            UpdatedOperationIds = invocation.UpdatedIds.Count == 0 ? null : invocation.UpdatedIds,
        });
    }

    private FunctionEntry Entry(string name) => _functions.TryGetValue(name, out var function) ? function : Unconfigured(name);

    private static FunctionEntry Unconfigured(string name) => new(name) { InvocationTimeout = DefaultTimeout };

    private static string VersionOf(int version) => version <= 0 ? "$LATEST" : version.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
