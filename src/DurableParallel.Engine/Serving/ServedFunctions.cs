using System.Collections.Concurrent;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Serving;

/// <summary>
/// The functions that processes run: those that the host knows, and those that have executions in the journal, whose
/// processes may not have come back yet. Safe from any thread.
/// </summary>
/// <param name="host">What runs functions.</param>
/// <param name="findTerms">The terms of an execution of a served function; null when the journal has none.</param>
internal sealed class ServedFunctions(IFunctionHost host, Func<string, ExecutionTerms?> findTerms)
{
    // By name, whether the function is a plain one. A search passes over all executions.
    private readonly ConcurrentDictionary<string, bool> _found = new(StringComparer.Ordinal);

    /// <summary>The function; null when neither the host nor the journal knows it.</summary>
    public ServedFunction? Find(FunctionReference function) => host.Find(function) ?? FindInJournal(function);

    private ServedFunction? FindInJournal(FunctionReference function)
    {
        if (!_found.TryGetValue(function.Name, out var isPlain))
        {
            if (findTerms(function.Name) is not { } terms)
            {
                return null;
            }

            isPlain = _found.GetOrAdd(function.Name, terms.IsPlain);
        }

        return new ServedFunction(function.Version ?? 0, TimeoutSeconds: 0, isPlain);
    }
}
