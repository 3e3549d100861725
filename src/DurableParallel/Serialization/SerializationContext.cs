using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Scopes.Running;

namespace DurableParallel;

/// <summary>Where a payload belongs, for serializers that encrypt or store it elsewhere.</summary>
public readonly struct SerializationContext : IEquatable<SerializationContext>
{
    // The text, or the id whose text is a hash that few serializers ever ask for.
    private readonly object? _operation;

    // Likewise the ARN, or who knows it.
    private readonly object? _execution;

    // For messages only: who knows the names above the operation, and its own name.
    private readonly object? _names;
    private readonly string? _name;

    /// <summary>Makes a context, as for a test of a serializer.</summary>
    public SerializationContext(string executionArn, string operationId)
    {
        _execution = executionArn;
        _operation = operationId;
    }

    internal SerializationContext(IExecutionIdentity execution, OperationId? operation)
    {
        _execution = execution;
        _operation = operation;
    }

    /// <summary>The place of an operation of a context.</summary>
    internal SerializationContext(DurableContext context, OperationId operation, string? name)
        : this(context.Invocation.Request.Execution, operation) =>
        (_names, _name) = (context, name);

    /// <summary>The place of a branch of a scope.</summary>
    internal SerializationContext(ScopeIdentity scope, OperationId branch, string name)
        : this(scope.Owner.Invocation.Request.Execution, branch) =>
        (_names, _name) = (scope, name);

    /// <summary>The place of an operation on record.</summary>
    internal SerializationContext(IExecutionIdentity execution, OperationId operation, Func<OperationId, string?> nameOf)
        : this(execution, operation) =>
        _names = nameOf;

    /// <summary>The place of an execution's input, which is written before there is an execution.</summary>
    internal static SerializationContext Input => new(string.Empty, string.Empty);

    /// <summary>The ARN of the execution; the empty text for an input, which is written before there is an execution.</summary>
    public string ExecutionArn => (_execution as IExecutionIdentity)?.Arn ?? _execution as string ?? string.Empty;

    /// <summary>The operation's id as the wire has it; the empty text for the execution's own input and result.</summary>
    public string OperationId => (_operation as OperationId)?.Hex ?? _operation as string ?? string.Empty;

    /// <summary>Whether it is the place of an execution's own result, which this library writes for others and does not read itself.</summary>
    internal bool IsResult => _operation is null && _execution is IExecutionIdentity;

    /// <summary>The operation's path in names; null where only its id is known, and for the execution's own input and result.</summary>
    internal string? OperationPath => _names switch
    {
        DurableContext context => context.PathOf((OperationId)_operation!, _name),
        ScopeIdentity scope => Records.OperationPath.Below(scope.Path, (OperationId)_operation!, _name),
        Func<OperationId, string?> nameOf => Records.OperationPath.Of((OperationId)_operation!, nameOf),
        _ => null,
    };

    /// <summary>Whether both name the same operation.</summary>
    public static bool operator ==(SerializationContext left, SerializationContext right) => left.Equals(right);

    /// <summary>Whether they name different operations.</summary>
    public static bool operator !=(SerializationContext left, SerializationContext right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(SerializationContext other) =>
        string.Equals(ExecutionArn, other.ExecutionArn, StringComparison.Ordinal) && string.Equals(OperationId, other.OperationId, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SerializationContext other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ExecutionArn, OperationId);
}
