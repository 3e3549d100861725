using System.Collections.Concurrent;
using DurableParallel.Engine.Listing;
using DurableParallel.Records;

namespace DurableParallel.Engine.Serving;

/// <summary>
/// The functions that processes run: those that the host knows, and those that have executions in the journal, whose
/// processes may not have come back yet. Safe from any thread.
/// </summary>
internal sealed class ServedFunctions(IFunctionHost host, ExecutionIndex executions)
{
    // By name, whether the function is a plain one. A search passes over all executions.
    private readonly ConcurrentDictionary<string, bool> _found = new(StringComparer.Ordinal);

    /// <summary>The function; null when neither the host nor the journal knows it.</summary>
    public ServedFunction? Find(FunctionReference function) => host.Find(function) ?? FindInJournal(function);

    private ServedFunction? FindInJournal(FunctionReference function)
    {
        if (!_found.TryGetValue(function.Name, out var isPlain))
        {
            var selection = new Selection(new ExecutionQuery { FunctionName = function.Name, Descending = true });
            var terms = executions.Find(selection, after: null, CancellationToken.None)
                .Select(static item => item.Execution.Terms)
                .FirstOrDefault(static terms => terms is { IsServed: true });
            if (terms is null)
            {
                return null;
            }

            isPlain = _found.GetOrAdd(function.Name, terms.IsPlain);
        }

        return new ServedFunction(function.Version ?? 0, TimeoutSeconds: 0, isPlain);
    }
}
