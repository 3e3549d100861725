using DurableParallel.Errors;
using DurableParallel.Running.Operations;

namespace DurableParallel.Races;

/// <summary>A list of tasks that must be operations of one execution.</summary>
internal static class RacedOperations
{
    /// <exception cref="ArgumentException">One of them is none.</exception>
    public static DurableOperation[] Of(DurableContext context, IReadOnlyList<Task> operations)
    {
        Misuse.ThrowIfNull(operations);
        var found = new DurableOperation[operations.Count];
        for (var i = 0; i < found.Length; i++)
        {
            if (DurableOperation.Of(operations[i]) is not { } operation)
            {
                throw Misuse.OfArgument($"Operation {i} of the list {WhyNone(operations[i])}", nameof(operations));
            }

            if (WhyForeign(context, operation) is { } reason)
            {
                throw Misuse.OfArgument($"Operation {i} of the list {reason}", nameof(operations));
            }

            found[i] = operation;
        }

        Array.ForEach(found, static operation => operation.OnSeen());

        return found;
    }

    /// <summary>The first few of them, for messages.</summary>
    public static string Describe(DurableOperation[] operations)
    {
        const int Shown = 5;
        return ShownList.Of(operations.Select(static operation => operation.Description), operations.Length, Shown);
    }

    private static string WhyNone(Task? task) => task is null
        ? "is null. Pass what a method of a DurableContext returned."
        : "is a plain Task and not a durable operation, so nothing records when it ends, and a replay could not repeat it. "
            + "Pass what a method of a DurableContext returned; put an async helper into a branch or a child context, and pass that.";

    private static string? WhyForeign(DurableContext context, DurableOperation operation)
    {
        if (!ReferenceEquals(operation.Context.Invocation, context.Invocation))
        {
            return "belongs to another execution, or to an earlier run of this one. Pass operations that this run has called.";
        }

        return !operation.Task.IsCompleted && context.Invocation.HasEnded(operation.Node)
            ? $"was left behind by {operation.Context.Description}, whose body has ended, so it never ends itself. Await it there."
            : null;
    }
}
