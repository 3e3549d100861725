namespace DurableParallel;

/// <summary>Where a payload belongs, for serializers that encrypt or store it elsewhere.</summary>
/// <param name="ExecutionArn">The ARN of the execution.</param>
/// <param name="OperationId">The operation's id as the wire has it; the empty text for the execution's own input and result.</param>
public readonly record struct SerializationContext(string ExecutionArn, string OperationId);
