namespace DurableParallel.Scopes;

/// <summary>An item that succeeded outside of any scope.</summary>
internal sealed class ValueItem<T>(int index, T value) : IBatchItem<T>
{
    public int Index => index;

    public string Name { get; } = $"{ScopeKind.Map.BranchNamePrefix}{index}";

    public BranchStatus Status => BranchStatus.Succeeded;

    public T? Result => value;

    public OperationFailedException? Error => null;
}
