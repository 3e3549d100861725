using System.Collections.Concurrent;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Testing.InMemory;

/// <content>Functions by name, and the executions that they become when they are invoked.</content>
internal sealed partial class InMemoryHost
{
    private readonly ConcurrentDictionary<string, DurableFunction> _functions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, InMemoryExecution> _invoked = new(StringComparer.Ordinal);

    /// <summary>Every execution, in the order in which they were started.</summary>
    public IReadOnlyList<InMemoryExecution> Executions => [.. _executions];

    /// <summary>Makes a function known to whoever invokes it by name, in place of what was known under it.</summary>
    public void Register(string name, DurableFunction function) => _functions[name] = function;

    /// <summary>The function of that name as it is known now, or null.</summary>
    internal DurableFunction? FindFunction(string name) => _functions.GetValueOrDefault(name);

    /// <summary>The execution that an invoke has become, or null.</summary>
    internal InMemoryExecution? FindInvoked(string invokerName, OperationId id) => _invoked.GetValueOrDefault(InvokedName.Of(invokerName, id));

    /// <summary>The function of an invoke, and the execution that it has become; null when the function is not known.</summary>
    internal InvokedFunction? FindInvokedFunction(string invokerName, OperationId id, string functionName) =>
        FindFunction(FunctionReference.Parse(functionName).Name) is { } function ? new InvokedFunction(function, FindInvoked(invokerName, id)) : null;

    /// <summary>Begins the execution that an invoke becomes, unless it has begun.</summary>
    internal void BeginInvoked(InMemoryExecution execution)
    {
        if (_invoked.TryAdd(execution.Name, execution))
        {
            Begin(execution);
            OnExchange();
        }
    }
}
