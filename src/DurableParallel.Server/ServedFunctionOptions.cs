using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Server;

/// <summary>A function that a server knows. Where neither an endpoint, a command nor a handler is set, workers attach for it.</summary>
public sealed record ServedFunctionOptions
{
    // Timers take no more than 49 days.
    internal static readonly TimeSpan LongestInvocation = TimeSpan.FromDays(40);
    private TimeSpan? _executionTimeout;
    private int? _workerPort;
    private TimeSpan _invocationTimeout = TimeSpan.FromMinutes(15);

    /// <summary>The function's name; of a command, several may be given, parted by commas.</summary>
    public required string Name { get; set; }

    /// <summary>
    /// Where the function is called, for example http://localhost:8080: below the URL's path, with POST
    /// /2015-03-31/functions/NAME/invocations, where NAME is the function's or, where that is a 404, "function" as in Lambda's
    /// emulator. A URL that ends with /invocations is called as it is.
    /// </summary>
    /// <value>By default null: it is not called.</value>
    public Uri? Endpoint { get; set; }

    /// <summary>What starts a process that runs the function, in the system's shell. It is started again when it ends, and finds the server through AWS_LAMBDA_RUNTIME_API.</summary>
    /// <value>By default null: the server starts none.</value>
    public string? Command { get; set; }

    /// <summary>
    /// A port on 127.0.0.1 that is for workers of this function alone: with AWS_LAMBDA_RUNTIME_API=127.0.0.1:PORT a runtime
    /// client needs no path. It asks for no secret, so that every process of the machine may attach there. A program that
    /// hosts the server says itself where it listens, and must listen there too.
    /// </summary>
    /// <value>1 to 65535; by default null: a process of <see cref="Command"/> gets one that is free, and workers attach below /runtime/NAME.</value>
    /// <exception cref="ArgumentOutOfRangeException">Not a port.</exception>
    public int? WorkerPort
    {
        get => _workerPort;
        set => _workerPort = value is { } port ? OptionRange.Within(port, 1, ushort.MaxValue, "null for none") : null;
    }

    /// <summary>Runs the function in the server's own process.</summary>
    /// <value>By default null: it does not run here.</value>
    public FunctionHandler? Handler { get; set; }

    /// <summary>Whether it is an ordinary function that knows nothing of checkpoints.</summary>
    /// <value>By default false: it is durable.</value>
    public bool IsPlain { get; set; }

    /// <summary>How long an execution may take from its start to its end.</summary>
    /// <value>Rounded up to whole seconds, at most 366 days; by default null, which is no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long.</exception>
    public TimeSpan? ExecutionTimeout
    {
        get => _executionTimeout;
        set
        {
            if (value is { } timeout)
            {
                DurationRule.ToWholeSeconds(timeout, nameof(ExecutionTimeout));
            }

            _executionTimeout = value;
        }
    }

    /// <summary>How long one invocation may take; then it has failed, and the function is invoked again. Endpoints take the time that they need.</summary>
    /// <value>More than zero, at most 40 days; by default 15 minutes.</value>
    /// <exception cref="ArgumentOutOfRangeException">Zero or less, or more than 40 days.</exception>
    public TimeSpan InvocationTimeout
    {
        get => _invocationTimeout;
        set => _invocationTimeout = OptionRange.AboveZero(value, LongestInvocation);
    }
}
