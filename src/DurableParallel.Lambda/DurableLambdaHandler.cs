using DurableParallel.Errors;
using DurableParallel.Lambda.Checkpointing;
using DurableParallel.Lambda.Logging;
using DurableParallel.Lambda.Runtime;
using DurableParallel.Logging;
using DurableParallel.Wire;

namespace DurableParallel.Lambda;

/// <summary>
/// Answers the invocations of durable functions, whoever hosts the process: the handler of a class library on the managed
/// runtime, or of any bootstrap. Made by <see cref="DurableLambda"/>, once for the process. Safe from any thread.
/// </summary>
public sealed class DurableLambdaHandler
{
    // The event has no size of its own that anybody promises; this is what a page and an input have, with room.
    private const int MaxEventBytes = 64 * 1024 * 1024;

    private readonly FunctionTable _functions;
    private readonly DurableLambdaOptions _options;
    private readonly LambdaEnvironment _environment;
    private readonly Lazy<ICheckpointApi> _api;
    private readonly RoundedDelays _rounded = new();

    internal DurableLambdaHandler(FunctionTable functions, DurableLambdaOptions options, LambdaEnvironment environment, Func<ICheckpointApi> api)
    {
        _functions = functions;
        _options = options;
        _environment = environment;
        _api = new Lazy<ICheckpointApi>(api);
    }

    /// <summary>Answers one event. Without what Lambda says beside it, there is no deadline.</summary>
    /// <param name="input">The event.</param>
    /// <returns>The answer, to be sent as it is.</returns>
    /// <exception cref="DurableLambdaException">The invocation has failed, and is to be reported as failed: the service invokes again.</exception>
    /// <exception cref="UnreadableRecordException">Likewise: this build cannot read the input or what is on record. The execution has not failed.</exception>
    public Task<Stream> HandleAsync(Stream input) => HandleAsync(input, new LambdaCall());

    /// <summary>Answers one event.</summary>
    /// <param name="input">The event.</param>
    /// <param name="call">What Lambda says beside it.</param>
    /// <returns>The answer, to be sent as it is.</returns>
    /// <exception cref="DurableLambdaException">The invocation has failed, and is to be reported as failed: the service invokes again.</exception>
    /// <exception cref="UnreadableRecordException">Likewise: this build cannot read the input or what is on record. The execution has not failed.</exception>
    public async Task<Stream> HandleAsync(Stream input, LambdaCall call)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(call);
        using var json = new MemoryStream();
        await input.CopyToAsync(json).ConfigureAwait(false);
        return new MemoryStream(await HandleAsync(json.GetBuffer().AsMemory(0, (int)json.Length), call).ConfigureAwait(false), writable: false);
    }

    internal async Task<byte[]> HandleAsync(ReadOnlyMemory<byte> json, LambdaCall call)
    {
        var input = Read(json.Span);
        try
        {
            var setting = new InvocationSetting
            {
                Function = _functions.Find(call.InvokedFunctionArn, input.DurableExecutionArn, _environment.FunctionName),
                Call = call,
                Options = _options,
                Api = _api.Value,
                Logger = GuardedLogger.Around(_options.Logger ?? new JsonLogger(_environment, input.DurableExecutionArn, call.RequestId)),
                Rounded = _rounded,
                Clock = _environment.Clock,
                QuietClock = _environment.QuietClock ?? _environment.Clock,
                Death = _environment.Death,
            };
            using var run = new InvocationRun(setting, input);
            return WireJson.Milliseconds.Write(await run.RunAsync().ConfigureAwait(false));
        }
        catch (HostFaultException fault)
        {
            throw fault.Error;
        }
    }

    private static WireInvocationInput Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxEventBytes)
        {
            throw new DurableLambdaException(LambdaErrorCodes.ProtocolFault, $"The event has {Counted.Of(json.Length, "byte")}, and at most {MaxEventBytes} are read.");
        }

        try
        {
            return WireJson.Milliseconds.Read<WireInvocationInput>(json);
        }
        catch (WireFormatException malformed)
        {
            throw new DurableLambdaException(
                LambdaErrorCodes.NotDurable,
                "Unexpected payload provided to start the durable execution: expected the event of a durable execution, with DurableExecutionArn, "
                + $"CheckpointToken and InitialExecutionState. Give the function a DurableConfig, and invoke it with a qualifier. {malformed.Message}",
                malformed);
        }
    }
}
