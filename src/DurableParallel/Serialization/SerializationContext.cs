using DurableParallel.Replay;

namespace DurableParallel;

/// <summary>Where a payload belongs, for serializers that encrypt or store it elsewhere.</summary>
public readonly struct SerializationContext : IEquatable<SerializationContext>
{
    private readonly OperationId? _operation;

    /// <summary>Makes a context, for tests of a serializer.</summary>
    public SerializationContext(string executionArn)
        : this(executionArn, null)
    {
    }

    internal SerializationContext(string executionArn, OperationId? operation)
    {
        ExecutionArn = executionArn;
        _operation = operation;
    }

    /// <summary>The ARN of the execution.</summary>
    public string ExecutionArn { get; }

    /// <summary>The operation's id as the wire has it; the empty text for the execution's own input and result.</summary>
    public string OperationId => _operation?.Hex ?? string.Empty;

    /// <summary>Whether both name the same operation.</summary>
    public static bool operator ==(SerializationContext left, SerializationContext right) => left.Equals(right);

    /// <summary>Whether they name different operations.</summary>
    public static bool operator !=(SerializationContext left, SerializationContext right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(SerializationContext other) =>
        string.Equals(ExecutionArn, other.ExecutionArn, StringComparison.Ordinal) && Equals(_operation, other._operation);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SerializationContext other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ExecutionArn, _operation);
}
