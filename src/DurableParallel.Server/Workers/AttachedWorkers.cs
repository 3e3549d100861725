using DurableParallel.Server.Api;
using DurableParallel.Server.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Workers;

/// <summary>
/// The functions that workers have attached for since the server started, and the requests that wait for one to attach.
/// Safe from any thread.
/// </summary>
/// <param name="timeout">How long a request waits.</param>
/// <param name="time">The clock of that time.</param>
/// <param name="logger">Where waits are logged.</param>
internal sealed class AttachedWorkers(TimeSpan timeout, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource> _waits = new(StringComparer.Ordinal);
    private bool _isAny;

    /// <summary>The functions that workers have named.</summary>
    public IReadOnlyCollection<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _names];
            }
        }
    }

    /// <summary>Whether a worker has attached that runs the function. A worker for all that tells no names runs any.</summary>
    public bool Has(string function)
    {
        lock (_gate)
        {
            return _isAny || _names.Contains(function);
        }
    }

    public void OnAttached(WorkerFunctions functions)
    {
        List<TaskCompletionSource> begun = [];
        lock (_gate)
        {
            _isAny |= functions.IsForAll;
            _names.UnionWith(functions.Names);
            if (_waits.Count == 0)
            {
                return;
            }

            foreach (var (name, wait) in _waits.Where(wait => functions.Has(wait.Key)).ToList())
            {
                _waits.Remove(name);
                begun.Add(wait);
            }
        }

        begun.ForEach(static wait => wait.TrySetResult());
    }

    /// <summary>Completes when a worker of the function has attached.</summary>
    /// <exception cref="ApiException">None has in time.</exception>
    public async Task WaitAsync(string function, CancellationToken aborted)
    {
        var attached = AttachedAsync(function);
        if (attached.IsCompleted)
        {
            return;
        }

        logger.InvokeWaits(function, timeout);
        try
        {
            await attached.WaitAsync(timeout, time, aborted).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            logger.InvokeRefused(function, timeout);
            throw ApiException.NoWorker(function, timeout);
        }
    }

    private Task AttachedAsync(string function)
    {
        lock (_gate)
        {
            if (_isAny || _names.Contains(function))
            {
                return Task.CompletedTask;
            }

            if (!_waits.TryGetValue(function, out var wait))
            {
                _waits.Add(function, wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            return wait.Task;
        }
    }
}
