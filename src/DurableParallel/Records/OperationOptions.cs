namespace DurableParallel.Records;

/// <summary>What the START of an operation says beyond what all can say. Each type that has any has a record of its own; only that is named where they are made and read.</summary>
internal abstract record OperationOptions
{
    /// <summary>When the operation is due by itself; null when it never is.</summary>
    /// <param name="started">When it was started.</param>
    /// <param name="lastSign">When it was last heard of: its start, or a heartbeat.</param>
    public virtual DateTimeOffset? DueAt(DateTimeOffset started, DateTimeOffset lastSign) => null;
}
