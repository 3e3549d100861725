using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Turns;

namespace DurableParallel.Engine.Executions;

/// <summary>The functions of an engine by name and version, and the executions that wait for one that is missing.</summary>
internal sealed class FunctionRegistry(FunctionLoggers loggers, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Name, int Version), DurableFunction> _functions = [];
    private readonly Dictionary<string, int> _highest = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, int Version), List<Execution>> _waiting = [];

    /// <summary>The loggers of functions, registered or not.</summary>
    public FunctionLoggers Loggers { get; } = loggers;

    /// <summary>What is said of functions that are not registered.</summary>
    public MissingFunctionLog Missing { get; } = new(loggers, time);

    /// <summary>Adds a function, and returns who waited for it.</summary>
    /// <exception cref="InvalidOperationException">That version is registered already.</exception>
    public IReadOnlyList<Execution> Add(string name, int version, DurableFunction function)
    {
        lock (_gate)
        {
            if (!_functions.TryAdd((name, version), function))
            {
                throw new InvalidOperationException(
                    $"Version {version} of the function '{name}' is registered already. Give changed code a higher version, so that running executions keep theirs.");
            }

            Missing.OnRegistered(name, version);
            _highest[name] = _highest.TryGetValue(name, out var highest) ? Math.Max(highest, version) : version;
            return [.. TakeWaiting(name, version), .. TakeWaiting(name, ExecutionTerms.AnyVersion)];
        }
    }

    /// <exception cref="FunctionNotRegisteredException">No version of it is registered.</exception>
    public RegisteredFunction FindHighest(string name)
    {
        lock (_gate)
        {
            return TryFind(name, ExecutionTerms.AnyVersion)
                ?? throw new FunctionNotRegisteredException(name, _highest.Keys);
        }
    }

    /// <summary>All functions in all their versions.</summary>
    public IReadOnlyList<(string Name, int Version, DurableFunction Function)> List()
    {
        lock (_gate)
        {
            return [.. _functions.Select(static item => (item.Key.Name, item.Key.Version, item.Value))];
        }
    }

    /// <summary>Whether the function is registered in the execution's version.</summary>
    public bool Has(Execution execution)
    {
        lock (_gate)
        {
            return TryFind(execution.FunctionName, execution.Version) is not null;
        }
    }

    /// <summary>The function in a version, or in its highest when any will do; null when it is not registered.</summary>
    public RegisteredFunction? Find(string name, int version)
    {
        lock (_gate)
        {
            return TryFind(name, version);
        }
    }

    /// <summary>The execution's function, or null; then the execution is among those that <see cref="Add"/> returns.</summary>
    public RegisteredFunction? FindOrWait(Execution execution)
    {
        var key = (execution.FunctionName, execution.Version);
        lock (_gate)
        {
            if (TryFind(execution.FunctionName, execution.Version) is { } found)
            {
                return found;
            }

            if (!_waiting.TryGetValue(key, out var waiting))
            {
                _waiting.Add(key, waiting = []);
            }

            waiting.Add(execution);
            return null;
        }
    }

    private RegisteredFunction? TryFind(string name, int version)
    {
        var wanted = version == ExecutionTerms.AnyVersion && _highest.TryGetValue(name, out var highest) ? highest : version;
        return _functions.TryGetValue((name, wanted), out var function) ? new RegisteredFunction(function, wanted) : null;
    }

    private List<Execution> TakeWaiting(string name, int version) => _waiting.Remove((name, version), out var waiting) ? waiting : [];
}
