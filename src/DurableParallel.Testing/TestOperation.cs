using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Scopes.Rules;
using DurableParallel.Testing.InMemory;

namespace DurableParallel.Testing;

/// <summary>An operation of an execution as it is on record, with those below it. Immutable.</summary>
public sealed class TestOperation
{
    private readonly List<TestOperation> _children = [];
    private readonly OperationRecord _record;
    private readonly IDurableSerializer _serializer;
    private readonly SerializationContext _place;

    internal TestOperation(InMemoryExecution execution, OperationEntry entry, IDurableSerializer serializer)
    {
        _record = entry.Record;
        _serializer = serializer;
        _place = new SerializationContext(execution, entry.Id, RecordedNames.Of(execution));
        Position = entry.Id.ToString();
        Id = entry.Id.Hex;
    }

    /// <summary>Its place, for example "1-3-2": the second operation of the third one of the first.</summary>
    public string Position { get; }

    /// <summary>Its id on the wire and in histories, which is a hash of the position.</summary>
    public string Id { get; }

    /// <summary>The name that the code gave it; null when it has none.</summary>
    public string? Name => _record.Name;

    /// <summary>What it is: a step, a wait, a callback, an invoke, or a context.</summary>
    public OperationType Type => _record.Type;

    /// <summary>What tells operations of one type apart, for example "Parallel", "ParallelBranch" or "WaitForCondition".</summary>
    public string? SubType => _record.SubType;

    /// <summary>Where it stands.</summary>
    public OperationStatus Status => _record.Status;

    /// <summary>How many attempts of a step have ended; 0 for others.</summary>
    public int Attempts => _record.Attempt;

    /// <summary>The result as it is on record; null when there is none.</summary>
    public string? Payload => _record.Payload;

    /// <summary>The error on record; null when there is none.</summary>
    public DurableError? Error => _record.Error;

    /// <summary>The rules of a Parallel or a Map; null for anything else.</summary>
    public ScopeRules? ScopeRules => RulesText.Read(_record.Options);

    /// <summary>When it began, on the virtual clock.</summary>
    public DateTimeOffset StartTimestamp => _record.StartTimestamp;

    /// <summary>When it ended, on the virtual clock; null when it has not.</summary>
    public DateTimeOffset? EndTimestamp => _record.EndTimestamp;

    /// <summary>Those below it, in the order in which they began. Below a flat context they are shown below the context around it.</summary>
    public IReadOnlyList<TestOperation> Children => _children;

    /// <summary>Whether it is a branch of a scope or an item of a map.</summary>
    internal bool IsBranch => SubType is OperationSubTypes.ParallelBranch or OperationSubTypes.MapIteration;


    /// <summary>As messages name it.</summary>
    internal string Description => OperationPath.Describe(SubType, Name);

    /// <summary>Likewise, with its path where the name does not say it all.</summary>
    internal string DescriptionWithPath => OperationPath.Describe(SubType, Name, Path);

    /// <summary>Its path in names.</summary>
    internal string? Path => _place.OperationPath;

    /// <summary>Reads the result with the function's serializer. Of an operation with a serializer of its own, read <see cref="Payload"/>.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>The result, as the function's serializer reads it.</returns>
    /// <exception cref="InvalidOperationException">It has no result.</exception>
    public T ResultAs<T>() => Status == OperationStatus.Succeeded
        ? _serializer.Deserialize<T>(Payload, _place)
        : throw new InvalidOperationException(
            $"Expected a result of {DescriptionWithPath} ({Position}), which is {Status}{(Error is { } error ? $" with {error.ErrorType}: {error.ErrorMessage}" : "")}.");

    /// <inheritdoc/>
    public override string ToString()
    {
        var attempts = Attempts > 1 ? $", {Counted.Of(Attempts, "attempt")}" : "";
        var error = Error is { } e ? $": {e.ErrorMessage}" : "";
        return $"{Position} {DescriptionWithPath["the ".Length..]}: {Status}{attempts}{error}";
    }

    internal void Add(TestOperation child) => _children.Add(child);
}
