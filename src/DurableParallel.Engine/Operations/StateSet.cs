using DurableParallel.Records;

namespace DurableParallel.Engine.Operations;

/// <summary>What states are of an operation, of a query, and as a list.</summary>
internal static class StateSet
{
    private static readonly ExecutionState[] All = Enum.GetValues<ExecutionState>();

    // One list for each set, so that summaries that say the same are equal.
    private static readonly ExecutionState[][] Lists =
        [.. Enumerable.Range(0, 1 << All.Length).Select(static set => All.Where(state => (set & (1 << (int)state)) != 0).ToArray())];

    /// <summary>What an open operation makes of its execution.</summary>
    public static ExecutionStates Of(OperationRecord open) => open.Type switch
    {
        OperationType.Callback => ExecutionStates.WaitingForCallback,
        OperationType.Wait => ExecutionStates.WaitingUntil,
        OperationType.Step when open.Status != OperationStatus.Pending => ExecutionStates.None,

        // A condition that does not hold yet has not failed.
        OperationType.Step => open.SubType == OperationSubTypes.WaitForCondition ? ExecutionStates.WaitingUntil : ExecutionStates.Retrying,
        _ => ExecutionStates.None,
    };

    /// <summary>The set of those that a query names; none where it names none.</summary>
    /// <exception cref="ArgumentException">One is no state.</exception>
    public static ExecutionStates Of(IEnumerable<ExecutionState>? states, string parameter)
    {
        var set = ExecutionStates.None;
        foreach (var state in states ?? [])
        {
            if (!Enum.IsDefined(state))
            {
                throw new ArgumentException($"A state is one of {string.Join(", ", Enum.GetNames<ExecutionState>())}, and {(int)state} is none.", parameter);
            }

            set |= (ExecutionStates)(1 << (int)state);
        }

        return set;
    }

    /// <summary>The states in order.</summary>
    public static IReadOnlyList<ExecutionState> ToList(ExecutionStates states) => Lists[(int)states & (Lists.Length - 1)];
}
