namespace DurableParallel.Records;

/// <summary>What holds for all operations of one type: a row of <see cref="OperationKinds"/>. What a row does not say is as it is for most types.</summary>
internal sealed class OperationKind
{
    public required OperationType Type { get; init; }

    /// <summary>What the service calls one when it refuses an update, for example "a WAIT".</summary>
    public required string Noun { get; init; }

    /// <summary>Whether AWS's service has none, so that no update of another process may be of it.</summary>
    public bool IsOurs { get; init; }

    /// <summary>What a function may ask for. All else is the host's.</summary>
    public required IReadOnlyList<OperationAction> OfFunctions { get; init; }

    /// <summary>Where an operation stands that may be started; null is that it is not on record.</summary>
    public IReadOnlyList<OperationStatus?> StartsFrom { get; init; } = [null];

    /// <summary>Where an operation stands to which anything else may happen; null is that it is not on record.</summary>
    public IReadOnlyList<OperationStatus?> ChangesFrom { get; init; } = [OperationStatus.Started];

    /// <summary>The action that comes with a delay; null where none does.</summary>
    public OperationAction? Delayed { get; init; }

    /// <summary>Where an operation stands that its time, an event from outside or another execution may change; null where nothing outside the function does.</summary>
    public OperationStatus? Pending { get; init; }

    /// <summary>Where a pending one stands once it is due; null where none ever is.</summary>
    public OperationStatus? Due { get; init; }

    /// <summary>The error of one that was due; null where it has none.</summary>
    public Func<OperationRecord, DurableError>? DueError { get; init; }

    /// <summary>Whether one that has ended shows when it was due.</summary>
    public bool ShowsDueAtEnd { get; init; }

    /// <summary>The <see cref="OperationOptions"/> of a START; null for a type that has none.</summary>
    public Type? Options { get; init; }

    /// <summary>Whether the host starts an execution for it, and ends it with that.</summary>
    public bool StartsExecution { get; init; }
}
