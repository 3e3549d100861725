using System.Collections;
using DurableParallel.Records;

namespace DurableParallel.Running;

/// <summary>What every line of a context or of a step's attempt carries. Immutable.</summary>
internal sealed class LogScope : IReadOnlyList<KeyValuePair<string, object?>>
{
    public const string ExecutionName = "ExecutionName";
    public const string ExecutionArn = "ExecutionArn";
    public const string OperationId = "OperationId";
    public const string OperationPath = "OperationPath";
    public const string ContextName = "ContextName";
    public const string BranchName = "BranchName";
    public const string BranchIndex = "BranchIndex";
    public const string StepName = "StepName";
    public const string Attempt = "Attempt";

    private readonly KeyValuePair<string, object?>[] _values;

    private LogScope(IEnumerable<KeyValuePair<string, object?>> values) => _values = [.. values];

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public static LogScope Of(DurableContext context)
    {
        List<KeyValuePair<string, object?>> values =
        [
            new(ExecutionName, context.ExecutionName),
            new(ExecutionArn, context.ExecutionArn),
        ];
        if (context.Id is { } id)
        {
            values.Add(new(OperationId, id.Hex));
            values.Add(new(OperationPath, context.PathOf(id, context.Name)));
            if (context.Name is { } name)
            {
                values.Add(new(ContextName, name));
            }
        }

        if (context.NearestBranch is { } branch)
        {
            values.Add(new(BranchName, branch.Name));
            values.Add(new(BranchIndex, branch.BranchIndex));
        }

        return new LogScope(values);
    }

    /// <summary>That of the context, with the step's own id in place of the context's.</summary>
    public static LogScope Of(DurableContext context, in OperationHeader step, int attempt) => new(
    [
        .. context.LogScope._values.Where(static value => value.Key is not (OperationId or OperationPath)),
        new(OperationId, step.Id.Hex),
        new(OperationPath, context.PathOf(step.Id, step.Name)),
        new(StepName, step.Name),
        new(Attempt, attempt),
    ]);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For loggers that write scopes as text.</summary>
    public override string ToString() => string.Join(", ", _values.Select(static value => $"{value.Key}: {value.Value}"));
}
