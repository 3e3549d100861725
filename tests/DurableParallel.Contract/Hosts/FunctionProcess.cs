using System.Diagnostics.CodeAnalysis;
using DurableParallel.Lambda;
using DurableParallel.Lambda.Runtime;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Contract.Hosts;

/// <summary>One life of a process that runs functions for a server, over its Runtime API; it dies by falling silent.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What a dead process left running still looks at the token.")]
internal sealed class FunctionProcess(Uri server, TimeProvider clock, ContractHostOptions options)
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _death = new();
    private readonly MortalClock _clock = new(clock);
    private readonly List<IDisposable> _open = [];

    /// <summary>Takes the invocations of a function from now on, several at once.</summary>
    public void Serve(string name, DurableFunction function, int loops)
    {
        var environment = new LambdaEnvironment
        {
            RuntimeApi = $"{server.Authority}/runtime/{name}",
            FunctionName = name,
            Endpoint = server,
            MaxConcurrency = loops,
            LogLevel = LogLevel.None,
            Output = TextWriter.Null,
            Clock = _clock,
            QuietClock = TimeProvider.System,
            Death = _death.Token,
        };

        // Calls take real time, however fast the executions' own goes by.
        var calls = environment with { Clock = TimeProvider.System };
        var http = RuntimeApi.CreateHttpClient();
        Own(http);

        var handler = new DurableLambdaHandler(
            new FunctionTable([KeyValuePair.Create(name, function)]),
            new DurableLambdaOptions { Logger = options.Logger, Services = options.Services, Limits = options.Limits },
            environment,
            () =>
            {
                var checkpoints = new MortalCheckpoints(calls.CreateClient(http), _death.Token);
                return options.RepeatsNews ? new RepeatingCheckpoints(checkpoints) : checkpoints;
            });
        _ = RunAsync(new RuntimeLoop(() => Own(new RuntimeApi(environment.RuntimeApi, [])), handler, environment));
    }

    public void Kill()
    {
        _clock.Die();
        _death.Cancel();
        lock (_lock)
        {
            foreach (var open in _open)
            {
                open.Dispose();
            }
        }
    }

    private T Own<T>(T open)
        where T : IDisposable
    {
        lock (_lock)
        {
            _open.Add(open);
        }

        return open;
    }

    private async Task RunAsync(RuntimeLoop loop)
    {
        try
        {
            await loop.RunAsync(_death.Token);
        }
        catch (Exception) when (_death.IsCancellationRequested)
        {
            // What a dead process still tried to say was heard by nobody.
        }
    }
}
